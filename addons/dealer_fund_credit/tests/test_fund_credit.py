from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.dealer_credit.tests.common import CreditCase
from odoo.addons.dealer_fund.tests.common import FundFactory
from odoo.addons.dealer_fund_credit import post_init_hook, uninstall_hook


@tagged("post_install", "-at_install")
class TestFundCredit(FundFactory, CreditCase):
    """A line of 1,000, a rebate fund that pays 30 % of an order, and prepayments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods.invoice_policy = "order"
        cls.rebate_type = cls._fund_type("REBATE", "rebate", order_share_percent=30.0, sequence=1)
        cls.prepaid_type = cls._fund_type("PREPAID", sequence=2, spend_on_orders=False)
        cls.rebate = cls._fund(cls.rebate_type)

    def test_what_a_fund_pays_needs_no_credit(self):
        self._add(self.rebate, 500.0)
        order = self._credit_order(1400.0)
        self.assertEqual(order._credit_claim(), 980.0)
        self.assertEqual(order.action_submit()["state"], "confirmed")
        self.assertEqual(order.fund_held, 420.0)
        self.assertEqual(self._figures_of_line(), {"ordered": 980.0})

    def test_this_addon_comes_and_goes(self):
        """The amounts stored on orders are those of the add-ons that are there."""
        self._add(self.rebate, 500.0)
        order = self._credit_order(1400.0)
        order.action_submit()
        uninstall_hook(self.env)
        self.assertEqual(self._figures_of_line(), {"ordered": 1400.0})
        post_init_hook(self.env)
        self.assertEqual(self._figures_of_line(), {"ordered": 980.0})

    def test_without_the_fund_it_does_not_fit(self):
        order = self._credit_order(1400.0)
        self.assertEqual(order.action_submit()["state"], "held")

    def test_too_little_in_the_fund(self):
        self._add(self.rebate, 100.0)
        order = self._credit_order(1400.0)
        result = order.action_submit()
        self.assertEqual(result["state"], "held")
        self.assertEqual(result["holds"][0]["amount"], 300.0)
        self.assertEqual(order.fund_held, 100.0)

    def test_somebody_else_took_all_of_the_fund_just_now(self):
        """This transaction still sees it there; what was not got of it needs credit."""
        self._add(self.rebate, 500.0)
        order = self._credit_order(1400.0)
        with patch.object(type(self.rebate), "_claim_upto", lambda fund, amount: 0.0):
            result = order.action_submit()
        self.assertEqual((result["state"], order.fund_held), ("held", 0.0))
        self.assertEqual(result["holds"][0]["amount"], 400.0)

    def test_the_invoice_owes_the_rest(self):
        self._add(self.rebate, 500.0)
        order = self._credit_order(1000.0)
        order.action_submit()
        self._bill(order)
        self.assertEqual(self._figures_of_line(), {"receivable": 700.0})

    def test_prepayment_funds_count(self):
        prepaid = self._fund(self.prepaid_type, amount=600.0)
        self.assertEqual(self._figures_of_line(), {"prepaid": -600.0})
        self._add(prepaid, 50.0, days=5, expires=-1)
        self.assertEqual(self._figures_of_line(), {"prepaid": -600.0}, "what has expired does not count")
        self.assertEqual(self._credit_order(1600.0).action_submit()["state"], "confirmed")

    def test_the_policy_may_not_count_them(self):
        self._fund(self.prepaid_type, amount=600.0)
        self.policy.count_prepayments = False
        self.assertEqual(self._credit_order(1100.0).action_submit()["state"], "held")

    def test_deposits_and_rebates_never_count(self):
        self._fund(self._fund_type("SECURITY", "deposit"), amount=900.0)
        self._fund(self._fund_type("MARKETING", "marketing"), amount=900.0)
        self.assertEqual(self._figures_of_line(), {})

    def test_what_is_held_is_not_counted_twice(self):
        self.prepaid_type.spend_on_orders = True
        self._fund(self.prepaid_type, amount=600.0)
        self._credit_order(400.0).action_submit()
        self.assertEqual(self._figures_of_line(), {"prepaid": -200.0})
        self.assertEqual(self._credit_order(1200.0).action_submit()["state"], "confirmed")
        self.assertEqual(self._figures_of_line(), {"ordered": 1000.0})

    def test_the_documents_say_the_same(self):
        self._fund(self.prepaid_type, amount=600.0)
        self._add(self.rebate, 500.0)
        self._credit_order(1000.0).action_submit()
        rows = self.env["dealer.credit.document"].search([("line_id", "=", self.line.id)])
        self.assertEqual(
            sorted(rows.mapped(lambda row: (row.kind, row.amount))), [("ordered", 700.0), ("prepaid", -600.0)]
        )
        fund_row = rows.filtered(lambda row: row.kind == "prepaid")
        self.assertEqual(fund_row.action_open()["res_model"], "dealer.fund")

    def _figures_of_line(self):
        return CreditCase._figures(self, self.line)
