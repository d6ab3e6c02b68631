from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.dealer_sale.tests.orders_common import SubmitCase


@tagged("post_install", "-at_install")
class TestHoldApproval(SubmitCase):
    """A held order is released by the steps of a route and by nobody past them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._staff("orders boss", "dealer.role_channel_manager", "subtree", cls.region)
        cls.controller = cls._staff("orders controller", "dealer.role_credit_controller", "subtree", cls.region)
        cls.unit.manager_id = cls.boss
        cls.route = cls.env["dealer.approval.route"].create(
            {
                "name": "Below the minimum",
                "res_model": "dealer.order.hold",
                "domain": "[('kind', '=', 'minimum')]",
                "currency_id": cls.company.currency_id.id,
                "step_ids": [
                    (0, 0, {"name": "Manager", "sequence": 1, "reviewer_kind": "unit_manager"}),
                    (
                        0,
                        0,
                        {
                            "name": "Credit",
                            "sequence": 2,
                            "reviewer_kind": "role",
                            "role_id": cls.env.ref("dealer.role_credit_controller").id,
                            "min_amount": 60.0,
                        },
                    ),
                ],
            }
        )

    def submitted(self, user=None, quantity=3):
        """Return (order, its open hold, the request on it), as superuser."""
        order = self._order(self.dealer, quantity=quantity)
        order.with_user(user or self.clerk).action_submit()
        hold = self._open_holds(order)
        return order, hold, hold.approval_request_ids

    def test_two_steps_confirm_the_order(self):
        order, hold, request = self.submitted()
        self.assertEqual(request.requester_id, self.clerk)
        self.assertEqual(request.amount, 70.0)
        self.assertIn(order.name, request.name)
        self.assertIn("30.00", " ".join(row["value"] for row in request.figures))
        request.with_user(self.boss).action_approve()
        self.assertEqual((order.state, hold.state), ("sent", "open"))
        request.with_user(self.controller).action_approve("fine")
        self.assertEqual((order.state, hold.state), ("sale", "released"))
        self.assertEqual((hold.decided_by, hold.reason), (self.controller, "fine"))

    def test_first_step_alone_below_its_limit(self):
        order, _hold, request = self.submitted(quantity=5)
        request.with_user(self.boss).action_approve()
        self.assertEqual(order.state, "sale")

    def test_refusal_refuses_the_order(self):
        order, hold, request = self.submitted()
        request.with_user(self.boss).action_refuse("buy more")
        self.assertEqual((order.state, hold.state, order.refusal_reason), ("sent", "refused", "buy more"))

    def test_nobody_releases_past_the_route(self):
        """Those whom the rule of the kind lets release, the approver himself and the administrator included."""
        order, hold, request = self.submitted()
        admin = self._staff("orders admin", "dealer.role_group_admin", "subtree", self.region)
        for user in (self.manager, self.boss, admin):
            with self.subTest(user=user.login):
                self.assertFalse(hold.with_user(user).can_decide)
                self.assertIn("decided by approval", hold.with_user(user)._decided_elsewhere())
                for verb in (
                    lambda user=user: hold.with_user(user).action_release("past it"),
                    lambda user=user: hold.with_user(user).action_refuse("past it"),
                ):
                    with self.assertRaisesRegex(AccessError, "decided by approval"):
                        verb()
        request.with_user(self.clerk).action_withdraw()
        with self.assertRaisesRegex(AccessError, "Submit the order again"):
            hold.with_user(self.manager).action_release("past it")
        self.assertEqual((order.state, hold.state), ("sent", "open"))

    def test_withdrawn_is_asked_again_by_submitting(self):
        order, hold, request = self.submitted()
        request.with_user(self.clerk).action_withdraw()
        order.with_user(self.clerk).action_submit()
        self.assertEqual(
            hold.approval_request_ids.filtered(lambda one: one.state == "pending").requester_id, self.clerk
        )

    def test_submitter_does_not_approve(self):
        order = self._order(self.dealer, quantity=5)
        order.with_user(self.boss).action_submit()
        request = self._open_holds(order).approval_request_ids
        with self.assertRaises(AccessError):
            request.with_user(self.boss).action_approve()

    def test_without_a_route_the_rule_releases(self):
        self.route.active = False
        order, hold, request = self.submitted()
        self.assertFalse(request)
        hold.with_user(self.manager).action_release("as before")
        self.assertEqual(order.state, "sale")

    def test_foreign_unit_approves_nothing(self):
        _order, hold, request = self.submitted()
        with self.assertRaises(AccessError):
            request.with_user(self.stranger).action_approve()
        self.assertFalse(hold.with_user(self.stranger).search([("id", "=", hold.id)]))

    def test_changed_amount_asks_again(self):
        order, hold, request = self.submitted(quantity=5)
        order.order_line.product_uom_qty = 2
        order.with_user(self.clerk).action_submit()
        self.assertEqual(request.state, "cancelled")
        again = hold.approval_request_ids - request
        self.assertEqual((again.state, again.amount), ("pending", 80.0))
        self.assertIn(self.controller, again.reviewer_ids.user_id)

    def test_submitting_the_same_again_asks_nobody_again(self):
        order, hold, request = self.submitted()
        order.with_user(self.clerk).action_submit()
        self.assertEqual(hold.approval_request_ids, request)

    def test_order_that_passes_or_ends_cancels_the_request(self):
        order, hold, request = self.submitted()
        order.order_line.product_uom_qty = 20
        order.with_user(self.clerk).action_submit()
        self.assertEqual((order.state, hold.state, request.state), ("sale", "void", "cancelled"))
        order, hold, request = self.submitted()
        order.with_user(self.clerk).action_cancel()
        self.assertEqual((hold.state, request.state), ("void", "cancelled"))
        order, hold, request = self.submitted()
        order.sudo().action_cancel()
        order.sudo().unlink()
        self.assertEqual(request.state, "cancelled")

    def test_deleted_hold_ends_with_the_job(self):
        _order, hold, request = self.submitted()
        self.env.cr.execute("DELETE FROM dealer_order_hold WHERE id = %s", (hold.id,))
        self.env.invalidate_all()
        with self._no_commit():
            request._cron_follow_up()
        self.assertEqual(request.state, "cancelled")

    def test_dealer_on_the_portal_asks(self):
        order, _hold, request = self.submitted(user=self.buyer)
        self.assertEqual(request.requester_id, self.buyer)
        with self.assertRaises(AccessError):
            request.with_user(self.buyer).read(["figures"])
        with self.assertRaises(AccessError):
            request.with_user(self.buyer).action_approve()
        request.with_user(self.boss).action_approve()
        request.with_user(self.controller).action_approve()
        self.assertEqual(order.state, "sale")

    def test_hold_is_no_document_anybody_may_ask_about(self):
        _order, hold, request = self.submitted()
        request.with_user(self.clerk).action_withdraw()
        for user in (self.auditor, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                hold.with_user(user).action_request_approval()
        self.assertEqual(hold.with_user(self.clerk).action_request_approval().sudo().state, "pending")
        self.assertEqual(hold.approval_state, "pending")
        order = self._large()
        order.with_user(self.clerk).action_submit()
        with self.assertRaises(UserError):
            released = hold.sudo()
            released.action_release("done")
            released.with_user(self.clerk).action_request_approval()
