from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestGrowth(CreditCase):
    """A confirmed order grows only within the line; what it took before stays its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._confirmed(600)

    def test_by_quantity(self):
        self.order.order_line.product_uom_qty = 100
        self.assertEqual(self._figures(), {"ordered": 1000})
        with self.assertRaisesRegex(UserError, "Over the limit by .*10.00"), self.cr.savepoint():
            self.order.order_line.product_uom_qty = 101
        self.assertEqual(self.order.order_line.product_uom_qty, 100)

    def test_by_a_line(self):
        with self.assertRaises(UserError), self.cr.savepoint():
            self.order.order_line = [self._order_line(41)]
        self.order.order_line = [self._order_line(40)]
        self.assertEqual(self._figures(), {"ordered": 1000})

    def test_by_price(self):
        with self.assertRaises(UserError), self.cr.savepoint():
            self.order.order_line.price_unit = 17
        self.order.order_line.price_unit = 16
        self.assertEqual(self._figures(), {"ordered": 960})

    def test_by_tax(self):
        tax = self.env["account.tax"].create({"name": "70 %", "amount": 70, "company_id": self.company.id})
        with self.assertRaises(UserError), self.cr.savepoint():
            self.order.order_line.tax_ids = tax

    def test_by_discount(self):
        self.order.order_line.discount = 50
        self.assertEqual(self._figures(), {"ordered": 300})
        self._confirmed(600)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.order.order_line.discount = 0

    def test_shrinks_although_over(self):
        self.line.limit_amount = 100
        self.order.order_line.product_uom_qty = 50
        self.assertEqual(self._figures(), {"ordered": 500})
        with self.assertRaises(UserError), self.cr.savepoint():
            self.order.order_line.product_uom_qty = 51

    def test_only_the_delta_counts(self):
        self._confirmed(300)
        self.order.order_line.product_uom_qty = 70
        self.assertEqual(self._figures(), {"ordered": 1000})

    def test_frozen_orders_do_not_grow(self):
        self.line.action_freeze("rumours")
        with self.assertRaisesRegex(UserError, "frozen"), self.cr.savepoint():
            self.order.order_line.product_uom_qty = 61
        self.order.order_line.product_uom_qty = 59

    def test_delivering_more_is_no_order(self):
        """Goods that have left are always invoiced."""
        self.line.limit_amount = 600
        self._deliver(self.order, 70)
        self.assertEqual(self._figures(), {"delivered": 700})
        self.assertEqual(self._bill(self.order).amount_total, 700)

    def test_growth_is_written_down(self):
        self.order.order_line.product_uom_qty = 70
        decision = self._decision()
        self.assertEqual((decision.kind, decision.amount, decision.order_id), ("granted", 700, self.order))

    def test_other_dealer(self):
        with self.assertRaises(UserError):
            self.order.partner_id = self.hidden.partner_id
