from unittest.mock import patch

from odoo.addons.dealer.tests.common import JobsInTest

from .common import DealerTransfersCase


class TestReservations(JobsInTest, DealerTransfersCase):
    """What two transactions have reserved at the same moment is put right behind them."""

    def setUp(self):
        super().setUp()
        self.quants = self.env["stock.quant"]
        self.place = self.warehouse.lot_stock_id
        self.first, self.late, self.last = self._transfers([self.dealer.partner_id] * 3, quantity=30).move_ids
        self.cron = self.env.ref("dealer_stock.cron_reservations")

    def reserve_past_a_lock(self, moves):
        """Reserve ``moves`` as if somebody else held the row of the stock."""
        moves._do_unreserve()
        with patch.object(type(self.quants), "try_lock_for_update", lambda records, **_how: records.browse()):
            moves._action_assign()

    def have(self, quantity):
        """Leave so much on hand, as if the reservations had been made side by side."""
        row = self.quants.search([("product_id", "=", self.goods.id), ("quantity", ">", 0)])
        self.env.flush_all()
        self.env.cr.execute("UPDATE stock_quant SET quantity = %s WHERE id = %s", [quantity, row.id])
        self.env.invalidate_all()

    def look(self):
        with self._no_commit():
            self.env["stock.move"]._cron_look_at_reservations()
        self.env.invalidate_all()

    def reserved(self):
        rows = self.quants.search([("product_id", "=", self.goods.id), ("location_id", "=", self.place.id)])
        return sum(rows.mapped("reserved_quantity"))

    def test_nothing_is_marked_where_nobody_was_in_the_way(self):
        self.assertFalse((self.first | self.late | self.last).filtered("reserved_past_lock"))

    def test_the_late_ones_get_what_is_left(self):
        self.reserve_past_a_lock(self.late | self.last)
        self.assertEqual((self.late | self.last).mapped("reserved_past_lock"), [True, True])
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]))
        self.have(50)
        self.look()
        self.assertEqual([move.quantity for move in (self.first, self.late, self.last)], [30, 20, 0])
        self.assertEqual(
            [move.state for move in (self.first, self.late, self.last)],
            ["assigned", "partially_available", "confirmed"],
        )
        self.assertEqual(self.reserved(), 50)
        self.assertFalse((self.late | self.last).filtered("reserved_past_lock"))

    def test_where_there_is_enough_nothing_changes(self):
        self.reserve_past_a_lock(self.late | self.last)
        lines = (self.late | self.last).move_line_ids
        self.look()
        self.assertEqual(lines.exists().mapped("quantity"), [30, 30])
        self.assertFalse((self.late | self.last).filtered("reserved_past_lock"))

    def test_what_is_picked_stays(self):
        self.reserve_past_a_lock(self.late | self.last)
        self.late.picked = True
        self.have(50)
        self.look()
        self.assertEqual([move.quantity for move in (self.first, self.late, self.last)], [30, 30, 0])
