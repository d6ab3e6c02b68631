from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestSubmit(CreditCase):
    """Two orders of 800 on a limit of 1,000: one passes, the other waits, whatever way it takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._confirmed(800)
        cls.second = cls._credit_order(800)

    def _assert_held(self, result=None):
        self.assertEqual(self.second.open_hold_count, 1)
        self.assertEqual(self.second.dealer_hold_ids.kind, "credit")
        self.assertEqual(self.second.dealer_hold_ids.amount, 600)
        self._assert_not_through()

    def _assert_not_through(self):
        self.assertIn(self.second.state, ("draft", "sent"))
        self.assertEqual(self._figures(), {"ordered": 800})
        self.assertEqual(self.line.available_amount, 200)

    def test_caller_is_told(self):
        result = self.second.with_user(self.clerk).action_submit()
        self.assertEqual(result["state"], "held")
        self.assertEqual([(hold["kind"], hold["amount"]) for hold in result["holds"]], [("credit", 600)])
        self.assertIn("Over the limit by", result["message"])
        self.assertIn("600.00", result["message"])
        self._assert_held()

    def test_submitting_again_changes_nothing(self):
        self.second.action_submit()
        self.assertEqual(self.second.action_submit()["state"], "held")
        self._assert_held()

    def test_confirm_button_raises_and_loses_nothing(self):
        with self.assertRaisesRegex(UserError, "Over the limit by"):
            self.second.with_user(self.clerk).action_confirm()
        self._assert_not_through()
        self.assertEqual(self.second.state, "draft")

    def test_no_context_key_gets_round_it(self):
        for key in ("bypass_risk", "bypass_credit", "skip_credit", "no_check", "force_confirm", "install_mode"):
            with self.assertRaises(UserError):
                self.second.with_user(self.clerk).with_context(**{key: True}).action_confirm()
        with self.assertRaises(UserError):
            self.second.with_user(self.clerk).with_context(default_state="sale").action_confirm()
        self._assert_not_through()

    def test_no_write_of_the_state(self):
        with self.assertRaises(UserError):
            self.second.with_user(self.clerk).write({"state": "sale"})
        self._assert_not_through()

    def test_no_creation_in_the_state(self):
        with self.assertRaises(UserError):
            self.env["sale.order"].with_user(self.clerk).create(
                {"partner_id": self.dealer.partner_id.id, "state": "sale"}
            )

    def test_no_forged_amounts(self):
        order = self.second.with_user(self.clerk)
        forgeries = [{"amount_total": 1}, {"credit_open_amount": 0}, {"credit_shipped_amount": 0}]
        forgeries += [{"order_line": [(1, order.order_line.id, {name: 0})]} for name in ("price_total", "qty_invoiced")]
        for vals in forgeries:
            with self.assertRaises(UserError, msg=vals):
                order.write(vals)
        order.write({"credit_hold_key": "forged"})
        self.assertFalse(order.credit_hold_key)

    def test_no_forged_defaults(self):
        context = {"default_amount_total": 1, "default_credit_open_amount": 0, "default_invoice_lines": [(6, 0, [])]}
        order = self.second.with_user(self.clerk).with_context(**context).copy()
        self.assertEqual(order.amount_total, 800)
        self.assertEqual(order.with_context(**context).action_submit()["state"], "held")

    def test_no_forged_invoice(self):
        self._deliver(self.first)
        invoice = self._bill(self.first)
        with self.assertRaises(UserError):
            self.second.order_line.with_user(self.clerk).write(
                {"invoice_lines": [(6, 0, invoice.invoice_line_ids.ids)]}
            )

    def test_mass_action(self):
        third = self._credit_order(100)
        results = (self.second | third).with_user(self.clerk).action_submit()
        self.assertEqual([result["state"] for result in results], ["held", "confirmed"])
        self.assertEqual(self._figures(), {"ordered": 900})

    def test_batch_counts_its_own_orders(self):
        orders = self._orders([self.dealer] * 3, order_line=[self._order_line(10)])
        results = orders.action_submit()
        self.assertEqual([result["state"] for result in results], ["confirmed", "confirmed", "held"])
        self.line.invalidate_recordset()
        self.assertEqual(self.line.available_amount, 0)


@tagged("post_install", "-at_install")
class TestRelease(CreditCase):
    """What only a credit controller may do, and what becomes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._confirmed(800)
        cls.second = cls._credit_order(800)
        cls.second.with_user(cls.clerk).action_submit()
        cls.hold = cls.second.dealer_hold_ids

    def test_released_by_a_controller(self):
        result = self.hold.with_user(self.controller).action_release("a good customer")
        self.assertEqual(result[0]["state"], "confirmed")
        self.assertEqual(self._figures(), {"ordered": 1600})
        self.assertEqual(self.line.available_amount, -600)
        decision = self.line.decision_ids.filtered(lambda decision: decision.kind == "released")
        self.assertEqual((decision.user_id, decision.reason, decision.over), (self.controller, "a good customer", 600))
        self.assertEqual(self._holds(self.second)[-1][0], 800)

    def test_not_by_a_salesperson(self):
        with self.assertRaises(AccessError):
            self.hold.with_user(self.clerk).action_release("please")
        self.assertEqual(self.second.state, "sent")

    def test_not_by_the_dialog_of_a_salesperson(self):
        """The button that lets an order pass in spite of the limit is nobody's but the controller's."""
        vals = {"hold_ids": [(6, 0, self.hold.ids)], "decision": "release", "reason": "please"}
        dialog = self.env["dealer.hold.decide"].with_user(self.clerk).create(vals)
        for context in ({}, {"bypass_risk": True}, {"default_decision": "release"}):
            with self.assertRaisesRegex(UserError, "None of these holds is yours"):
                dialog.with_context(**context).action_apply()
        self.assertEqual((self.hold.state, self.second.state), ("open", "sent"))
        dialog = self.env["dealer.hold.decide"].with_user(self.controller).create(vals)
        dialog.action_apply()
        self.assertEqual((self.hold.state, self.second.state), ("released", "sale"))

    def test_not_out_of_scope(self):
        stranger = self._staff("stranger", "dealer.role_credit_controller", "unit", self.foreign)
        with self.assertRaises(AccessError):
            self.hold.with_user(stranger).action_release("please")

    def test_release_covers_no_more_than_was_seen(self):
        self._confirmed(200)
        result = self.hold.with_user(self.controller).action_release("600 is fine")
        self.assertEqual(result[0]["state"], "held")
        self.assertEqual(self.second.dealer_hold_ids.filtered(lambda hold: hold.state == "open").amount, 800)
        self.assertEqual(self._figures(), {"ordered": 1000})

    def test_refused(self):
        self.hold.with_user(self.controller).action_refuse("pay first")
        self.assertIn("refused", self.line.decision_ids.mapped("kind"))
        self.assertEqual(self._figures(), {"ordered": 800})

    def test_nothing_new_after_release(self):
        """The released order counts: the next one has no room."""
        self.hold.with_user(self.controller).action_release("a good customer")
        third = self._credit_order(10)
        self.assertEqual(third.action_submit()["state"], "held")
        self.assertEqual(third.dealer_hold_ids.amount, 610)

    def test_temporary_limit_instead(self):
        self.env["dealer.credit.temporary"].with_user(self.controller).create(
            {"line_id": self.line.id, "amount": 600, "date_to": "2199-12-31", "reason": "season"}
        )
        self.assertEqual(self.second.with_user(self.clerk).action_submit()["state"], "confirmed")
        self.assertEqual(self.line.available_amount, 0)
        self.assertEqual(self.hold.state, "void")
