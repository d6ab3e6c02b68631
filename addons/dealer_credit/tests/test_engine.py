import doctest

from odoo.tests import TransactionCase, tagged

from odoo.addons.dealer_credit.engine import ageing, open_amount, terms
from odoo.addons.dealer_credit.engine.open_amount import OrderLine, open_amounts
from odoo.addons.dealer_credit.engine.terms import Exposure, Terms


@tagged("post_install", "-at_install")
class TestEngine(TransactionCase):
    """The arithmetic, apart from any record."""

    def test_examples(self):
        for module in (ageing, open_amount, terms):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertTrue(result.attempted)
                self.assertFalse(result.failed)

    def test_every_day_has_one_bucket(self):
        for days in range(-400, 400):
            inside = [
                name
                for name, first, last in ageing.BUCKETS
                if (first is None or days >= first) and (last is None or days <= last)
            ]
            self.assertEqual(inside, [ageing.bucket(days)])

    def test_zero_is_never_unlimited(self):
        for line in (Terms("limit"), Terms("prepaid"), Terms("limit", tolerance_percent=100)):
            self.assertEqual(line.allowed, 0)
            self.assertEqual(line.over(Exposure(), 0.01), 0.01)
            self.assertEqual(line.over(Exposure(), 0), 0)

    def test_no_float_dust(self):
        exposure = Exposure(receivable=0.1, ordered=0.2)
        self.assertEqual(Terms("limit", limit=0.3).over(exposure), 0)
        self.assertEqual(Terms("limit", limit=1.0).over(exposure, 0.7), 0)
        self.assertEqual(Terms("limit", limit=1.0).over(exposure, 0.71), 0.01)

    def test_currency_without_decimals(self):
        self.assertEqual(Terms("limit", limit=1000, tolerance_percent=0.05, digits=0).allowed, 1000)

    def test_money_on_account_beyond_the_debt(self):
        exposure = Exposure(receivable=100, prepaid=-400)
        self.assertEqual(Terms("prepaid").available(exposure), 300)
        self.assertEqual(Terms("limit", limit=50, count_prepayments=False).over(exposure), 50)

    def test_open_amount_never_negative(self):
        line = OrderLine(100, 10, ordered=10, delivered=10, invoiced=14, finished=True)
        self.assertEqual(open_amounts(100, [line], 0, 0, 2), (0, 0))
        self.assertEqual(open_amounts(100, [OrderLine(100, 10, ordered=10)], 0, 500, 2), (0, 0))

    def test_discount_lines_count_against_goods(self):
        goods = OrderLine(1000, 100, ordered=10)
        discount = OrderLine(-100, -100, ordered=1)
        self.assertEqual(open_amounts(900, [goods, discount], 0, 0, 2), (900, 0))
        half = OrderLine(1000, 100, ordered=10, delivered=5, invoiced=5)
        self.assertEqual(open_amounts(900, [half, discount], 0, 0, 2), (400, 0))

    def test_shipped_is_part_of_open(self):
        line = OrderLine(1000, 100, ordered=10, delivered=6, invoiced=2)
        self.assertEqual(open_amounts(1000, [line], 0, 0, 2), (800, 400))
        self.assertEqual(open_amounts(1000, [line], 600, 0, 2), (200, 200))
