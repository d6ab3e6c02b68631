import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .orders_common import SubmitCase


@tagged("post_install", "-at_install")
class TestSubmit(SubmitCase):
    """Submitting confirms or holds, says which, and does it once."""

    def test_an_order_nothing_speaks_against_is_confirmed(self):
        order = self._stored_order()
        result = order.with_user(self.clerk).action_submit()
        self.assertEqual((result["state"], result["holds"], result["order"]), ("confirmed", [], order.name))
        self.assertEqual((order.state, order.dealer_state), ("sale", "confirmed"))
        self.assertEqual((order.submitted_by, order.on_behalf), (self.clerk, True))
        self.assertTrue(order.submitted_at)

    def test_a_held_order_says_so_and_stays_a_quotation(self):
        order = self._small()
        result = order.with_user(self.clerk).action_submit()
        self.assertEqual(result["state"], "held")
        self.assertEqual([(hold["kind"], hold["amount"]) for hold in result["holds"]], [("minimum", 70.0)])
        self.assertIn("70.00", result["message"])
        self.assertEqual((order.state, order.dealer_state, order.open_hold_count), ("sent", "held", 1))

    def test_the_answer_fits_json_and_holds_no_none(self):
        results = (self._small() | self._large()).with_user(self.clerk).action_submit()
        self.assertEqual([result["state"] for result in results], ["held", "confirmed"])
        self.assertNotIn("null", json.dumps(results))

    def test_submitting_again_changes_nothing(self):
        order = self._small()
        first = order.with_user(self.clerk).action_submit()
        submitted_at, hold = order.submitted_at, order.dealer_hold_ids
        self.assertEqual(order.with_user(self.manager).action_submit(), first)
        self.assertEqual(
            (order.submitted_at, order.dealer_hold_ids, order.submitted_by), (submitted_at, hold, self.clerk)
        )
        confirmed = self._large()
        self.assertEqual(confirmed.action_submit(), confirmed.action_submit())
        self.assertEqual(len(confirmed.picking_ids), 1)

    def test_a_held_order_that_was_mended_is_confirmed(self):
        order = self._small()
        order.action_submit()
        hold = order.dealer_hold_ids
        order.order_line.product_uom_qty = 20
        self.assertEqual(order.action_submit()["state"], "confirmed")
        self.assertEqual((hold.state, order.open_hold_count), ("void", 0))

    def test_an_open_hold_follows_the_order_and_keeps_its_waiting_time(self):
        order = self._small()
        order.action_submit()
        hold = order.dealer_hold_ids
        order.order_line.product_uom_qty = 4
        order.action_submit()
        self.assertEqual((order.dealer_hold_ids, hold.amount, hold.state), (hold, 60.0, "open"))

    def test_what_is_refused_leaves_the_order_alone(self):
        self.dealer.on_minimum = "refuse"
        order = self._small()
        result = order.with_user(self.clerk).action_submit()
        self.assertEqual(result["state"], "refused")
        self.assertEqual((result["holds"][0]["id"], result["holds"][0]["severity"]), (0, "refuse"))
        self.assertEqual((order.state, order.submitted_at, order.dealer_hold_ids.ids), ("draft", False, []))

    def test_a_warning_holds_nothing(self):
        self.dealer.on_minimum = "warn"
        order = self._small()
        self.assertEqual([finding["severity"] for finding in self._found(order, "minimum")], ["warn"])
        self.assertEqual(order.action_submit()["state"], "confirmed")

    def test_what_is_let_pass_is_not_even_found(self):
        self.dealer.on_minimum = "ignore"
        self.assertEqual(self._found(self._small(), "minimum"), [])

    def test_one_bad_order_of_a_batch_stops_no_other(self):
        bad = self._large()
        bad.order_line.product_id = False
        orders = self._large() | bad | self._small() | self._large()
        results = orders.with_user(self.clerk).action_submit()
        self.assertEqual([result["state"] for result in results], ["confirmed", "refused", "held", "confirmed"])
        self.assertIn("missing a product", results[1]["message"])
        self.assertEqual(orders.mapped("state"), ["sale", "draft", "sent", "sale"])

    def test_an_error_that_is_no_finding_is_raised_for_a_single_order(self):
        bad = self._large()
        bad.order_line.product_id = False
        with self.assertRaisesRegex(UserError, "missing a product"):
            bad.action_submit()

    def test_a_cancelled_order_is_not_submitted(self):
        order = self._large()
        order._action_cancel()
        self.assertEqual(order.action_submit()["state"], "refused")
        self.assertEqual(order.state, "cancel")

    def test_an_empty_order_is_refused(self):
        order = self._large()
        order.order_line.unlink()
        result = order.action_submit()
        self.assertEqual((result["state"], result["message"]), ("refused", "The order is empty: add products."))

    def test_a_dealer_that_is_not_active_is_refused_with_the_reason(self):
        order = self._large()
        self.dealer.action_hold("Unpaid")
        result = order.with_user(self.clerk).action_submit()
        self.assertEqual((result["state"], [hold["kind"] for hold in result["holds"]]), ("refused", ["dealer"]))
        self.assertIn("on hold", result["message"])

    def test_orders_of_others_keep_the_platforms_behaviour(self):
        partner = self.env["res.partner"].create({"name": "No dealer"})
        order = self._small()
        order.partner_id = partner
        self.assertFalse(order.dealer_state)
        self.assertEqual(order.action_submit()["state"], "confirmed")
        self.assertFalse(order.dealer_state)
        self.assertFalse(order.dealer_hold_ids)

    def test_who_may_not_write_the_order_does_not_submit_it(self):
        order = self._large()
        for user in (self.auditor, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                order.with_user(user).action_submit()
        self.assertEqual(order.state, "draft")

    def test_the_screen_tells_what_became_of_the_orders(self):
        action = (self._small() | self._large()).with_user(self.clerk).action_submit_on_screen()
        self.assertEqual(action["params"]["title"], "1 confirmed, 1 held, 0 refused")
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("order minimum", action["params"]["message"])


@tagged("post_install", "-at_install")
class TestSubmitPortal(SubmitCase):
    """The dealer's own people submit; they are told what they may know."""

    def test_a_buyer_submits_and_is_told_that_the_order_is_held(self):
        order = self._small()
        result = order.with_user(self.buyer).action_submit()
        self.assertEqual((result["state"], order.submitted_by, order.on_behalf), ("held", self.buyer, False))

    def test_internal_figures_are_not_told(self):
        order = self._small()
        finding = order._dealer_finding(order, "price", "Floor is 7.77", "hold", amount=1.0, dealer_message="Wait.")
        self.patch(type(order), "_dealer_findings", lambda orders: {one.id: [finding] for one in orders})
        result = order.with_user(self.buyer).action_submit()
        self.assertEqual((result["message"], result["holds"][0]["amount"]), ("Wait.", 0.0))
        self.assertNotIn("7.77", json.dumps(result))
        with self.assertRaises(AccessError):
            self.env["dealer.order.hold"].with_user(self.buyer).search([]).read(["message"])
        with self.assertRaises(AccessError):
            order.with_user(self.buyer).read(["dealer_findings_html"])

    def test_who_does_not_order_for_the_dealer_is_refused(self):
        order = self._large()
        with self.assertRaises(AccessError):
            order.with_user(self.viewer).action_submit()
        other = self._portal_user("orders elsewhere", self.hidden.partner_id, self.hidden)
        with self.assertRaises(AccessError):
            order.with_user(other).action_submit()
        self.assertEqual(order.state, "draft")

    def test_a_dealer_that_does_not_order_on_the_portal_is_refused(self):
        self.dealer.portal_ordering = False
        with self.assertRaisesRegex(AccessError, "not open to you"):
            self._large().with_user(self.buyer).action_submit()
