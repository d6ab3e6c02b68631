from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.dealer_fund.tests.common import FundFactory

from .pad_common import PadCase


@tagged("post_install", "-at_install")
class TestPadFunds(FundFactory, PadCase):
    """A dealer with 500 of rebates, of which 30 % of an order may be paid, orders for 200."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rebate_type = cls._fund_type("REBATE", "rebate", order_share_percent=30.0, sequence=1)
        cls.rebate = cls._fund(cls.rebate_type, amount=500.0)

    def _filled(self):
        pad = self._pad()
        return pad, self._check(("G-1", 20), pad=pad)

    def test_the_pad_tells_what_funds_would_pay(self):
        _pad, answer = self._filled()
        funds = answer["totals"]["funds"]
        self.assertIn("500.00", funds["available"])
        self.assertIn("60.00", funds["planned"])
        self.assertIn("140.00", funds["to_pay"])

    def test_without_funds_nothing_is_told(self):
        pad = self._pad(self.outsider, self.hidden)
        self.assertEqual(pad.check([])["totals"]["funds"], {})

    def test_chosen_amounts_are_held(self):
        pad, answer = self._filled()
        result = pad.submit(answer["key"], {"funds": {str(self.rebate.id): "25"}})
        order = self.env["sale.order"].browse(result["order_id"])
        self.assertEqual((result["state"], order.fund_held), ("confirmed", 25.0))

    def test_nothing_said_is_by_the_rules(self):
        pad, answer = self._filled()
        order = self.env["sale.order"].browse(pad.submit(answer["key"])["order_id"])
        self.assertEqual(order.fund_held, 60.0)

    def test_amounts_that_do_not_do(self):
        pad, answer = self._filled()
        other = self._fund(self.rebate_type, self.hidden, amount=100.0)
        for funds in (
            {self.rebate.id: 61},
            {self.rebate.id: -1},
            {self.rebate.id: "nan"},
            {self.rebate.id: "x"},
            {other.id: 1},
            [1],
        ):
            with self.subTest(funds), self.assertRaises(UserError), self.env.cr.savepoint():
                pad.submit(answer["key"], {"funds": funds})
        self.assertFalse(self.env["sale.order"].search([("dealer_id", "=", self.dealer.id), ("state", "=", "sale")]))
