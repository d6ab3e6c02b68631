"""Ordered and delivered as what is counted."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .basis_common import D, RebateBasisCase


@tagged("post_install", "-at_install")
class TestBasisSold(RebateBasisCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = fields.Date.today()
        cls.days = (today - timedelta(days=2), today + timedelta(days=2))
        cls._stock(500)

    def _sold_basis(self, basis, **vals):
        return self._program(basis=basis, date_from=self.days[0], date_to=self.days[1], **vals)

    def test_confirmed_orders_count(self):
        program = self._sold_basis("ordered")
        order = self._sold(7)
        self._quote(100)
        self.assertEqual(self._amount(program, self.days), 70)
        self.assertTrue(self._assert_documents_add_up(program, self.days))
        order.sudo()._action_cancel()
        self.assertIsNone(self._amount(program, self.days))

    def test_the_day_is_that_of_the_company(self):
        program = self._sold_basis("ordered")
        order = self._sold(7)
        day = self.days[0]
        order.date_order = datetime(day.year, day.month, day.day, 20, 0) - timedelta(days=1)
        self.assertIsNone(self._amount(program, self.days))
        self.company.partner_id.tz = "Asia/Shanghai"
        self.assertEqual(self._amount(program, self.days), 70)

    def test_deliveries_count_as_they_go_and_come_back(self):
        program = self._sold_basis("delivered", measure="quantity", uom_id=self.piece.id)
        order = self._sold(10, product=self.stored)
        self.assertIsNone(self._amount(program, self.days))
        picking = self._ship(order, 6)
        figures = self._figures(program, self.days)
        self.assertEqual((figures.amount, figures.quantity), (60, 6))
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 2
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": 2, "picked": True})
        back._action_done()
        figures = self._figures(program, self.days)
        self.assertEqual((figures.amount, figures.quantity), (40, 4))
        self.assertTrue(self._assert_documents_add_up(program, self.days))
        later = fields.Datetime.now() + timedelta(days=30)
        back.move_ids.date = later
        self.assertEqual(self._figures(program, self.days).quantity, 6)
        original = self._sold_basis(
            "delivered", code="ORIGINAL", measure="quantity", uom_id=self.piece.id, returns_in="original"
        )
        self.assertEqual(self._figures(original, self.days).quantity, 4)

    def test_deliveries_in_another_unit_than_ordered(self):
        program = self._sold_basis("delivered", measure="quantity", uom_id=self.piece.id)
        line = Command.create({"product_id": self.stored.id, "product_uom_qty": 2, "product_uom_id": self.dozen.id})
        order = self._order(self.dealer, order_line=[line])
        order.action_submit()
        self._ship(order)
        figures = self._figures(program, self.days)
        self.assertEqual((figures.quantity, figures.amount), (24, D(str(order.amount_untaxed))))

    def test_special_prices_without_rebate(self):
        self._special(8.0)
        self._sold(10)
        self.assertEqual(self._amount(self._sold_basis("ordered"), self.days), 80)
        without = self._sold_basis("ordered", code="LIST", include_special_price=False)
        self.assertIsNone(self._amount(without, self.days))
