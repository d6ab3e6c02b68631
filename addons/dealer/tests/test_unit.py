from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestUnit(DealerCommon):
    """The organisation tree and what it refuses."""

    def test_complete_name_follows(self):
        self.assertEqual(self.branch.complete_name, "Group / T East / T Branch")
        self.assertEqual(self.branch.display_name, "Group / T East / T Branch")
        self.east.name = "T Orient"
        self.assertEqual(self.branch.complete_name, "Group / T Orient / T Branch")
        self.assertEqual(self.branch.display_name, "Group / T Orient / T Branch")
        self.branch.parent_id = self.west
        self.assertEqual(self.branch.complete_name, "Group / T West / T Branch")

    def test_shown_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.east.with_context(lang="zh_CN").name = "华东"
        self.branch.with_context(lang="zh_CN").name = "上海"
        self.assertIn("华东 / 上海", self.branch.with_context(lang="zh_CN").display_name)
        self.assertEqual(self.branch.with_context(lang="en_US").display_name, "Group / T East / T Branch")

    def test_found_by_code_and_path(self):
        units = self.env["dealer.unit"]
        self.assertIn(self.branch.id, [unit_id for unit_id, _name in units.name_search("T_BRANCH")])
        self.assertIn(self.branch.id, [unit_id for unit_id, _name in units.name_search("East / T Bra")])

    def test_cycle_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "T East cannot stand below itself"):
            self.east.parent_id = self.branch
        with self.assertRaisesRegex(ValidationError, "cannot stand below itself"):
            self.east.parent_id = self.east

    def test_code_is_unique(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.make_unit("other", code="T_EAST")

    def test_company_is_taken_from_above(self):
        self.assertEqual(self.branch.company_id, self.company)
        self.assertEqual(self.make_unit("Deep", parent=self.north).company_id, self.company_b)
        self.assertFalse(self.make_unit("Wide").company_id, "below the group a unit may span companies")

    def test_company_of_another_branch_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "must belong to"):
            self.branch.company_id = self.company_b
        with self.assertRaisesRegex(ValidationError, "must belong to|cannot become"):
            self.branch.write({"parent_id": self.north.id, "company_id": self.company.id})

    def test_company_change_with_dealers_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "trades with another company"):
            self.west.company_id = self.company_b
        self.assertTrue(self.make_unit("Empty", company=self.company).write({"company_id": self.company_b.id}))

    def test_unit_with_dealers_is_not_archived(self):
        with self.assertRaisesRegex(ValidationError, "still has dealers, such as"):
            self.west.active = False
        self.dealer_west.unit_id = self.east
        self.west.active = False

    def test_unit_in_use_is_not_deleted(self):
        """By dealers, by units below, by the roles of people: each time a sentence that names one."""
        empty = self.make_unit("Empty", company=self.company)
        below = self.make_unit("Below", parent=empty)
        user = self.make_user("reaches", "sales_desk", "unit", below)
        for unit, name in (self.west, "West dealer"), (empty, "Below"), (below, "reaches"):
            with self.assertRaisesRegex(UserError, f"{unit.name} cannot be deleted.*such as .*{name}"):
                unit.unlink()
        user.role_line_ids.unlink()
        (empty | below).unlink()
        self.assertFalse((empty | below).exists())

    def test_counts(self):
        self.assertEqual(self.east.dealer_count, 1)
        self.assertEqual(
            self.group.dealer_count, len(self.env["dealer.dealer"].search([("unit_id", "=", self.group.id)]))
        )

    def test_people_belong_both_ways(self):
        user = self.make_user("belongs")
        self.east.user_ids = user
        self.assertEqual(user.dealer_unit_ids, self.east)

    def test_names_of_many_units_in_few_queries(self):
        units = self.env["dealer.unit"].concat(*(self.make_unit(f"U{n}", parent=self.east) for n in range(40)))
        self.pass_days()
        with self.assertQueryCount(2):
            units.mapped("display_name")
