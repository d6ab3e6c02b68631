from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestCompany(DealerCommon):
    """Several companies: a scope that spans them shows only companies the user works for and has ticked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls.make_user("both", "channel_manager", "subtree", cls.group, companies=cls.company | cls.company_b)
        cls.only_a = cls.make_user("only_a", "channel_manager", "subtree", cls.group)

    def test_companies_ticked(self):
        self.assertEqual(self.seen(self.both), self.dealers)
        self.assertEqual(self.seen(self.both, companies=self.company_b), self.dealer_north)

    def test_company_the_user_does_not_work_for(self):
        self.assertEqual(self.seen(self.only_a), self.dealers - self.dealer_north)
        with self.assertRaises(AccessError):
            self.dealer_north.with_user(self.only_a).read(["name"])

    def test_group_wide_unit_does_not_open_other_companies(self):
        self.dealer_north.unit_id = self.group
        self.assertNotIn(self.dealer_north, self.seen(self.only_a))

    def test_dealer_of_two_companies(self):
        """Own tier, currency and unit in each."""
        second = self.make_dealer("x", self.north, partner_id=self.dealer_east.partner_id.id)
        gold_a, gold_b = self.make_tier("Gold", 1), self.make_tier("Gold", 1, company=self.company_b)
        self.dealer_east.tier_id, second.tier_id = gold_a, gold_b
        self.assertEqual(second.currency_id.name, "CNY")
        self.assertNotEqual(self.dealer_east.currency_id, second.currency_id)
        desk = self.make_user("desk", "sales_desk", "unit", self.east, companies=self.company | self.company_b)
        self.assertEqual(self.seen(desk, self.dealer_east | second), self.dealer_east)

    def test_records_around_the_dealer_follow_its_company(self):
        self.make_member("north_member", self.dealer_north)
        self.env["dealer.violation"].create({"dealer_id": self.dealer_north.id})
        self.dealer_north.tier_id = self.make_tier("Gold", 1, company=self.company_b)
        for name in ("dealer.member", "dealer.violation", "dealer.tier.change"):
            records = self.env[name].search([("dealer_id", "=", self.dealer_north.id)])
            self.assertEqual(records.company_id, self.company_b, name)
            self.assertFalse(self.env[name].with_user(self.only_a).search([("id", "in", records.ids)]), name)

    def test_configuration_by_company(self):
        tier = self.make_tier("Gold", 1, company=self.company_b)
        territory = self.env["dealer.territory"].create({"name": "B", "company_id": self.company_b.id})
        for record in (tier, territory, self.north):
            self.assertFalse(record.with_user(self.only_a).has_access("read"), record._name)
            self.assertTrue(record.with_user(self.both).has_access("read"), record._name)

    def test_company_of_configuration_in_use(self):
        self.dealer_east.tier_id = self.make_tier("Gold", 1)
        self.dealer_east.territory_id = self.env["dealer.territory"].create(
            {"name": "A", "company_id": self.company.id}
        )
        for record in (self.dealer_east.tier_id, self.dealer_east.territory_id):
            with self.assertRaisesRegex(ValidationError, "is used by .* of another company"):
                record.company_id = self.company_b

    def test_write_into_another_company(self):
        dealer = self.dealer_east.with_user(self.only_a)
        with self.assertRaises(AccessError):
            dealer.write({"company_id": self.company_b.id, "unit_id": self.group.id})
