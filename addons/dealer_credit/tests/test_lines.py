from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestLines(CreditCase):
    """What a line allows on a day, and what may be done to it."""

    def _submit(self, amount, dealer=None):
        return self._credit_order(amount, dealer).action_submit()

    def _assert_room(self, amount, dealer=None):
        """Exactly ``amount`` fits, ten more do not."""
        self.assertEqual(self._submit(amount + 10, dealer)["state"], "held")
        self.assertEqual(self._submit(amount, dealer)["state"], "confirmed")

    def _temporary(self, amount, first, last, line=None):
        return self.env["dealer.credit.temporary"].create(
            {
                "line_id": (line or self.line).id,
                "amount": amount,
                "date_from": self._day(first),
                "date_to": self._day(last),
                "reason": "season",
            }
        )

    def test_to_the_cent(self):
        self._assert_room(1000)

    def test_zero_is_nothing(self):
        line = self._credit_line(self.hidden, 0)
        self.assertEqual(self._submit(10, self.hidden)["state"], "held")
        self.assertEqual((line.available_amount, line.control), (0, "limit"))

    def test_not_controlled(self):
        line = self._credit_line(self.hidden, 0, control="none")
        self.assertEqual(self._submit(10**6, self.hidden)["state"], "confirmed")
        self.assertEqual(line.situation, "free")

    def test_dealer_without_a_line(self):
        self.assertEqual(self._submit(10**6, self.hidden)["state"], "confirmed")

    def test_prepaid(self):
        line = self._credit_line(self.hidden, 5000, control="prepaid")
        self.assertEqual(line.allowed_amount, 0)
        self.assertEqual(self._submit(100, self.hidden)["state"], "held")
        self.policy.count_prepayments = False  # money in advance always counts for who has to pay in advance
        self._prepay(300, self.hidden)
        self._assert_room(300, self.hidden)
        self.assertEqual(self._figures(line), {"ordered": 300, "prepaid": -300})

    def test_temporary_limits_of_the_day(self):
        self._temporary(100, -10, -1)
        self._temporary(200, 0, 0)
        self._temporary(300, -5, 5)
        self._temporary(400, 1, 9)
        self.assertEqual((self.line.temporary_amount, self.line.allowed_amount), (500, 1500))
        self._assert_room(1500)

    def test_temporary_limit_ends_early(self):
        temporary = self._temporary(300, -5, 5)
        temporary.date_to = self._day(-1)
        self._assert_room(1000)

    def test_temporary_limit_is_history(self):
        temporary = self._temporary(300, -5, 5)
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            temporary.amount = 5000
        with self.assertRaisesRegex(UserError, "has begun"):
            temporary.unlink()
        self._temporary(300, 1, 5).unlink()

    def test_tolerance(self):
        self.policy.tolerance_percent = 5
        self.assertEqual(self.line.available_amount, 1000)
        self._assert_room(1050)
        self.line.invalidate_recordset()
        self.assertEqual((self.line.available_amount, self.line.is_over), (-50, False))

    def test_lapsed_guarantee(self):
        self.line.write({"guarantee_amount": 400, "guarantee_until": self._day(0)})
        self.assertEqual((self.line.allowed_amount, self.line.unsecured_amount), (1000, 0))
        self.line.guarantee_until = self._day(-1)
        self.assertEqual(self.line.allowed_amount, 600)
        self._assert_room(600)

    def test_unsecured_part(self):
        self.line.guarantee_amount = 400
        self._confirmed(500)
        self.line.invalidate_recordset()
        self.assertEqual(self.line.unsecured_amount, 100)

    def test_expired(self):
        self.line.valid_until = self._day(-1)
        self.assertEqual(self._submit(10)["holds"][0]["kind"], "credit")
        self.policy.on_expired = "warn"
        self.assertEqual(self._submit(10)["state"], "confirmed")

    def test_freeze(self):
        first = self._confirmed(100)
        self.line.with_user(self.controller).action_freeze("rumours")
        result = self._submit(10)
        self.assertEqual(result["state"], "held")
        self.assertIn("rumours", result["message"])
        self.assertEqual(self.line.situation, "frozen")
        self._deliver(first)
        self._bill(first)
        self.line.with_user(self.controller).action_thaw("settled")
        self.assertEqual(self._submit(10)["state"], "confirmed")
        self.assertLessEqual({"frozen", "thawed"}, set(self.line.decision_ids.mapped("kind")))

    def test_freeze_wants_a_reason(self):
        with self.assertRaisesRegex(UserError, "reason"):
            self.line.action_freeze("  ")
        with self.assertRaises(UserError):
            self.line.write({"frozen": True})

    def test_lowering_blocks_new_orders_only(self):
        order = self._confirmed(800)
        self.line.limit_amount = 500
        self.assertEqual(self._submit(10)["state"], "held")
        self._deliver(order)
        self.assertEqual(self._bill(order).state, "posted")
        self.assertEqual(self.line.available_amount, -300)

    def test_policy_may_refuse_or_warn(self):
        self.policy.on_limit = "refuse"
        order = self._credit_order(1010)
        self.assertEqual(order.action_submit()["state"], "refused")
        self.assertFalse(order.dealer_hold_ids)
        self.policy.on_limit = "warn"
        self.assertEqual(order.action_submit()["state"], "confirmed")
        self.assertEqual(self._decision().kind, "warned")

    def test_policy_without_check_at_submit(self):
        self.policy.check_submit = False
        self.assertEqual(self._submit(5000)["state"], "confirmed")

    def test_overdue(self):
        self.policy.write({"overdue_days": 10, "overdue_amount": 50})
        self._invoice(
            self.dealer, 60, date=self._day(-10), invoice_date_due=self._day(-10), invoice_payment_term_id=False
        )
        self.assertEqual(self._submit(10)["state"], "confirmed")
        self._invoice(
            self.dealer, 51, date=self._day(-11), invoice_date_due=self._day(-11), invoice_payment_term_id=False
        )
        result = self._submit(10)
        self.assertEqual([(hold["kind"], hold["amount"]) for hold in result["holds"]], [("overdue", 51)])
        self.policy.on_overdue = "warn"
        self.assertEqual(self._submit(10)["state"], "confirmed")

    def test_overdue_released(self):
        self._invoice(
            self.dealer, 60, date=self._day(-9), invoice_date_due=self._day(-9), invoice_payment_term_id=False
        )
        order = self._credit_order(100)
        order.with_user(self.clerk).action_submit()
        order.dealer_hold_ids.with_user(self.controller).action_release("promised")
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._decision().kind, "released")

    @mute_logger("odoo.sql_db")
    def test_fences_of_the_database(self):
        for vals in ({"limit_amount": -1}, {"guarantee_amount": 2000}, {"guarantee_amount": -1}):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.line.write(vals)
                self.line.flush_recordset()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._credit_line(self.dealer, 1)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._temporary(100, 5, 4)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["dealer.credit.line"].create({"limit_amount": 1, "policy_id": self.policy.id})

    @mute_logger("odoo.sql_db")
    def test_fence_of_the_holds(self):
        """Whatever the code thinks: the database takes no hold beyond the line."""
        self._confirmed(500)
        for amounts in ("claim = 1001, amount = 1001", "exposure = 900", "allowed = 100", "cover = -1", "amount = 900"):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.cr.execute(f"UPDATE dealer_credit_hold SET {amounts}")  # pylint: disable=sql-injection

    def test_holds_of_one_dealer_are_read_together(self):
        self._confirmed(100)
        self._confirmed(200)
        holds = self.env["dealer.credit.hold"].search([("line_id", "=", self.line.id)])
        rows = holds.read(["dealer_id", "order_id"], load="")
        self.assertEqual({row["dealer_id"] for row in rows}, {self.dealer.id})
        self.assertEqual({row["order_id"] for row in rows}, set(holds.mapped("order_ref")))
        self.assertEqual(len(rows), 2)

    def test_holds_and_decisions_are_nobodys_to_edit(self):
        self._confirmed(500)
        hold = self.env["dealer.credit.hold"].search([("line_id", "=", self.line.id)])
        with self.assertRaises(UserError):
            hold.write({"amount": 1})
        with self.assertRaises(UserError):
            hold.create({})
        with self.assertRaises(UserError):
            self._decision().write({"reason": "other"})
        with self.assertRaises(UserError):
            self._decision().unlink()

    def test_a_line_stays_with_its_dealer(self):
        with self.assertRaises(UserError):
            self.line.dealer_id = self.hidden

    def test_used_line_is_not_deleted(self):
        self._confirmed(100)
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.line.unlink()

    def test_archived_line_does_not_control(self):
        self.line.active = False
        self.assertEqual(self._submit(5000)["state"], "confirmed")
        self._credit_line(self.dealer, 100)
        self.assertEqual(self._submit(10)["state"], "held")

    def test_changes_are_written_down(self):
        self.line.write({"limit_amount": 2000, "note": "irrelevant"})
        decision = self._decision()
        self.assertEqual(decision.kind, "changed")
        self.assertIn("1,000.00", decision.reason)
        self.assertIn("2,000.00", decision.reason)
        self.line.write({"note": "again"})
        self.assertEqual(self._decision(), decision)

    def test_review_gives_a_task(self):
        self.line.write({"review_date": self._day(0), "review_user_id": self.controller.id})
        with self._no_commit():
            self.env["dealer.credit.line"]._cron_review()
            self.env["dealer.credit.line"]._cron_review()
        tasks = self.line.activity_ids.filtered(
            lambda task: task.activity_type_id == self.env.ref("dealer_credit.activity_review")
        )
        self.assertEqual(tasks.user_id, self.controller)
        self.assertEqual(len(tasks), 1)

    def test_policy_by_type_and_tier(self):
        special = self.env["dealer.credit.policy"].create(
            {"name": "Special", "sequence": 1, "type_ids": [(6, 0, self.dealer_type.ids)]}
        )
        dealer = self._dealer("Gamma", self.unit)
        line = self.env["dealer.credit.line"].create({"dealer_id": dealer.id})
        self.assertEqual(line.policy_id, special)
        other = self._dealer("Delta", self.unit, type_id=self.env.ref("dealer.type_wholesaler").id)
        line = self.env["dealer.credit.line"].create({"dealer_id": other.id})
        self.assertNotEqual(line.policy_id, special)


