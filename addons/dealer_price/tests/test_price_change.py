from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .book_common import BookCommon


@tagged("-at_install", "post_install")
class TestPriceChange(BookCommon):
    def test_draft_changes_no_price(self):
        change = self.make_change((self.product, 90), date_start=self.today)
        self.assertFalse(self.items())
        self.assertEqual(self.price()[0], 100)
        self.assertEqual(change.state, "draft")
        self.assertTrue(change.name.startswith("PC/"))

    def test_release_dates_the_new_price_and_closes_the_old(self):
        self.load(self.row(price=80))
        change = self.make_change((self.product, 90))
        change.action_release()
        self.assertEqual(self.periods(), [(80, None, self.day(9)), (90, self.day(10), None)])
        self.assertEqual([self.price_on(day) for day in (9, 10)], [80, 90])
        self.assertEqual((change.state, change.user_id), ("released", self.manager))
        self.assertEqual(change.line_ids.item_id, self.items()[1])

    def test_release_of_today_counts_from_now_on(self):
        self.load(self.row(price=80))
        morning = fields.Datetime.now() - timedelta(minutes=1)
        self.make_change((self.product, 90), date_start=self.today).action_release()
        self.assertEqual(self.price(date=morning)[0], 80)
        self.assertEqual(self.price(date=fields.Datetime.now() + timedelta(seconds=1))[0], 90)

    def test_price_for_a_time_gives_way_again(self):
        self.load(self.row(price=80))
        self.make_change((self.product, 70), date_end=self.day(12)).action_release()
        self.assertEqual([self.price_on(day) for day in (9, 10, 12, 13)], [80, 70, 70, 80])

    def test_release_cuts_a_price_off_that_would_last_longer(self):
        self.load(self.row(price=80, end=self.day(100)))
        self.make_change((self.product, 90)).action_release()
        self.assertEqual(self.periods(), [(80, None, self.day(9)), (90, self.day(10), None)])

    def test_announced_price_still_comes(self):
        self.make_change((self.product, 95), date_start=self.day(20)).action_release()
        self.make_change((self.product, 90)).action_release()
        self.assertEqual([self.price_on(day) for day in (9, 10, 19, 20)], [100, 90, 90, 95])

    def test_later_price_is_pointed_out(self):
        self.assertEqual(self.make_change((self.product, 90), (self.second, 40)).announced_count, 0)
        self.make_change((self.product, 95), date_start=self.day(20)).action_release()
        self.assertEqual(self.make_change((self.product, 90), (self.second, 40)).announced_count, 1)
        self.assertEqual(self.make_change((self.product, 90), date_start=self.day(30)).announced_count, 0)

    def test_steps_are_prices_of_their_own(self):
        self.make_change((self.product, 90), (self.product, 80, 10)).action_release()
        self.assertEqual([self.price_on(10, quantity=quantity) for quantity in (1, 9, 10)], [90, 90, 80])

    def test_release_again_does_nothing(self):
        change = self.make_change((self.product, 90))
        change.action_release()
        before = self.items().read()
        self.assertTrue(change.action_release())
        self.assertEqual(self.items().read(), before)

    def test_what_cannot_be_released(self):
        for change, sentence in (
            (self.make_change(), "has no prices"),
            (self.make_change((self.product, 0)), "must be above 0"),
            (self.make_change((self.product, 1), date_start=self.day(-1)), "has passed"),
        ):
            with self.assertRaisesRegex(UserError, sentence):
                change.action_release()
        cancelled = self.make_change((self.product, 90))
        cancelled.action_cancel()
        with self.assertRaisesRegex(UserError, "Cancelled"):
            cancelled.action_release()

    def test_released_change_is_history(self):
        change = self.make_change((self.product, 90))
        change.action_release()
        for attempt in (
            lambda: change.write({"date_start": self.day(30)}),
            lambda: change.write({"line_ids": [Command.clear()]}),
            lambda: change.line_ids.write({"new_price": 1}),
            lambda: change.line_ids.create({"change_id": change.id, "product_id": self.second.id, "new_price": 1}),
            change.line_ids.unlink,
            change.action_cancel,
            change.unlink,
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_state_and_figures_are_not_written_by_hand(self):
        change = self.make_change((self.product, 90))
        for vals in ({"state": "released"}, {"user_id": self.manager.id}, {"name": "X"}):
            with self.assertRaises(UserError):
                change.write(vals)
        for vals in ({"old_price": 1}, {"sold_quantity": 5}, {"item_id": False}, {"source_item_id": False}):
            with self.assertRaises(UserError):
                change.line_ids.write(vals)
        forged = self.env["dealer.price.change"].with_user(self.manager).with_context(default_state="released")
        self.assertEqual(forged.create({"pricelist_id": self.own_list.id}).state, "draft")
        secret = self.make_item(self.west_dealer.pricelist_id, self.product.product_tmpl_id, 1.0)
        values = {"change_id": change.id, "product_id": self.second.id, "new_price": 1}
        with self.assertRaises(AccessError):
            change.line_ids.with_context(default_source_item_id=secret.id).create(values)
        other = self.make_item(self.own_list, self.product.product_tmpl_id, 1.0)
        line = change.line_ids.with_context(default_source_item_id=other.id, default_old_price=3).create(
            {**values, "source_item_id": secret.id}
        )
        self.assertEqual((line.source_item_id.id, line.old_price), (False, 50))

    def test_product_unit_and_quantity_stand_once(self):
        change = self.make_change((self.product, 90))
        self.assertEqual(change.line_ids.uom_id, self.product.uom_id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            change.line_ids.create({"change_id": change.id, "product_id": self.product.id, "new_price": 1})

    def test_unit_has_to_fit_the_product(self):
        change = self.make_change()
        line = {"product_id": self.product.id, "new_price": 1, "uom_id": self.env.ref("uom.product_uom_kgm").id}
        with self.assertRaises(ValidationError):
            change.line_ids = [Command.create(line)]

    def test_price_per_pack(self):
        change = self.make_change()
        change.line_ids = [
            Command.create(
                {"product_id": self.product.id, "new_price": 480, "uom_id": self.env.ref("uom.product_uom_pack_6").id}
            )
        ]
        line = change.line_ids
        self.assertEqual((line.old_price, line.cost), (600, 360))
        change.action_release()
        self.assertEqual(self.price_on(10, quantity=6), 80)

    def test_figures_beside_the_price(self):
        self.product.product_tmpl_id.floor_price = 85
        self.sell(self.dealer, self.product, 5, 20)
        change = self.make_change((self.product, 80), (self.product, 90, 10))
        low, high = change.line_ids.sorted("min_quantity")
        self.assertEqual((low.old_price, low.cost, low.floor_price), (100, 60, 85))
        self.assertEqual((low.below_floor, high.below_floor), (True, False))
        self.assertAlmostEqual(low.difference, -20)
        self.assertAlmostEqual(low.margin_before, 40)
        self.assertAlmostEqual(low.margin_after, 25)
        self.assertEqual((low.sold_quantity, high.sold_quantity), (5, 20))
        self.assertEqual((low.effect_amount, high.effect_amount), (-100, -200))
        self.assertEqual((change.revenue_before, change.revenue_after, change.effect_amount), (2500, 2200, -300))
        self.assertAlmostEqual(change.margin_before, 40)
        self.assertAlmostEqual(change.margin_after, (2200 - 1500) / 2200 * 100, places=1)
        self.assertEqual(change.below_floor_count, 1)

    def test_margin_is_that_of_what_has_a_cost(self):
        unknown = self.make_product("P Without cost", 50.0)
        self.sell(self.dealer, self.product, 4)
        self.sell(self.dealer, unknown, 100)
        change = self.make_change((self.product, 90), (unknown, 45))
        line = change.line_ids.filtered(lambda line: line.product_id == unknown)
        self.assertEqual((line.margin_before, line.margin_after), (0, 0))
        self.assertAlmostEqual(change.margin_before, 40)
        self.assertAlmostEqual(change.margin_after, (360 - 240) / 360 * 100, places=1)
        self.assertEqual(change.effect_amount, -540)
        only_unknown = self.make_change((unknown, 45))
        self.assertEqual((only_unknown.margin_before, only_unknown.margin_after), (0, 0))

    def test_sales_that_do_not_count(self):
        self.sell(self.west_dealer, self.product, 7)
        self.sell(self.dealer, self.second, 7)
        self.sell(self.dealer, self.product, 7, months=12)
        draft = self.make_order(self.dealer, (self.product, 7))
        draft.date_order = self.company._dealer_day_start(self.day(-60))
        self.assertFalse(self.make_change((self.product, 80)).line_ids.sold_quantity)

    def test_list_of_a_tier_counts_the_sales_of_its_dealers(self):
        self.sell(self.dealer, self.product, 5)
        self.sell(self.other_dealer, self.product, 3)
        self.sell(self.west_dealer, self.product, 9)
        change = self.make_change((self.product, 80), pricelist=self.tier_list)
        self.assertEqual(change.line_ids.sold_quantity, 8)

    def test_figures_in_the_currency_of_the_list(self):
        (euro,) = self.set_rates(EUR=0.5) if self.company.currency_id.name != "EUR" else self.set_rates(USD=0.5)
        abroad = self.make_dealer("P Abroad", self.unit, currency_id=euro.id, price_policy="own_list")
        self.product.product_tmpl_id.floor_price = 85
        line = self.make_change((self.product, 40), pricelist=abroad.pricelist_id).line_ids
        self.assertAlmostEqual(line.cost, 30)
        self.assertAlmostEqual(line.floor_price, 42.5)
        self.assertTrue(line.below_floor)

    def test_figures_can_be_worked_out_again(self):
        change = self.make_change((self.product, 80))
        self.load(self.row(price=77))
        self.assertEqual(change.line_ids.old_price, 100)
        change.action_refresh()
        self.assertEqual(change.line_ids.old_price, 77)

    def test_product_without_a_price(self):
        self.env["product.pricelist.item"].search([("pricelist_id", "=", self.base_list.id)]).unlink()
        line = self.make_change((self.product, 80)).line_ids
        self.assertEqual((line.old_known, line.old_price, line.difference), (False, 0, 0))

    def test_weakest_users(self):
        change = self.make_change((self.product, 90))
        self.assertEqual(change.with_user(self.salesman).line_ids.new_price, 90)
        for verb in ("action_release", "action_cancel", "action_refresh"):
            with self.assertRaises(AccessError):
                getattr(change.with_user(self.salesman), verb)()
        with self.assertRaises(AccessError):
            change.with_user(self.salesman).write({"reason": "x"})
        with self.assertRaises(AccessError):
            change.with_user(self.west_salesman).read(["name"])
        self.assertFalse(self.env["dealer.price.change.line"].with_user(self.west_salesman).search([]))
        member = self.make_member("p_member", self.dealer, role="admin")
        with self.assertRaises(AccessError):
            change.with_user(member).read(["name"])

    def test_change_for_many_dealers_is_for_price_managers(self):
        """It holds what all dealers of the tier bought, in whatever unit."""
        change = self.make_change((self.product, 90), pricelist=self.tier_list)
        self.assertEqual(change.with_user(self.manager).line_ids.new_price, 90)
        self.assertFalse(self.env["dealer.price.change.line"].with_user(self.salesman).search([]))
        with self.assertRaises(AccessError):
            change.with_user(self.salesman).read(["revenue_before"])

    def test_list_outside_the_scope(self):
        with self.assertRaises(AccessError):
            self.make_change((self.product, 90), pricelist=self.west_dealer.pricelist_id)
        change = self.make_change((self.product, 90))
        with self.assertRaises(AccessError):
            change.pricelist_id = self.west_dealer.pricelist_id
        # To see the dealer is not enough to set its prices.
        self.make_role_line(self.manager, "auditor", "subtree", self.env.ref("dealer.unit_group"))
        with self.assertRaises(AccessError):
            self.make_change((self.product, 90), pricelist=self.west_dealer.pricelist_id)
