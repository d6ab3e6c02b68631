from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CreditCase

MODELS = ("line", "group", "temporary", "hold", "decision", "document", "status")


@tagged("post_install", "-at_install")
class TestRights(CreditCase):
    """Who sees and changes credit: by role, and only of dealers in scope."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_line = cls._credit_line(cls._dealer("Far away", cls.foreign), 700)
        cls.shared = cls.env["dealer.credit.group"].create(
            {"name": "Shops", "dealer_ids": [(6, 0, cls._dealer("Shop", cls.foreign).ids)]}
        )
        cls._credit_line(cls.shared, 100)
        for line in (cls.line, cls.other_line):
            cls.env["dealer.credit.temporary"].create(
                {"line_id": line.id, "amount": 10, "date_to": "2199-12-31", "reason": "season"}
            )
            cls._confirmed(100, line.dealer_id)
        cls.far = cls._staff("far", "dealer.role_credit_controller", "unit", cls.foreign)
        cls.plain = cls._staff("plain", None)
        cls.auditor = cls._staff("auditor", "dealer.role_auditor", "subtree", cls.region)

    def _seen(self, user, name):
        model = self.env[f"dealer.credit.{name}"].with_user(user)
        return model.search([])

    def test_only_in_scope(self):
        for name in MODELS:
            with self.subTest(model=name):
                near, far = self._seen(self.controller, name), self._seen(self.far, name)
                if name != "group":
                    self.assertTrue(near)
                self.assertTrue(far)
                self.assertFalse(set(near.ids) & set(far.ids))

    def test_read_group_export_and_sums(self):
        near = self.env["dealer.credit.document"].with_user(self.controller)
        total = sum(amount for _kind, amount in near._read_group([], ["kind"], ["line_amount:sum"]))
        self.assertEqual(total, 100)
        rows = self.env["dealer.credit.line"].with_user(self.controller).search([]).export_data(["name", "used_amount"])
        self.assertEqual(len(rows["datas"]), 1)
        with self.assertRaises(AccessError):
            self.other_line.with_user(self.controller).read(["used_amount"])

    def test_moving_a_dealer_moves_its_credit(self):
        self.dealer.unit_id = self.foreign
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertNotIn(self.line, self._seen(self.controller, "line"))
        self.assertIn(self.line, self._seen(self.far, "line"))

    def test_without_a_role(self):
        for name in MODELS:
            with self.subTest(model=name), self.assertRaises(AccessError):
                self._seen(self.plain, name)

    def test_portal(self):
        user = self._portal_user("buyer", self.dealer.partner_id, self.dealer)
        for name in MODELS:
            with self.subTest(model=name), self.assertRaises(AccessError):
                self._seen(user, name)

    def test_readers_change_nothing(self):
        for user in (self.clerk, self.auditor):
            with self.subTest(user=user.login):
                line = self.line.with_user(user)
                self.assertEqual(line.available_amount, 910)
                for change in (
                    lambda line=line: line.write({"limit_amount": 10**6}),
                    lambda line=line: line.action_freeze("no"),
                    lambda line=line: line.unlink(),
                    lambda line=line, user=user: (
                        self.env["dealer.credit.temporary"]
                        .with_user(user)
                        .create({"line_id": line.id, "amount": 1, "date_to": "2199-01-01", "reason": "x"})
                    ),
                    lambda user=user: self.env["dealer.credit.freeze"].with_user(user).create({"reason": "x"}),
                    lambda line=line: line.policy_id.write({"on_limit": "warn"}),
                ):
                    with self.assertRaises(AccessError):
                        change()

    def test_controllers_do_not_make_policies(self):
        with self.assertRaises(AccessError):
            self.policy.with_user(self.controller).write({"on_limit": "warn"})
        with self.assertRaises(AccessError):
            self.shared.with_user(self.far).write({"dealer_ids": [(6, 0, [])]})

    def test_controller_out_of_scope(self):
        with self.assertRaises(AccessError):
            self.line.with_user(self.far).write({"limit_amount": 10**6})
        with self.assertRaises(AccessError):
            self.line.with_user(self.far).action_freeze("no")
        with self.assertRaises(AccessError):
            self.env["dealer.credit.line"].with_user(self.far).create({"dealer_id": self.hidden.id, "limit_amount": 1})

    def test_history_is_not_written_by_hand(self):
        for name in ("decision", "hold"):
            with self.subTest(model=name), self.assertRaises(UserError):
                self.env[f"dealer.credit.{name}"].with_user(self.controller).create({"line_id": self.line.id})

    def test_clerk_sees_the_figures_on_the_order(self):
        order = self._credit_order(2000).with_user(self.clerk)
        self.assertEqual(order.credit_available_amount, 910)
        self.assertEqual(order.credit_after_amount, -1090)
        self.assertEqual((order.credit_used_amount, order.credit_allowed_amount), (100, 1010))

    def test_figures_are_not_for_everybody_who_reads_orders(self):
        order = self._credit_order(2000).with_user(self._staff("packer", "dealer.role_warehouse", "unit", self.unit))
        order.check_access("read")
        for name in ("credit_line_id", "credit_allowed_amount", "credit_after_amount", "dealer_findings_html"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                order.read([name])
            self.assertNotIn(name, order.fields_get())
        packed = order.env["stock.picking"]
        self.assertNotIn("credit_block", packed.fields_get())
        self.assertNotIn("600", packed._credit_why("Over the limit by 600.00."))
        self.assertIn("600", packed.with_user(self.controller)._credit_why("Over the limit by 600.00."))

    def test_clerk_asks_for_a_temporary_limit(self):
        order = self._credit_order(2000).with_user(self.clerk)
        order.action_credit_ask()
        task = self.line.activity_ids.filtered(
            lambda task: task.activity_type_id == self.env.ref("dealer_credit.activity_ask")
        )
        self.assertIn(order.name, task.summary)
        self.assertIn("1,090.00", task.note)

    def test_summary_for_members(self):
        user = self._portal_user("finance", self.dealer.partner_id, self.dealer)
        (summary,) = self.dealer.with_user(user).credit_summary()
        self.assertEqual(summary["dealer_id"], self.dealer.id)
        self.assertEqual((summary["limit"], summary["used"], summary["available"]), (1010, 100, 910))
        self.assertEqual((summary["control"], summary["currency"], summary["due"]), ("limit", self.currency.name, []))
        with self.assertRaises(AccessError):
            self.hidden.with_user(user).credit_summary()

    def test_summary_has_a_calendar(self):
        self._invoice(self.dealer, 60, date="2024-01-10", invoice_date_due="2024-02-10", invoice_payment_term_id=False)
        self._invoice(self.dealer, 40, date="2024-01-10", invoice_date_due="2199-02-10", invoice_payment_term_id=False)
        (summary,) = self.dealer.credit_summary()
        self.assertEqual(
            summary["due"],
            [
                {"date": "2024-02-10", "amount": 60, "overdue": True},
                {"date": "2199-02-10", "amount": 40, "overdue": False},
            ],
        )
        (none,) = self.hidden.credit_summary()
        self.assertEqual((none["control"], none["available"]), ("none", 0))

    def test_exposure_of_a_strange_hold_or_order(self):
        """What a button opens is named by the credit line, which hold and order know with all rights."""
        order = self._credit_order(100, self.other_line.dealer_id)
        hold = self.env["dealer.order.hold"].create(
            {"order_id": order.id, "kind": "credit", "currency_id": order.currency_id.id, "message": "x"}
        )
        self.env.flush_all()
        for record, verb in ((hold, "action_open_exposure"), (order, "action_open_credit_documents")):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                getattr(record.with_user(self.controller), verb)()
            self.env.invalidate_all()
            self.assertIn(self.other_line.name, getattr(record.with_user(self.far), verb)()["display_name"])
