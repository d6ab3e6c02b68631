from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import SpecialPriceCase


@tagged("post_install", "-at_install")
class TestUse(SpecialPriceCase):
    """A special price is drawn on by orders, up to its cap, and given back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls._special()

    def test_sold_at_it(self):
        order = self._sold(30)
        self.assertEqual(self._lines(order), [(30, 8, 30)])
        self.assertEqual(order.order_line.special_price_id, self.request.line_ids)
        self.assertEqual(self._left(self.request), 70)
        self.assertEqual(self.request.used_amount, 240)

    def test_a_quotation_draws_nothing(self):
        order = self._quote(30)
        self.assertEqual(self._lines(order), [(30, 8, 0)])
        self.assertEqual(self._left(self.request), 100)

    def test_what_exceeds_the_cap_is_priced_normally(self):
        order = self._quote(120)
        self.assertEqual(self._lines(order), [(100, 8, 0), (20, 10, 0)])
        order.action_submit()
        self.assertEqual(self._lines(order), [(100, 8, 100), (20, 10, 0)])
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._left(self.request), 0)

    def test_the_multiple_is_asked_of_both_lines_together(self):
        self.dealer.write({"order_multiple": 12, "on_multiple": "hold"})
        order = self._quote(120)
        self.assertEqual(self._lines(order), [(100, 8, 0), (20, 10, 0)])
        self.assertFalse(self._found(order, "multiple"))
        self.assertEqual(order.action_submit()["state"], "confirmed")
        self.assertEqual(len(self._found(self._quote(125), "multiple")), 1)

    def test_two_lines_share_the_cap(self):
        line = Command.create({"product_id": self.goods.id, "product_uom_qty": 60})
        order = self._order(self.dealer, order_line=[line, line])
        order.action_submit()
        self.assertEqual(sorted(self._lines(order)), [(20, 10, 0), (40, 8, 40), (60, 8, 60)])
        self.assertEqual(self._left(self.request), 0)

    def test_what_an_undone_attempt_told_is_forgotten(self):
        """As in a batch, whose first attempt fails for another order, which had drawn all there was."""
        first, second = self._quote(100), self._quote(20)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            (first + second)._check_confirmable()
            raise UserError(self.env._("Something else"))
        first._dealer_void_reserved()
        result = second.action_submit()
        self.assertEqual((self._lines(second), result["message"]), ([(20, 8, 20)], ""))

    def test_another_order_was_faster(self):
        order = self._quote(60)
        self._sold(70)
        result = order.action_submit()
        self.assertEqual(result["state"], "confirmed")
        self.assertEqual(self._lines(order), [(30, 8, 30), (30, 10, 0)])
        self.assertIn(self.request.name, result["message"])
        self.assertIn(self.request.name, "".join(order.message_ids.mapped("body")))
        self.assertEqual(self._left(self.request), 0)

    def test_used_up_by_another_order(self):
        order = self._quote(60)
        self._sold(100)
        order.action_submit()
        self.assertEqual(self._lines(order), [(60, 10, 0)])

    def test_used_up_is_normal_for_the_next(self):
        self._sold(100)
        self.assertEqual(self._lines(self._quote(1)), [(1, 10, 0)])

    def test_confirming_without_submitting_draws_too(self):
        order = self._quote(60)
        order.action_confirm()
        self.assertEqual(self._lines(order), [(60, 8, 60)])
        self.assertEqual(self._left(self.request), 40)

    def test_cancelling_gives_back(self):
        order = self._sold(60)
        order._action_cancel()
        self.assertEqual(self._left(self.request), 100)
        order.action_draft()
        self.assertEqual(self._left(self.request), 100)
        order.action_submit()
        self.assertEqual(self._left(self.request), 40)

    def test_returning_gives_back(self):
        order = self._sold(60)
        picking = self._ship(order)
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.write({"quantity": 25, "to_refund": True})
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": 25, "picked": True})
        self.assertEqual(self._left(self.request), 40, "nothing has come back yet")
        back._action_done()
        self.assertEqual(self._left(self.request), 65)
        self._sold(65)
        self.assertEqual(self._left(self.request), 0)

    def test_less_gives_back_and_more_draws(self):
        order = self._sold(60)
        order.order_line.product_uom_qty = 20
        self.assertEqual(self._left(self.request), 80)
        order.order_line.product_uom_qty = 100
        self.assertEqual(self._lines(order), [(100, 8, 100)])
        self.assertEqual(self._left(self.request), 0)

    def test_a_confirmed_line_does_not_grow_beyond_what_is_left(self):
        order = self._sold(60)
        self._sold(30)
        with self.assertRaisesRegex(UserError, "only 70.* can be had"), self.env.cr.savepoint():
            order.order_line.product_uom_qty = 71
        order.order_line.product_uom_qty = 70
        self.assertEqual(self._left(self.request), 0)
        order.order_line.product_uom_qty = 60
        self._sold(10)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.order_line.product_uom_qty = 61

    def test_a_held_order_keeps_what_it_drew(self):
        self.dealer.write({"order_minimum": 1000.0, "on_minimum": "hold"})
        order = self._quote(60)
        self.assertEqual(order.action_submit()["state"], "held")
        self.assertEqual(self._lines(order), [(60, 8, 60)])
        self.assertEqual(self._left(self.request), 40)
        order.dealer_hold_ids.with_user(self.manager).action_release("fine")
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._lines(order), [(60, 8, 60)])
        self.assertEqual(self._left(self.request), 40)

    def test_a_refused_order_gives_back(self):
        self.dealer.write({"order_minimum": 1000.0, "on_minimum": "hold"})
        order = self._quote(60)
        order.action_submit()
        order.dealer_hold_ids.with_user(self.manager).action_refuse("no")
        self.assertEqual(self._left(self.request), 100)

    def test_an_order_that_cannot_be_placed_draws_nothing(self):
        self.dealer.write({"order_minimum": 1000.0, "on_minimum": "refuse"})
        order = self._quote(60)
        self.assertEqual(order.action_submit()["state"], "refused")
        self.assertEqual(self._left(self.request), 100)

    def test_a_batch_draws_one_after_the_other(self):
        orders = self._quote(60) | self._quote(60)
        self.assertEqual([result["state"] for result in orders.action_submit()], ["confirmed", "confirmed"])
        self.assertEqual(sum(orders.order_line.mapped("special_used")), 100)
        self.assertEqual(self._left(self.request), 0)

    def test_a_price_by_hand_draws_nothing(self):
        order = self._quote(60)
        order.order_line.price_unit = 9.5
        order.action_submit()
        self.assertEqual(self._lines(order), [(60, 9.5, 0)])
        discounted = self._quote(60)
        discounted.order_line.discount = 10
        discounted.action_submit()
        self.assertEqual(self._left(self.request), 100)

    def test_updating_the_prices_of_a_quotation(self):
        order = self._quote(60)
        self.request.action_end()
        self.env["dealer.reprice"].create({"order_id": order.id}).action_apply()
        self.assertEqual(self._lines(order), [(60, 10, 0)])
        self.assertFalse(order.order_line.special_price_id)
        self.assertEqual(order.action_submit()["state"], "confirmed")

    def test_a_price_given_by_rpc_that_is_the_special_one_draws(self):
        line = {"product_id": self.goods.id, "product_uom_qty": 60, "price_unit": 8.0}
        order = self._order(self.dealer, order_line=[Command.create(line)])
        order.action_submit()
        self.assertEqual(self._left(self.request), 40)

    def test_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        line = {"product_id": self.goods.id, "product_uom_qty": 9, "product_uom_id": dozen.id}
        order = self._order(self.dealer, order_line=[Command.create(line)])
        self.assertEqual(self._lines(order), [(8, 96, 0), (1, 120, 0)])
        order.action_submit()
        self.assertEqual(self._left(self.request), 4)

    def test_an_amount_cap_is_shared_by_the_products(self):
        self.request.action_end()
        request = self._special(
            cap=0,
            amount_cap=200.0,
            line_ids=[
                Command.create({"product_id": self.goods.id, "price": 8.0}),
                Command.create({"product_id": self.stored.id, "price": 5.0}),
            ],
        )
        lines = [
            Command.create({"product_id": self.stored.id, "product_uom_qty": 24}),
            Command.create({"product_id": self.goods.id, "product_uom_qty": 15}),
        ]
        order = self._order(self.dealer, order_line=lines)
        order.action_submit()
        self.assertEqual(sorted(self._lines(order)), [(5, 10, 0), (10, 8, 10), (24, 5, 24)])
        self.assertEqual(request.remaining_amount, 0)

    def test_without_a_cap_it_is_there_until_its_last_day(self):
        self.request.action_end()
        self._special(cap=0)
        self.assertEqual(self._lines(self._sold(5000)), [(5000, 8, 5000)])

    def test_no_rebate_on_it(self):
        self.request.action_end()
        self._special(exclude_rebate=True)
        self.assertTrue(self._sold(10).order_line.rebate_excluded)
        order = self._quote(120)
        self.assertEqual(order.order_line.sorted("id").mapped("rebate_excluded"), [True, False])

    def test_copies_are_priced_anew(self):
        order = self._sold(100)
        copied = order.copy()
        self.assertEqual(self._lines(copied), [(100, 10, 0)])

    def test_other_dealers_get_nothing(self):
        other = self._dealer("Other of specials", self.unit)
        self.assertEqual(self._lines(self._quote(10, dealer=other)), [(10, 10, 0)])

    def test_what_was_drawn_cannot_be_written(self):
        order = self._sold(10)
        for name, value in (
            ("special_quantity", 0.0),
            ("special_used", 0.0),
            ("special_taken_id", False),
            ("special_price_id", False),
            ("special_excess", True),
        ):
            with self.assertRaises(UserError):
                order.with_user(self.clerk).order_line.write({name: value})
            with self.assertRaises(UserError):
                self.env["sale.order.line"].with_user(self.clerk).create(
                    {"order_id": self._quote(1).id, "product_id": self.goods.id, name: value}
                )

    def test_a_draw_cannot_be_written(self):
        draws = self.env["dealer.price.request.draw"].sudo()
        with self.assertRaises(UserError):
            draws.create({"request_line_id": self.request.line_ids.id, "order_ref": 1, "quantity": 1})
        with self.assertRaises(UserError):
            draws.search([]).write({"quantity": 1})


@tagged("post_install", "-at_install")
class TestExpiry(SpecialPriceCase):
    """A price that ends while its order waits is asked for again; it never becomes another price by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls._special()
        cls.order = cls._quote(60)
        cls.later = fields.Date.add(cls.request.date_to, days=2)

    def _end_late(self):
        with self._no_commit():
            self.env["dealer.price.request"]._cron_end()

    def test_ends_at_midnight_where_the_company_is(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        for clock, state in (("15:59:00", "approved"), ("16:01:00", "ended")):
            with freeze_time(f"{self.request.date_to} {clock}"), self.subTest(clock=clock):
                self._end_late()
                self.assertEqual(self.request.state, state)

    def test_submitted_too_late(self):
        with freeze_time(self.later):
            result = self.order.action_submit()
            self.assertEqual(result["state"], "held")
            self.assertEqual([hold["kind"] for hold in result["holds"]], ["special_price"])
            self.assertEqual(result["holds"][0]["amount"], 120)
        self.assertEqual(self._lines(self.order), [(60, 8, 0)])

    def test_ended_while_it_waited(self):
        self.dealer.write({"order_minimum": 1000.0, "on_minimum": "hold"})
        self.order.action_submit()
        with freeze_time(self.later):
            self._end_late()
            self.assertEqual(self.request.state, "ended")
            self.order.dealer_hold_ids.with_user(self.manager).action_release("fine")
            self.assertEqual(self.order.dealer_state, "held")
            self.assertEqual(self._open_holds(self.order).kind, "special_price")
            self.assertEqual(self.order.order_line.price_unit, 8)

    def test_ended_by_hand(self):
        self.request.action_end()
        self.assertEqual(self.order.action_submit()["state"], "held")
        self.assertEqual(self.order.order_line.price_unit, 8)

    def test_asked_again_and_approved(self):
        with freeze_time(self.later):
            self.order.action_submit()
            action = self.request.action_renew()
            renewed = self.env["dealer.price.request"].browse(action["res_id"])
            self.assertEqual((renewed.state, renewed.date_from), ("draft", self.later))
            renewed._approve()
            self.assertEqual(self.order.action_submit()["state"], "confirmed")
            self.assertEqual(self._lines(self.order), [(60, 8, 60)])
            self.assertEqual(self._left(renewed), 40)
            self.assertEqual(self._left(self.request), 100)

    def test_released_at_the_old_price(self):
        with freeze_time(self.later):
            self.order.with_user(self.clerk).action_submit()
            self.order.dealer_hold_ids.with_user(self.manager).action_release("they waited for us")
            self.assertEqual(self.order.state, "sale")
            self.assertEqual(self._lines(self.order), [(60, 8, 0)])

    def test_new_quotations_get_the_listed_price(self):
        with freeze_time(self.later):
            self.assertEqual(self._lines(self._quote(60)), [(60, 10, 0)])

    def test_the_last_day_is_a_whole_day(self):
        with freeze_time(f"{self.request.date_to} 23:30:00"):
            self.assertEqual(self._lines(self._sold(10)), [(10, 8, 10)])
