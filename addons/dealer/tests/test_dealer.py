from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestDealer(DealerCommon):
    """Master data of a dealer and what it refuses, each with a sentence that says what to do."""

    def test_name_code_and_display_name(self):
        self.assertTrue(self.dealer_east.code.startswith("D"))
        self.assertNotEqual(self.dealer_east.code, self.dealer_west.code)
        self.assertEqual(self.dealer_east.display_name, f"[{self.dealer_east.code}] East dealer")
        self.dealer_east.partner_id.name = "Orient dealer"
        self.assertEqual(self.dealer_east.name, "Orient dealer")
        self.assertEqual(self.make_dealer("Coded", self.east, code="K-7").code, "K-7")

    def test_found_by_code_and_name(self):
        dealers = self.env["dealer.dealer"]
        self.assertEqual([found for found, _name in dealers.name_search(self.dealer_east.code)], self.dealer_east.ids)
        self.assertIn(self.dealer_east.id, [found for found, _name in dealers.name_search("East deal")])

    def test_currency_is_the_company_s_unless_given(self):
        self.assertEqual(self.dealer_north.currency_id.name, "CNY")
        usd = self.env.ref("base.USD")
        self.assertEqual(self.make_dealer("In dollars", self.north, currency_id=usd.id).currency_id, usd)

    def test_without_a_unit(self):
        vals = {"partner_id": self.make_partner("Lost").id, "type_id": self.env.ref("dealer.type_community").id}
        with self.assertRaisesRegex(UserError, "belongs to an organisation unit: give one for Lost"):
            self.env["dealer.dealer"].create(vals)
        with self.assertRaisesRegex(UserError, "belongs to an organisation unit"):
            self.env["dealer.dealer"].create({**vals, "unit_id": False})
        self.company.dealer_default_unit_id = self.west
        self.assertEqual(self.env["dealer.dealer"].create(vals).unit_id, self.west)

    def test_defaults_are_those_of_the_dealer_s_company(self):
        self.company.dealer_default_unit_id = self.west
        self.company_b.dealer_default_unit_id = self.north
        self.company_b.dealer_default_type_id = self.env.ref("dealer.type_key_account")
        dealer = self.env["dealer.dealer"].create(
            {"partner_id": self.make_partner("B").id, "company_id": self.company_b.id}
        )
        self.assertEqual(dealer.unit_id, self.north)
        self.assertEqual(dealer.type_id, self.env.ref("dealer.type_key_account"))

    def test_twice_for_one_partner_and_company(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.make_dealer("x", self.west, partner_id=self.dealer_east.partner_id.id)
        self.assertTrue(self.make_dealer("x", self.north, partner_id=self.dealer_east.partner_id.id))

    def test_code_unique_by_company(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.make_dealer("x", self.west, code=self.dealer_east.code)
        self.assertTrue(self.make_dealer("x", self.north, code=self.dealer_east.code))

    def test_messages_of_the_database_s_own_refusals(self):
        """What the user reads in place of the database's words."""
        for name in ("_partner_company_unique", "_company_code_unique"):
            message = getattr(type(self.env["dealer.dealer"]), name).get_error_message(self.env["dealer.dealer"])
            self.assertRegex(message, "already")

    def test_contact_is_no_dealer(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.dealer_east.partner_id.id})
        with self.assertRaisesRegex(ValidationError, "Ann is a contact of East dealer"):
            self.make_dealer("x", self.east, partner_id=contact.id)

    def test_unit_of_another_company(self):
        with self.assertRaisesRegex(ValidationError, "Choose a unit of that company"):
            self.dealer_east.unit_id = self.north
        self.dealer_east.unit_id = self.group
        self.assertEqual(self.dealer_east.unit_id, self.group, "a unit that spans companies fits")

    def test_tier_of_another_company(self):
        tier = self.make_tier("Gold", 1, company=self.company_b)
        with self.assertRaisesRegex(UserError, "Choose a tier of that company|belongs to another company|Incompatible"):
            self.dealer_east.tier_id = tier

    def test_hierarchy(self):
        self.dealer_branch.write({"parent_id": self.dealer_east.id, "relation": "outlet"})
        below = self.make_dealer("Deep", self.branch, parent_id=self.dealer_branch.id, relation="sub_dealer")
        found = self.env["dealer.dealer"].search([("id", "child_of", self.dealer_east.id)])
        self.assertEqual(set(found), {self.dealer_east, self.dealer_branch, below})
        with self.assertRaisesRegex(ValidationError, "cannot stand below itself"):
            self.dealer_east.write({"parent_id": below.id, "relation": "outlet"})

    def test_outlet_without_parent(self):
        with self.assertRaisesRegex(ValidationError, "name its parent dealer"):
            self.dealer_east.relation = "outlet"

    def test_parent_of_another_company(self):
        with self.assertRaisesRegex(ValidationError, "trade with different companies"):
            self.dealer_east.parent_id = self.dealer_north

    def test_only_applicants_are_deleted(self):
        applicant = self.make_dealer("Applicant", self.east, state="applicant")
        self.assertTrue(applicant.unlink())
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.dealer_east.unlink()

    def test_applying_again_does_not_open_the_history(self):
        self.dealer_east.action_terminate("x")
        self.dealer_east.action_reapply()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.dealer_east.unlink()

    def test_what_dealers_use_is_not_deleted(self):
        tier = self.make_tier("Gold", 1)
        self.dealer_east.tier_id = tier
        territory = self.env["dealer.territory"].create({"name": "T"})
        self.dealer_east.territory_id = territory
        for record in (tier, territory, self.dealer_east.type_id):
            with self.assertRaisesRegex(UserError, "used by dealers and cannot be deleted"):
                record.unlink()

    def test_member_count_and_role(self):
        self.make_member("one", self.dealer_east)
        self.make_member("two", self.dealer_east, role="admin")
        self.assertEqual(self.dealer_east.member_count, 2)

    def test_member_once_per_dealer(self):
        user = self.make_member("one", self.dealer_east)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env["dealer.member"].create({"dealer_id": self.dealer_east.id, "user_id": user.id})

    def test_copy_needs_another_partner(self):
        copied = self.dealer_east.copy({"partner_id": self.make_partner("Copy").id})
        self.assertNotEqual(copied.code, self.dealer_east.code)
        self.assertEqual(copied.state, "applicant")
        self.assertEqual(copied.type_id, self.dealer_east.type_id)

    def test_desk_does_not_create(self):
        desk = self.make_user("desk", "sales_desk", "subtree", self.group)
        with self.assertRaises(AccessError):
            self.env["dealer.dealer"].with_user(desk).create({"partner_id": self.make_partner("x").id})

    def test_archive_and_unarchive(self):
        manager = self.make_user("manager", "channel_manager", "subtree", self.east)
        dealer = self.dealer_east.with_user(manager)
        dealer.action_archive()
        self.assertFalse(dealer.active)
        dealer.action_unarchive()
        self.assertTrue(dealer.active)
