from odoo.tests import tagged
from odoo.tools import SQL

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestWaiting(CreditCase):
    """An order that fits but waits for something else keeps its amount for some days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer.write({"order_minimum": 500, "on_minimum": "hold"})
        cls.waiting = cls._credit_order(400)
        cls.result = cls.waiting.with_user(cls.clerk).action_submit()
        cls.manager = cls._staff("manager", "dealer.role_channel_manager", "subtree", cls.region)

    def _expire(self):
        self.env.flush_all()
        self.cr.execute(SQL("UPDATE dealer_credit_hold SET expires_at = now() - interval '1 minute'"))

    def _reap(self):
        """Run the job inside the test's transaction."""
        with self._no_commit():
            self.env["dealer.credit.hold"]._cron_reap()

    def test_reserved(self):
        self.assertEqual([hold["kind"] for hold in self.result["holds"]], ["minimum"])
        self.assertEqual(self._figures(), {"held": 400})
        self.assertEqual((self.line.held_amount, self.line.used_amount, self.line.available_amount), (400, 0, 600))
        self.assertEqual(self._decision().kind, "reserved")

    def test_leaves_no_room_for_others(self):
        self.assertEqual(self._credit_order(610).action_submit()["holds"][0]["amount"], 10)
        self._confirmed(600)

    def test_released_counts_once(self):
        self._confirmed(600)
        self.waiting.dealer_hold_ids.with_user(self.manager).action_release("fine")
        self.assertEqual(self.waiting.state, "sale")
        self.assertEqual(self._figures(), {"ordered": 1000})

    def test_submitting_again_counts_once(self):
        self.waiting.with_user(self.clerk).action_submit()
        self.assertEqual(self._figures(), {"held": 400})

    def test_refused_gives_back(self):
        self.waiting.dealer_hold_ids.with_user(self.manager).action_refuse("too small")
        self.assertEqual(self._figures(), {})

    def test_cancelled_gives_back(self):
        self.waiting.action_cancel()
        self.assertEqual(self._figures(), {})
        self.waiting.action_draft()
        self.assertEqual(self._figures(), {})

    def test_expires(self):
        self._expire()
        self.assertEqual(self._figures(), {})
        self._confirmed(1000)
        self.waiting.dealer_hold_ids.with_user(self.manager).action_release("fine")
        self.assertEqual(self.waiting.dealer_hold_ids.filtered(lambda hold: hold.state == "open").kind, "credit")
        self.assertEqual(self._figures(), {"ordered": 1000})

    def test_policy_without_reservation(self):
        self.policy.reservation_days = 0
        other = self._credit_order(300)
        other.action_submit()
        self.assertEqual(self._figures(), {"held": 400})

    def test_order_over_the_limit_reserves_nothing(self):
        big = self._credit_order(700)
        big.action_submit()
        self.assertEqual(self._figures(), {"held": 400})

    def test_reaper(self):
        """Nothing depends on it; it says what became of the holds and tells the people of an expired order."""
        confirmed = self._confirmed(500)
        self._expire()
        self._as_if_finished()
        self._reap()
        self.assertEqual(self._holds(self.waiting)[-1][1], "expired")
        self.assertEqual(self._holds(confirmed)[-1][1], "used")
        self.assertIn("expired", self.waiting.message_ids[0].body)
        self.cr.execute(SQL("UPDATE dealer_credit_hold SET create_date = now() - interval '40 days'"))
        self._reap()
        self.assertFalse(self._holds(confirmed))

    def test_reaper_leaves_what_counts(self):
        self._as_if_finished()
        self._reap()
        self.assertEqual(self._holds(self.waiting)[-1][1], "live")
        self.assertEqual(self._figures(), {"held": 400})

    def _as_if_finished(self):
        """Give the holds a transaction that is over: in a test all happens in one that is not."""
        self.env.flush_all()
        self.cr.execute(SQL("UPDATE dealer_credit_hold SET main_xid = 3"))
