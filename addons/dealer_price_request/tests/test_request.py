from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import SpecialPriceCase


@tagged("post_install", "-at_install")
class TestRequest(SpecialPriceCase):
    """Asked for by sales, decided by the manager of the unit and, if deep, by those above; figures stand beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods.standard_price = 6.0
        cls.lower = cls._staff("lower manager", "dealer.role_account_manager", "subtree", cls.unit)
        cls.dealer.user_id = cls.lower
        cls.unit.manager_id = cls.lower
        cls.region.manager_id = cls.manager

    def _clerks(self, price=8.0, cap=100, **vals):
        """Return a draft that the clerk has made."""
        return (
            self.env["dealer.price.request"]
            .with_user(self.clerk)
            .create(
                {
                    "dealer_id": self.dealer.id,
                    "project": "Hospital West",
                    "date_to": self.today + timedelta(days=30),
                    "line_ids": [Command.create({"product_id": self.goods.id, "price": price, "quantity_cap": cap})],
                    **vals,
                }
            )
        )

    def _decide(self, request, user, verb="action_approve", text=""):
        return getattr(request.sudo().approval_request_id.with_user(user), verb)(text)

    def test_figures(self):
        self.goods.product_tmpl_id.with_company(self.company).floor_price = 8.5
        line = self._clerks().line_ids
        self.assertEqual((line.list_price, line.dealer_price, line.floor_price, line.cost), (10, 10, 8.5, 6))
        self.assertEqual((line.discount_percent, line.margin_percent, line.margin_before), (20, 25, 40))
        self.assertEqual(line.margin_lost, 200)
        self.assertTrue(line.below_floor)
        self.assertEqual((line.request_id.depth_percent, line.request_id.margin_lost), (20, 200))

    def test_figures_follow_the_draft_and_stay_afterwards(self):
        request = self._clerks()
        request.line_ids.price = 9.0
        self.assertEqual(request.depth_percent, 10)
        request.action_submit()
        self.goods.standard_price = 9.0
        self.goods.list_price = 20.0
        self.assertEqual((request.line_ids.cost, request.line_ids.list_price), (6, 10))

    def test_small_discounts_take_one_step(self):
        request = self._clerks(price=9.0)
        request.action_submit("please")
        self.assertEqual(request.state, "waiting")
        self.assertEqual(self._quote(10).order_line.price_unit, 10, "asked for is not agreed on")
        self._decide(request, self.lower)
        self.assertEqual(request.state, "approved")
        self.assertEqual(self._quote(10).order_line.price_unit, 9)

    def test_deep_discounts_take_two(self):
        request = self._clerks()
        request.action_submit("please")
        self._decide(request, self.lower)
        self.assertEqual(request.state, "waiting")
        self._decide(request, self.manager)
        self.assertEqual(request.state, "approved")
        self.assertEqual(self._quote(10).order_line.price_unit, 8)
        figures = {row["label"]: row["value"] for row in request.sudo().approval_request_id.figures}
        self.assertIn("20", figures[self.goods.display_name])
        self.assertIn("25", figures[self.goods.display_name])

    def test_refused(self):
        request = self._clerks()
        request.action_submit()
        self._decide(request, self.lower, "action_refuse", "too deep")
        self.assertEqual((request.state, request.refusal_reason), ("refused", "too deep"))
        self.assertEqual(self._quote(10).order_line.price_unit, 10)

    def test_withdrawn(self):
        request = self._clerks()
        request.action_submit()
        approval = request.sudo().approval_request_id
        request.action_withdraw()
        self.assertEqual(request.state, "draft")
        with self.assertRaises(UserError):
            approval.with_user(self.lower).action_approve()
        request.action_submit()
        self.assertEqual(request.state, "waiting")

    def test_withdrawn_where_approvals_are_decided(self):
        request = self._clerks()
        request.action_submit()
        request.sudo().approval_request_id.with_user(self.clerk).action_withdraw()
        request.action_withdraw()
        self.assertEqual(request.state, "draft")

    def test_no_approval_past_the_submission(self):
        request = self._clerks()
        with self.assertRaisesRegex(UserError, "Submit"):
            request.action_request_approval("now")
        self.assertFalse(request.sudo().approval_request_ids)

    def test_whoever_asks_does_not_approve(self):
        request = self._clerks(price=9.0)
        request.with_user(self.lower).action_submit()
        self.assertEqual(request.state, "waiting")
        for user in (self.clerk, self.stranger, self.auditor):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._decide(request, user)
        self.assertEqual(request.state, "waiting")

    def test_a_material_change_asks_again(self):
        request = self._clerks(price=9.0)
        request.action_submit()
        self._decide(request, self.lower)
        request.action_change()
        self.assertEqual(self._quote(10).order_line.price_unit, 10)
        request.line_ids.price = 8.9
        request.action_submit()
        self.assertEqual(request.state, "waiting")

    def test_what_was_approved_is_not_asked_twice(self):
        request = self._clerks(price=9.0)
        request.action_submit()
        self._decide(request, self.lower)
        request.action_change()
        request.competitor = "Somebody"
        request.action_submit()
        self.assertEqual(request.state, "approved")
        self.assertEqual(self._quote(10).order_line.price_unit, 9)

    def test_what_was_drawn_stays_drawn(self):
        request = self._special(cap=50)
        self._sold(30)
        request.action_change()
        with self.assertRaisesRegex(UserError, "sold at this price already"), self.env.cr.savepoint():
            request.line_ids.unlink()
        request.line_ids.quantity_cap = 40
        request._approve()
        self.assertEqual(self._left(request), 10)

    def test_agreed_on_is_not_edited(self):
        request = self._special()
        for vals in (
            {"date_to": self.today + timedelta(days=300)},
            {"amount_cap": 10.0},
            {"project": "Another"},
            {"line_ids": [Command.update(request.line_ids.id, {"price": 1.0})]},
            {"line_ids": [Command.create({"product_id": self.stored.id, "price": 1.0})]},
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                request.with_user(self.clerk).write(vals)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            request.line_ids.with_user(self.clerk).write({"price": 1.0})
        request.with_user(self.clerk).write({"competitor": "Somebody"})

    def test_no_state_by_writing(self):
        request = self._clerks()
        for vals in ({"state": "approved"}, {"refusal_reason": "x"}, {"name": "x"}, {"user_id": self.manager.id}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                request.write(vals)
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._clerks(**vals)
        request = request.with_context(default_state="approved").copy()
        self.assertEqual(request.state, "draft")

    def test_bad_requests_are_told_what_is_missing(self):
        for vals, sentence in (
            ({"line_ids": False}, "Add the products"),
            ({"project": False}, "end customer or project"),
            ({"date_from": self.today - timedelta(days=9), "date_to": self.today - timedelta(days=3)}, "ended already"),
        ):
            with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
                self._clerks(**vals).action_submit()

    def test_from_a_quotation(self):
        order = self._quote(30)
        order.order_line.price_unit = 8.2
        action = order.with_user(self.clerk).action_request_special_price()
        request = self.env["dealer.price.request"].browse(action["res_id"])
        self.assertEqual(request.dealer_id, self.dealer)
        self.assertEqual((request.line_ids.price, request.line_ids.quantity_cap), (8.2, 30))

    def test_numbers_of_the_dealer(self):
        self._special()
        self.assertEqual(self.dealer.with_user(self.clerk).price_request_count, 1)
        action = self.dealer.with_user(self.clerk).action_open_price_requests()
        self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 1)

    def test_orders_of_a_request(self):
        request = self._special()
        order = self._sold(10)
        action = request.with_user(self.clerk).action_open_orders()
        self.assertEqual(self.env["sale.order.line"].search(action["domain"]), order.order_line)

    def test_remaining_is_shown(self):
        request = self._special(cap=100)
        order = self._sold(30)
        self.assertEqual(request.remaining_text, "70 of 100")
        self.assertEqual(request.used_percent, 30)
        self.assertTrue(order.has_special_notes, "the screen makes room for the note")
        self.assertIn("70", order.order_line.special_note)
        self.assertIn(request.name, order.order_line.special_note)

    def test_days_are_those_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        request = self._special(date_from=fields.Date.to_date("2030-03-10"), date_to=fields.Date.to_date("2030-03-10"))
        for moment, inside in (
            ("2030-03-09 15:59:00", False),
            ("2030-03-09 16:01:00", True),
            ("2030-03-10 15:59:00", True),
            ("2030-03-10 16:01:00", False),
        ):
            with freeze_time(moment):
                self.assertEqual(bool(request._in_force()), inside, moment)
                self.assertEqual(self.own_list._get_product_price(self.goods, 1.0), 8 if inside else 10, moment)
