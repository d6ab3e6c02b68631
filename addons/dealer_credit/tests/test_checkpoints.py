from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestCheckpoints(CreditCase):
    """Policies that look again when goods are reserved or leave; the others let shipped goods alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._confirmed(800)
        cls.picking = cls.order.picking_ids

    def _break_the_line(self):
        self.line.limit_amount = 500

    def _let_overdue(self):
        day = fields.Date.subtract(fields.Date.today(), days=9)
        self._invoice(self.dealer, 60, date=day, invoice_date_due=day, invoice_payment_term_id=False)

    def test_nothing_is_stopped_by_default(self):
        self._break_the_line()
        self.line.action_freeze("rumours")
        self.assertFalse(self.picking.credit_block)
        self._deliver(self.order)
        self.assertEqual(self.picking.state, "done")

    def test_goods_issue(self):
        self.policy.check_goods_issue = True
        self._break_the_line()
        self.assertIn("Over the limit by", self.picking.credit_block)
        with self.assertRaisesRegex(UserError, f"{self.picking.name} cannot leave: Over the limit"):
            self._deliver(self.order)
        self.line.limit_amount = 800
        self._deliver(self.order)
        self.assertEqual(self.picking.state, "done")

    def test_goods_issue_when_frozen_or_overdue(self):
        self.policy.check_goods_issue = True
        self.line.action_freeze("rumours")
        with self.assertRaisesRegex(UserError, "frozen"):
            self._deliver(self.order)
        self.line.action_thaw()
        self._let_overdue()
        with self.assertRaisesRegex(UserError, "overdue"):
            self._deliver(self.order)

    def test_warnings_stop_nothing(self):
        self.policy.write({"check_goods_issue": True, "on_overdue": "warn"})
        self._let_overdue()
        self._deliver(self.order)
        self.assertEqual(self.picking.state, "done")

    def test_released_delivery(self):
        self.policy.check_goods_issue = True
        self._break_the_line()
        with self.assertRaises(AccessError):
            self.picking.with_user(self.clerk).action_credit_release("please")
        with self.assertRaisesRegex(UserError, "reason"):
            self.picking.with_user(self.controller).action_credit_release(" ")
        self.picking.with_user(self.controller).action_credit_release("paid in cash")
        self.assertEqual(self._decision().picking_id, self.picking)
        self._deliver(self.order)
        self.assertEqual(self.picking.state, "done")

    def test_released_order_is_delivered(self):
        self.policy.check_goods_issue = True
        big = self._credit_order(900)
        big.with_user(self.clerk).action_submit()
        big.dealer_hold_ids.with_user(self.controller).action_release("a good customer")
        self._deliver(big)
        self.assertEqual(big.picking_ids.state, "done")
        with self.assertRaises(UserError):
            self._deliver(self.order)

    def test_returns_and_receipts_pass(self):
        picking = self._deliver(self.order)
        self.policy.check_goods_issue = True
        self._break_the_line()
        self.assertEqual(self._return(picking, 10).state, "done")

    def test_stock_is_left_to_others(self):
        goods = self.env["product.product"].create(
            {"name": "Stored", "type": "consu", "is_storable": True, "list_price": 10, "taxes_id": False}
        )
        warehouse = self.order.warehouse_id
        self.env["stock.quant"]._update_available_quantity(goods, warehouse.lot_stock_id, 100)
        orders = [self._credit_order(100, order_line=[self._order_line(10, goods)]) for _ in range(2)]
        orders[0].action_submit()
        self.assertEqual(orders[0].picking_ids.state, "assigned")
        orders[0].picking_ids.do_unreserve()
        self.policy.check_delivery = True
        self._break_the_line()
        orders[0].picking_ids.action_assign()
        self.assertEqual(orders[0].picking_ids.state, "confirmed")
        self.assertIn("Over the limit", orders[0].picking_ids.credit_block)
        self.line.limit_amount = 5000
        orders[0].picking_ids.action_assign()
        self.assertEqual(orders[0].picking_ids.state, "assigned")

    def test_dialog(self):
        wizard = (
            self.env["dealer.credit.release"]
            .with_user(self.controller)
            .with_context(active_model="stock.picking", active_ids=self.picking.ids)
            .create({"reason": "paid in cash"})
        )
        wizard.action_apply()
        self.assertEqual(self._decision().picking_id, self.picking)
