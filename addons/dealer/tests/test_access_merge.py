from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DealerCommon


class Document(models.Model):
    """A document as an add-on would have it."""

    _module = None
    _name = "dealer.test.merge.document"
    _description = "Document for tests of merging"
    _inherit = ["dealer.document.mixin"]

    partner_id = fields.Many2one("res.partner")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)


@tagged("post_install", "-at_install")
class TestAccessMerge(DealerCommon):
    """Contacts that are merged, or come to belong to a dealer, open nothing and lose no dealer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_test_model(Document)
        # a website, where one is installed, reads its visitors with the rights of whoever merges
        if visitor := cls.env["ir.model"].search([("model", "=", "website.visitor")]):
            cls.env["ir.model.access"].create(
                {
                    "name": "merge",
                    "model_id": visitor.id,
                    "group_id": cls.env.ref("base.group_user").id,
                    "perm_read": True,
                    "perm_write": True,
                    "perm_unlink": True,
                }
            )
        cls.desk = cls.make_user("all_desk", "sales_desk", "subtree", cls.group)
        cls.manager = cls.make_user("east_manager", "channel_manager", "subtree", cls.east)
        cls.west_desk = cls.make_user("west_desk", "sales_desk", "subtree", cls.west)
        cls.customer = cls.make_partner("Customer")
        cls.document = cls.env["dealer.test.merge.document"].create({"partner_id": cls.customer.id})

    def _merge(self, user, destination, *sources):
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user)
        partners = destination.browse([partner.id for partner in (destination, *sources)])
        wizard.create({"partner_ids": [(6, 0, partners.ids)], "dst_partner_id": destination.id}).action_merge()
        self.env.flush_all()
        self.env.invalidate_all()

    def _sees(self, user, record):
        return bool(record.with_user(user).search([("id", "=", record.id)]))

    def test_documents_of_a_customer_merged_into_a_dealer(self):
        self.assertTrue(self._sees(self.west_desk, self.document))
        self._merge(self.manager, self.dealer_east.partner_id, self.customer)
        self.assertEqual((self.document.dealer_id, self.document.dealer_unit_id), (self.dealer_east, self.east))
        self.assertFalse(self._sees(self.west_desk, self.document))

    def test_dealer_merged_into_a_customer(self):
        contact = self.env["res.partner"].create({"name": "c", "parent_id": self.dealer_east.partner_id.id})
        self._merge(self.manager, self.customer, self.dealer_east.partner_id)
        self.assertEqual((self.dealer_east.partner_id, self.dealer_east.name), (self.customer, "Customer"))
        self.assertTrue(self.customer.is_dealer and contact.is_dealer)
        self.assertEqual(self.document.dealer_id, self.dealer_east)
        for record in (self.customer, contact, self.document):
            self.assertFalse(self._sees(self.west_desk, record))
            self.assertTrue(self._sees(self.manager, record))

    def test_only_those_who_may_change_the_dealer(self):
        with self.assertRaisesRegex(AccessError, "Only a channel manager may merge"):
            self._merge(self.desk, self.customer, self.dealer_east.partner_id)
        with self.assertRaises(AccessError):
            self._merge(self.manager, self.customer, self.dealer_west.partner_id)

    def test_two_dealers_of_one_company_stay_two(self):
        """The platform would delete the one whose partner is gone, with its history."""
        with self.assertRaisesRegex(UserError, "different dealers"):
            self._merge(self.manager, self.dealer_east.partner_id, self.dealer_branch.partner_id)
        self.assertTrue((self.dealer_east | self.dealer_branch).exists() == self.dealer_east | self.dealer_branch)

    def test_dealers_of_two_companies_become_one_partner(self):
        companies = self.company | self.company_b
        boss = self.make_user("boss", "channel_manager", "subtree", self.group, companies)
        self._merge(boss, self.dealer_east.partner_id, self.dealer_north.partner_id)
        self.assertEqual(self.dealer_north.partner_id, self.dealer_east.partner_id)
        self.assertEqual(self.dealer_north.name, "East dealer")

    def test_contacts_of_different_dealers(self):
        contacts = self.env["res.partner"].create(
            [{"name": "c", "parent_id": dealer.partner_id.id} for dealer in (self.dealer_east, self.dealer_branch)]
        )
        with self.assertRaisesRegex(UserError, "different dealers"):
            self._merge(self.manager, *contacts)

    def test_dealer_does_not_become_a_contact(self):
        """The platform hands the parent of a merged contact to the one that is left."""
        contact = self.env["res.partner"].create({"name": "c", "parent_id": self.customer.id})
        person = self.env["res.partner"].create({"name": "Leader"})
        self.make_dealer("Leader", self.east, partner_id=person.id)
        with self.assertRaisesRegex(UserError, "cannot become a contact"):
            self._merge(self.manager, person, contact)

    def test_other_contacts_are_merged_as_before(self):
        other = self.make_partner("Other")
        self._merge(self.west_desk, self.customer, other)
        self.assertFalse(other.exists())
        self.assertFalse(self.document.dealer_id)

    def test_customer_becomes_a_contact_of_a_dealer(self):
        self.customer.with_user(self.manager).write({"parent_id": self.dealer_east.partner_id.id, "is_company": False})
        self.assertEqual(self.document.dealer_id, self.dealer_east)
        self.assertFalse(self._sees(self.west_desk, self.document))
        # and what it did for the dealer stays the dealer's
        self.customer.with_user(self.manager).write({"parent_id": False})
        self.assertEqual(self.document.dealer_id, self.dealer_east)
        self.assertFalse(self._sees(self.west_desk, self.document))