@tagged("post_install", "-at_install")
class TestGroups(CreditCase):
    """Dealers that share a line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._dealer("Shop 1", cls.unit)
        cls.second = cls._dealer("Shop 2", cls.foreign)
        cls.group = cls.env["dealer.credit.group"].create(
            {"name": "Shops", "company_id": cls.company.id, "dealer_ids": [(6, 0, (cls.first | cls.second).ids)]}
        )
        cls.shared = cls._credit_line(cls.group, 1000)

    def test_shared(self):
        self._confirmed(600, self.first)
        self.assertEqual(self._credit_order(410, self.second).action_submit()["state"], "held")
        self._confirmed(400, self.second)
        self.assertEqual(self._figures(self.shared), {"ordered": 1000})
        self.assertEqual(self.first.credit_line_id, self.shared)
        self.assertEqual(self.first.credit_available_amount, 0)

    def test_not_two_lines(self):
        with self.assertRaisesRegex(ValidationError, "Archive one"):
            self._credit_line(self.first, 100)
        with self.assertRaisesRegex(ValidationError, "Archive one"):
            self.group.dealer_ids += self.dealer

    def test_not_two_groups(self):
        with self.assertRaisesRegex(ValidationError, "already belongs to the credit group Shops"):
            self.env["dealer.credit.group"].create({"name": "Others", "dealer_ids": [(6, 0, self.first.ids)]})

    def test_dealer_leaves_the_group(self):
        self._confirmed(600, self.first)
        self.group.dealer_ids -= self.first
        self.assertEqual(self._figures(self.shared), {})

    def test_seen_with_any_dealer_of_it(self):
        self.assertIn(self.shared, self.env["dealer.credit.line"].with_user(self.clerk).search([]))
        stranger = self._staff("group stranger", "dealer.role_sales_desk", "unit", self.sibling)
        self.assertNotIn(self.shared, self.env["dealer.credit.line"].with_user(stranger).search([]))
