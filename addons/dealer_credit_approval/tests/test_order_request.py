from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LimitCase


@tagged("post_install", "-at_install")
class TestOrderRequest(LimitCase):
    """An order that does not fit asks for what is missing, and goes on when that is granted."""

    def held(self, amount=1400):
        order = self._credit_order(amount)
        result = order.with_user(self.clerk).action_submit()
        self.assertEqual(result["state"], "held")
        return order

    def test_order_goes_on_once_granted(self):
        order = self.held()
        self.assertTrue(order.with_user(self.clerk).action_credit_ask())
        wish = self.env["dealer.credit.request"].search([("order_id", "=", order.id)])
        self.assertEqual((wish.amount, wish.origin), (400.0, "order"))
        wish.approval_request_ids.with_user(self.controller).action_approve()
        self.assertEqual(order.state, "sale")
        self.assertTrue(wish.granted)

    def test_asking_twice_is_one_request(self):
        order = self.held()
        order.with_user(self.clerk).action_credit_ask()
        order.with_user(self.clerk).action_credit_ask()
        wish = self.env["dealer.credit.request"].search([("order_id", "=", order.id)])
        self.assertEqual(len(wish), 1)
        self.assertEqual(len(wish.approval_request_ids), 1)

    def test_refused_leaves_the_order_held(self):
        order = self.held()
        order.with_user(self.clerk).action_credit_ask()
        wish = self.env["dealer.credit.request"].search([("order_id", "=", order.id)])
        wish.approval_request_ids.with_user(self.controller).action_refuse("no")
        self.assertEqual((order.state, order.open_hold_count), ("sent", 1))

    def test_reader_does_not_ask(self):
        order = self.held()
        with self.assertRaises(AccessError):
            order.with_user(self.auditor).action_credit_ask()

    def test_without_a_route_it_is_a_task(self):
        self.route.active = False
        order = self.held()
        self.assertTrue(order.with_user(self.clerk).action_credit_ask())
        self.assertFalse(self.env["dealer.credit.request"].search([("order_id", "=", order.id)]))
        self.assertTrue(self.line.activity_ids)

    def test_credit_hold_along_a_route_shows_the_figures(self):
        self.env["dealer.approval.route"].create(
            {
                "name": "Credit holds",
                "res_model": "dealer.order.hold",
                "domain": "[('kind', '=', 'credit')]",
                "currency_id": self.currency.id,
                "step_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Credit",
                            "reviewer_kind": "role",
                            "role_id": self.env.ref("dealer.role_credit_controller").id,
                        },
                    )
                ],
            }
        )
        order = self.held()
        request = order.dealer_hold_ids.approval_request_ids
        self.assertIn("Limit today", [row["label"] for row in request.figures])
        with self.assertRaises(AccessError):
            order.dealer_hold_ids.with_user(self.controller).action_release("past the route")
        request.with_user(self.controller).action_approve()
        self.assertEqual(order.state, "sale")
