from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestPartnerScope(DealerCommon):
    """Contacts of dealers are seen with their dealer; all other contacts as before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("east_desk", "sales_desk", "subtree", cls.east)
        cls.contact_east = cls.env["res.partner"].create({"name": "CE", "parent_id": cls.dealer_east.partner_id.id})
        cls.contact_west = cls.env["res.partner"].create({"name": "CW", "parent_id": cls.dealer_west.partner_id.id})
        cls.customer = cls.make_partner("No dealer")

    def _sees(self, partner, user=None):
        return bool(self.env["res.partner"].with_user(user or self.user).search([("id", "=", partner.id)]))

    def test_dealers_and_their_contacts(self):
        self.assertTrue(self._sees(self.dealer_east.partner_id))
        self.assertTrue(self._sees(self.contact_east))
        self.assertFalse(self._sees(self.dealer_west.partner_id))
        self.assertFalse(self._sees(self.contact_west))
        with self.assertRaises(AccessError):
            self.contact_west.with_user(self.user).read(["email"])
        with self.assertRaises(AccessError):
            self.contact_west.with_user(self.user).write({"email": "x@example.com"})

    def test_other_contacts_keep_the_behaviour_of_the_platform(self):
        plain = self.make_user("plain")
        for user in (self.user, plain):
            self.assertTrue(self._sees(self.customer, user))
            self.assertTrue(self._sees(user.partner_id, user))
            self.assertTrue(self._sees(self.user.partner_id, user), "colleagues")
        self.assertFalse(self._sees(self.dealer_east.partner_id, plain), "no lines, no dealers")
        self.customer.with_user(self.user).phone = "1"

    def test_becoming_a_dealer_hides_the_contact(self):
        self.assertFalse(self.customer.is_dealer)
        dealer = self.make_dealer("x", self.west, partner_id=self.customer.id)
        self.assertTrue(self.customer.is_dealer)
        self.assertFalse(self._sees(self.customer))
        dealer.unit_id = self.east
        self.assertTrue(self._sees(self.customer))
        self.assertTrue(self.customer.with_user(self.user).has_access("write"))

    def test_no_dealer_any_more(self):
        dealer = self.make_dealer("x", self.west, partner_id=self.customer.id, state="applicant")
        dealer.unlink()
        self.assertFalse(self.customer.is_dealer)
        self.assertTrue(self._sees(self.customer))

    def test_contact_moved_into_and_out_of_a_dealer(self):
        person = self.env["res.partner"].create({"name": "person"})
        self.assertFalse(person.is_dealer)
        person.parent_id = self.dealer_west.partner_id
        self.assertTrue(person.is_dealer)
        self.assertFalse(self._sees(person))
        person.parent_id = False
        self.assertFalse(person.is_dealer)

    def test_archived_dealer_stays_isolated(self):
        self.dealer_west.active = False
        self.assertTrue(self.contact_west.is_dealer)
        self.assertFalse(self._sees(self.contact_west))

    def test_contact_below_a_foreign_dealer(self):
        """A contact takes over address and terms of its company: it is a way to read them."""
        partners = self.env["res.partner"].with_user(self.user)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            partners.create({"name": "spy", "parent_id": self.dealer_west.partner_id.id})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            partners.create(
                {
                    "name": "spy",
                    "parent_id": self.dealer_west.partner_id.id,
                    "commercial_partner_id": self.dealer_east.partner_id.id,
                }
            )
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.contact_east.with_user(self.user).parent_id = self.dealer_west.partner_id.id

    def test_dealer_of_two_companies(self):
        both = self.make_user("both", "sales_desk", "unit", self.north, companies=self.company | self.company_b)
        only_b = self.make_user("only_b", "sales_desk", "unit", self.north, companies=self.company_b)
        partner = self.dealer_west.partner_id
        self.assertFalse(self._sees(partner, both))
        self.make_dealer("again", self.north, partner_id=partner.id)
        self.assertTrue(self._sees(partner, both))
        self.assertTrue(self._sees(partner, only_b))
        self.assertFalse(self._sees(partner), "one of its dealers must be in scope")

    def test_scope_without_the_company(self):
        """A unit of a company that the user may not work for shows nothing of that company."""
        user = self.make_user("group_wide", "auditor", "subtree", self.group)
        self.assertFalse(self._sees(self.dealer_north.partner_id, user))
        self.assertTrue(self._sees(self.dealer_west.partner_id, user))

    def test_own_company_that_is_a_dealer_of_a_sister(self):
        """Inter-company trade makes one's own company a dealer; its people and address must stay visible."""
        self.make_dealer("sister", self.north, partner_id=self.company.partner_id.id)
        colleague = self.make_user("colleague")
        colleague.partner_id.parent_id = self.company.partner_id
        self.assertTrue(colleague.partner_id.is_dealer)
        self.assertTrue(self._sees(self.company.partner_id))
        self.assertTrue(self._sees(colleague.partner_id))

    def test_portal_users_of_foreign_dealers_are_hidden_as_users_too(self):
        portal = self.make_member("west_portal", self.dealer_west)
        own = self.make_member("east_portal", self.dealer_east)
        found = self.env["res.users"].with_user(self.user).search([("id", "in", (portal | own).ids)])
        self.assertEqual(found.ids, own.ids)

    def test_portal_user(self):
        buyer = self.make_member("buyer", self.dealer_east)
        self.assertTrue(self._sees(self.dealer_east.partner_id, buyer))
        self.assertFalse(self._sees(self.dealer_west.partner_id, buyer))
        outsider = new_test_user(self.env, "outsider", groups="base.group_portal")
        self.assertFalse(self._sees(self.dealer_east.partner_id, outsider))
        self.assertTrue(self._sees(outsider.partner_id, outsider))

    def test_dealer_of_the_current_company(self):
        partner = self.contact_west
        second = self.make_dealer("again", self.north, partner_id=self.dealer_west.partner_id.id)
        self.assertEqual(partner.with_company(self.company).dealer_id, self.dealer_west)
        self.assertEqual(partner.with_company(self.company_b).dealer_id, second)
        self.assertFalse(self.customer.dealer_id)
        partners = self.env["res.partner"].with_company(self.company)
        self.assertIn(partner, partners.search([("dealer_id", "=", self.dealer_west.id)]))
        self.assertIn(partner, partners.search([("dealer_id.name", "=", "West dealer")]))
        self.assertIn(self.customer, partners.search([("dealer_id", "=", False)]))
        self.assertNotIn(partner, partners.search([("dealer_id", "=", False)]))

    def test_dealer_cannot_become_a_contact(self):
        with self.assertRaisesRegex(ValidationError, "cannot become a contact"):
            self.dealer_west.partner_id.write({"is_company": False, "parent_id": self.dealer_east.partner_id.id})

    def test_only_viewers_read_the_dealer_of_a_contact(self):
        plain = self.make_user("plain")
        with self.assertRaises(AccessError):
            self.customer.with_user(plain).read(["dealer_id"])
