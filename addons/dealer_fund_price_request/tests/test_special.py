from odoo.tests import tagged

from odoo.addons.dealer_fund.tests.common import FundFactory
from odoo.addons.dealer_price_request.tests.common import SpecialPriceCase


@tagged("post_install", "-at_install")
class TestSpecial(FundFactory, SpecialPriceCase):
    """An order of 100 pieces at the special price of 8.00 and 20 at 10.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._special()
        cls.rebate_type = cls._fund_type("REBATE", "rebate", order_share_percent=50.0)
        cls.fund = cls._fund(cls.rebate_type, currency=cls.dealer.pricelist_id.currency_id, amount=1000.0)

    def test_a_fund_may_leave_special_prices_out(self):
        order = self._quote(120)
        order.order_line.tax_ids = False
        self.assertEqual(order.fund_plan()[0]["planned"], 500.0)
        self.rebate_type.not_on_special = True
        self.assertEqual(order.fund_plan()[0]["planned"], 100.0)
        order.action_submit()
        self.assertEqual(order.fund_held, 100.0)
