from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LimitCase


@tagged("post_install", "-at_install")
class TestRequest(LimitCase):
    """A limit is asked for by those who sell and granted by those who decide on credit."""

    def test_temporary_limit(self):
        wish, request = self._ask()
        self.assertEqual(request.amount, 500.0)
        self.assertIn("1,000.00", " ".join(row["value"] for row in request.figures))
        self.assertEqual(self.line.allowed_amount, 1000.0)
        request.with_user(self.controller).action_approve()
        self.line.invalidate_recordset()
        self.assertEqual(self.line.allowed_amount, 1500.0)
        self.assertEqual(self.line.temporary_ids.reason, "Season")
        self.assertTrue(wish.granted)
        self.assertEqual(wish.approval_state, "approved")
        self.assertEqual((self._decision().kind, self._decision().user_id), ("temporary", self.controller))

    def test_permanent_limit_in_two_steps(self):
        wish, request = self._ask(kind="limit", amount=6000.0)
        self.assertEqual((request.amount, request.percent), (5000.0, 500.0))
        request.with_user(self.controller).action_approve()
        self.assertEqual(self.line.limit_amount, 1000.0)
        request.with_user(self.boss).action_approve()
        self.assertEqual(self.line.limit_amount, 6000.0)
        self.assertTrue(wish.granted)
        self.assertEqual((self._decision().kind, self._decision().user_id), ("changed", self.boss))

    def test_lower_limit_counts_as_no_more(self):
        _wish, request = self._ask(kind="limit", amount=400.0)
        self.assertEqual((request.amount, request.percent), (0.0, 60.0))
        request.with_user(self.controller).action_approve()
        self.assertEqual(self.line.limit_amount, 400.0)

    def test_refused_grants_nothing(self):
        wish, request = self._ask()
        request.with_user(self.controller).action_refuse("pay first")
        self.assertEqual((wish.granted, wish.approval_state), (False, "refused"))
        self.assertFalse(self.line.temporary_ids)
        again = wish.with_user(self.clerk).action_request_approval().sudo()
        self.assertEqual(again.state, "pending")

    def test_who_grants_nothing(self):
        """Whoever asks, whoever reads, and the controller of a foreign unit."""
        wish, request = self._ask()
        for user in (self.clerk, self.auditor, self.stranger, self.boss):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                request.with_user(user).action_approve()
        with self.assertRaises(AccessError):
            self.env["dealer.credit.temporary"].with_user(self.clerk).create(
                {"line_id": self.line.id, "amount": 5, "date_to": fields.Date.today(), "reason": "own"}
            )
        for values in ({"granted": True}, {"origin": "proposal"}, {"current_amount": 9.0}, {"active": False}):
            with self.subTest(values=values), self.assertRaises(UserError):
                wish.with_user(self.clerk).write(values)
        self.assertFalse(self.line.temporary_ids)

    def test_controller_does_not_grant_what_he_asked_for(self):
        _wish, request = self._ask(user=self.controller)
        with self.assertRaises(AccessError):
            request.with_user(self.controller).action_approve()

    def test_reader_and_foreigner_ask_for_nothing(self):
        for user in (self.auditor, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._ask(user=user)

    def test_created_closed_is_refused(self):
        with self.assertRaises(UserError):
            self._ask(granted=True)
        with self.assertRaises(UserError):
            self._ask(origin="proposal", score=100.0)

    def test_pending_or_granted_is_fixed(self):
        wish, request = self._ask()
        with self.assertRaisesRegex(UserError, "pending or granted"):
            wish.with_user(self.clerk).write({"amount": 5000.0})
        request.with_user(self.controller).action_approve()
        with self.assertRaisesRegex(UserError, "pending or granted"):
            wish.with_user(self.clerk).write({"amount": 5000.0})
        with self.assertRaisesRegex(UserError, "closed|approved already"):
            wish.with_user(self.clerk).action_request_approval()
        with self.assertRaisesRegex(UserError, "evidence"):
            wish.with_user(self.clerk).unlink()

    def test_limit_changed_meanwhile_asks_again(self):
        wish, request = self._ask(kind="limit", amount=2000.0)
        self.line.limit_amount = 1500.0
        with self.assertRaisesRegex(UserError, "has changed"):
            request.with_user(self.controller).action_approve()
        again = wish.with_user(self.clerk).action_request_approval().sudo()
        self.assertEqual((request.state, again.state), ("cancelled", "pending"))

    def test_days_that_are_over(self):
        _wish, request = self._ask()
        later = fields.Datetime.now() + timedelta(days=20)
        with freeze_time(later), self.assertRaisesRegex(UserError, "are over"), self.env.cr.savepoint():
            request.with_user(self.controller).action_approve()
        self.assertEqual(request.state, "pending")

    def test_line_without_limit(self):
        self.line.control = "none"
        with self.assertRaisesRegex(UserError, "no limit to change"):
            self._ask()

    def test_without_a_route_administrators_decide(self):
        self.route.active = False
        _wish, request = self._ask()
        self.assertEqual(set(request.reviewer_ids.mapped("origin")), {"admin"})

    def test_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.controller.lang = "zh_CN"
        _wish, request = self._ask()
        for lang in ("en_US", "zh_CN"):
            self.assertIn(lang, request.figures_by_lang)
        label = request.figures_by_lang["zh_CN"][0]["label"]
        shown = request.with_user(self.controller).with_context(lang="zh_CN").figures_html
        self.assertIn(label, shown)
        self.assertNotEqual(label, request.figures_by_lang["en_US"][0]["label"])
