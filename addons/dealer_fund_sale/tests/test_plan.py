from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import FundOrdersCase


@tagged("post_install", "-at_install")
class TestPlan(FundOrdersCase):
    """Which funds pay how much of an order."""

    def test_funds_first_by_their_shares(self):
        self._add(self.prepaid, 600.0)
        order = self._order_of(1000.0)
        self.assertEqual(self._planned(order), {"Rebate": 300.0, "Prepaid": 600.0})
        self.assertEqual(order.fund_to_pay, 100.0)

    def test_with_taxes(self):
        tax = self.env["account.tax"].create({"name": "13 %", "amount": 13.0, "company_id": self.company.id})
        order = self._order_of(1000.0, tax=tax)
        self.assertEqual(order.amount_total, 1130.0)
        self.assertEqual(self._planned(order), {"Rebate": 339.0})

    def test_tax_included_prices(self):
        tax = self.env["account.tax"].create(
            {"name": "in", "amount": 13.0, "company_id": self.company.id, "price_include_override": "tax_included"}
        )
        order = self._order_of(1000.0, tax=tax)
        self.assertEqual(order.amount_total, 1000.0)
        self.assertEqual(self._planned(order), {"Rebate": 300.0})

    def test_some_products_only(self):
        other = self.env["product.category"].create({"name": "Other"})
        self.rebate_type.category_ids = other
        order = self._order_of(1000.0)
        self.assertEqual(self._planned(order), {"Rebate": 0.0})
        self.goods.categ_id = self.env["product.category"].create({"name": "Below", "parent_id": other.id})
        order.order_line = [Command.create({"name": "Freight", "product_id": False, "display_type": "line_note"})]
        self.assertEqual(self._planned(order), {"Rebate": 300.0})

    def test_deposits_never_pay(self):
        self._fund(self._fund_type("SECURITY", "deposit"), amount=1000.0)
        self.assertEqual(self._planned(self._order_of(1000.0)), {"Rebate": 300.0})

    def test_chosen_by_the_dealer(self):
        order = self._order_of(1000.0)
        lines = order.set_fund_plan({str(self.rebate.id): 120.0})
        self.assertEqual([line["planned"] for line in lines], [120.0])
        order.action_submit()
        self.assertEqual(order.fund_held, 120.0)
        with self.assertRaisesRegex(UserError, "was submitted"):
            order.set_fund_plan({self.rebate.id: 10.0})

    def test_chosen_none(self):
        order = self._order_of(1000.0)
        order.set_fund_plan({self.rebate.id: 0.0})
        order.action_submit()
        self.assertEqual(order.fund_held, 0.0)

    def test_by_the_rules_again(self):
        order = self._order_of(1000.0)
        order.set_fund_plan({self.rebate.id: 0.0})
        order.set_fund_plan(None)
        self.assertEqual(self._planned(order), {"Rebate": 300.0})

    def test_what_cannot_be_chosen(self):
        order = self._order_of(1000.0)
        foreign = self._fund(self.rebate_type, dealer=self.hidden, amount=100.0)
        for amounts in (
            {self.rebate.id: 301.0},
            {self.rebate.id: -1.0},
            {self.rebate.id: float("nan")},
            {self.rebate.id: "100"},
            {foreign.id: 10.0},
            {"x": 10.0},
            [self.rebate.id],
        ):
            with self.subTest(amounts=amounts), self.assertRaises(UserError):
                order.set_fund_plan(amounts)

    def test_members_of_the_dealer(self):
        order = self._order_of(1000.0)
        buyer = self._portal_user("buyer", self.dealer.partner_id, self.dealer)
        stranger = self._portal_user("stranger", self.hidden.partner_id, self.hidden)
        order.message_subscribe(buyer.partner_id.ids)
        self.assertEqual(order.with_user(buyer).fund_plan()[0]["planned"], 300.0)
        order.with_user(buyer).set_fund_plan({self.rebate.id: 50.0})
        self.assertEqual(self._planned(order), {"Rebate": 50.0})
        for call in (lambda o: o.fund_plan(), lambda o: o.set_fund_plan({})):
            with self.assertRaises(AccessError):
                call(order.with_user(stranger))
        self.env["dealer.member"].search([("user_id", "=", buyer.id)]).role = "viewer"
        with self.assertRaises(AccessError):
            order.with_user(buyer).fund_plan()

    def test_rows_cannot_be_forged(self):
        order = self._order_of(1000.0).with_user(self.clerk)
        order.write({"fund_plan_set": True})
        self.assertFalse(order.fund_plan_set)
        with self.assertRaises(UserError):
            order.write({"fund_held": 500.0})
        for model, vals in (
            ("dealer.order.fund", {"order_id": order.id, "fund_id": self.rebate.id, "amount": 500.0}),
            ("dealer.fund.hold", {"fund_id": self.rebate.id, "amount": 1.0, "reserved": 1.0, "date": "2026-01-01"}),
            ("dealer.fund.use", {"order_id": order.id, "fund_id": self.rebate.id, "amount": 1.0}),
        ):
            with self.assertRaises(UserError):
                self.env[model].with_user(self.clerk).create(vals)
