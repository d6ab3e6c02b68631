from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .orders_common import SubmitCase


@tagged("post_install", "-at_install")
class TestCancel(SubmitCase):
    """Freely until picking has begun; after that by a request; never what is shipped."""

    def setUp(self):
        super().setUp()
        self._stock(100)
        self.order = self._stored_order()
        self.order.action_submit()

    def _begin_picking(self):
        self.order.picking_ids.move_ids.write({"quantity": 5, "picked": True})

    def test_until_picking_begins(self):
        self.order.with_user(self.clerk).action_cancel()
        self.assertEqual((self.order.state, self.order.dealer_state), ("cancel", "cancelled"))
        self.assertEqual(self.order.picking_ids.state, "cancel")

    def test_the_dealer_cancels(self):
        self.order.with_user(self.buyer).action_dealer_cancel("Ordered twice")
        self.assertEqual(self.order.state, "cancel")
        self.assertIn("Ordered twice", self.order.message_ids.filtered("body")[0].body)

    def test_who_may_not_cancel(self):
        for user in (self.viewer, self.stranger, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.order.with_user(user).action_dealer_cancel("No")

    def test_not_after_picking_has_begun(self):
        self._begin_picking()
        for user, verb in (
            (self.clerk, "action_cancel"),
            (self.clerk, "action_dealer_cancel"),
            (self.buyer, "action_dealer_cancel"),
        ):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "Picking of"):
                getattr(self.order.with_user(user), verb)()
        self.assertEqual(self.order.state, "sale")

    def test_a_printed_picking_list_is_a_beginning(self):
        self.order.picking_ids.printed = True
        with self.assertRaisesRegex(UserError, "Picking of"):
            self.order.with_user(self.clerk).action_cancel()

    def test_the_mass_cancellation_meets_the_same_rule(self):
        self._begin_picking()
        wizard = (
            self.env["sale.mass.cancel.orders"]
            .with_user(self.clerk)
            .create({"sale_order_ids": [Command.set(self.order.ids)]})
        )
        with self.assertRaisesRegex(UserError, "Picking of"):
            wizard.action_mass_cancel()

    def test_never_what_is_shipped(self):
        self._ship(self.order, 5)
        with self.assertRaisesRegex(UserError, "have been shipped"):
            self.order.with_user(self.clerk).action_cancel()

    def test_less_is_not_ordered_behind_the_warehouses_back(self):
        self._begin_picking()
        with self.assertRaisesRegex(UserError, "Picking of"):
            self.order.order_line.with_user(self.clerk).product_uom_qty = 3

    def test_orders_of_others_keep_the_platforms_behaviour(self):
        other = self._order(self.dealer)
        other.partner_id = self.env["res.partner"].create({"name": "No dealer"})
        other.action_confirm()
        other.picking_ids.move_ids.write({"quantity": 1, "picked": True})
        other.action_cancel()
        self.assertEqual(other.state, "cancel")


@tagged("post_install", "-at_install")
class TestChange(SubmitCase):
    """A request is made by those who may order, and decided by the warehouse or the sales desk."""

    def setUp(self):
        super().setUp()
        self._stock(100)
        self.order = self._stored_order()
        self.order.action_submit()
        self.line = self.order.order_line
        self.order.picking_ids.move_ids.write({"quantity": 20, "picked": True})

    def _request(self, user, kind="cancel", **kw):
        change_id = self.order.with_user(user).action_request_change(kind, "Too much", **kw)
        return self.env["dealer.order.change"].browse(change_id)

    def test_the_warehouse_approves_what_the_dealer_asks_for(self):
        change = self._request(self.buyer)
        self.assertEqual((change.state, change.requested_by), ("requested", self.buyer))
        self.assertIn(
            change, self.env["dealer.order.change"].with_user(self.worker).search([("can_decide", "=", True)])
        )
        change.with_user(self.worker).action_approve()
        self.assertEqual((change.state, change.decided_by), ("done", self.worker))
        self.assertEqual((self.order.state, self.order.picking_ids.state), ("cancel", "cancel"))

    def test_approving_again_changes_nothing(self):
        change = self._request(self.buyer)
        change.with_user(self.worker).action_approve("Once")
        change.with_user(self.worker).action_approve("Twice")
        self.assertEqual((change.state, change.decision_reason), ("done", "Once"))

    def test_the_rest_is_cancelled_of_what_is_partly_shipped(self):
        self._ship(self.order, 8)
        change = self._request(self.buyer)
        change.with_user(self.clerk).action_approve()
        self.assertEqual((self.line.product_uom_qty, self.order.state), (8, "sale"))
        self.assertEqual(self.order.dealer_state, "shipped")
        self.assertEqual(self._invoice(self.order).amount_untaxed, 80.0)

    def test_new_quantities(self):
        change = self._request(self.buyer, "quantity", quantities={self.line.id: 12})
        self.assertEqual((change.line_ids.old_quantity, change.line_ids.new_quantity), (20, 12))
        change.with_user(self.worker).action_approve()
        self.assertEqual(self.line.product_uom_qty, 12)
        open_moves = self.order._open_moves()
        self.assertEqual(sum(open_moves.mapped("product_uom_qty")), 12)

    def test_keys_of_quantities_may_be_text(self):
        change = self._request(self.buyer, "quantity", quantities={str(self.line.id): 12})
        self.assertEqual(change.line_ids.new_quantity, 12)

    def test_a_new_date(self):
        date = fields.Datetime.now().replace(microsecond=0) + timedelta(days=30)
        change = self._request(self.buyer, "date", date=fields.Datetime.to_string(date))
        change.with_user(self.worker).action_approve()
        self.assertEqual(self.order.commitment_date, date)

    def test_growing_by_request_meets_the_checks(self):
        self.dealer.write({"order_multiple": 6, "on_multiple": "hold"})
        change = self._request(self.buyer, "quantity", quantities={self.line.id: 25})
        with self.assertRaisesRegex(UserError, "multiple of 6"), self.env.cr.savepoint():
            change.with_user(self.worker).action_approve()
        self.assertEqual((change.state, self.line.product_uom_qty), ("requested", 20))

    def test_refusing_needs_a_reason_and_changes_nothing(self):
        change = self._request(self.buyer)
        with self.assertRaisesRegex(UserError, "reason"):
            change.with_user(self.worker).action_refuse(" ")
        change.with_user(self.worker).action_refuse("On the truck")
        self.assertEqual((change.state, self.order.state), ("refused", "sale"))
        self.assertIn("On the truck", self.order.message_ids.filtered("body")[0].body)
        with self.assertRaisesRegex(UserError, "decided already"):
            change.with_user(self.worker).action_approve()

    def test_who_asks_does_not_decide(self):
        change = self._request(self.clerk)
        with self.assertRaises(AccessError):
            change.with_user(self.clerk).action_approve()
        change.with_user(self.worker).action_approve()
        self.assertEqual(change.state, "done")

    def test_who_may_not_ask_or_decide(self):
        for user in (self.viewer, self.stranger, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._request(user)
        change = self._request(self.buyer)
        for user in (self.buyer, self.viewer, self.stranger, self.auditor):
            with self.subTest(decides=user.login), self.assertRaises(AccessError):
                change.with_user(user).action_approve()

    def test_requests_are_not_edited(self):
        change = self._request(self.buyer, "quantity", quantities={self.line.id: 12})
        for user in (self.clerk, self.worker, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    change.with_user(user).write({"state": "approved"})
                with self.assertRaises(AccessError):
                    change.line_ids.with_user(user).write({"new_quantity": 0})
                with self.assertRaises(AccessError):
                    self.env["dealer.order.change"].with_user(user).create(
                        {"order_id": self.order.id, "kind": "cancel", "reason": "x", "state": "approved"}
                    )

    def test_one_request_at_a_time(self):
        self._request(self.buyer)
        with self.assertRaisesRegex(UserError, "waiting for a decision already"):
            self._request(self.clerk)

    def test_requests_that_make_no_sense(self):
        bad = [
            ("cancel", " ", {}, "reason"),
            ("quantity", "Less", {}, "Say what is to change"),
            ("quantity", "Less", {"quantities": {10**8: 1}}, "not on"),
            ("date", "Later", {}, "Say what is to change"),
            ("paint", "Blue", {}, "Say what is to change"),
        ]
        for kind, reason, kw, sentence in bad:
            with self.subTest(kind=kind), self.assertRaisesRegex(UserError, sentence):
                self.order.with_user(self.clerk).action_request_change(kind, reason, **kw)
        self._ship(self.order, 8)
        with self.assertRaisesRegex(UserError, "8 are shipped already"):
            self._request(self.clerk, "quantity", quantities={self.line.id: 5})
        with self.assertRaisesRegex(UserError, "not confirmed"):
            self._large().with_user(self.clerk).action_request_change("cancel", "Too much")

    def test_cancelling_voids_the_request(self):
        order = self._stored_order()
        order.action_submit()
        change = self.env["dealer.order.change"].browse(
            order.with_user(self.buyer).action_request_change("date", "x", date="2030-01-01")
        )
        order.with_user(self.clerk).action_cancel()
        self.assertEqual(change.state, "void")

    def test_the_dialog(self):
        form = Form(
            self.env["dealer.order.change.request"].with_user(self.clerk).with_context(default_order_id=self.order.id)
        )
        form.kind = "quantity"
        form.reason = "Less"
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.new_quantity, 20)
            line.new_quantity = 15
        form.save().action_apply()
        self.assertEqual(self.order.dealer_change_ids.line_ids.new_quantity, 15)
        dialog = self.env["dealer.order.change.refuse"].with_user(self.worker)
        dialog.create({"change_ids": self.order.dealer_change_ids.ids, "reason": "No"}).action_apply()
        self.assertEqual(self.order.dealer_change_ids.state, "refused")


@tagged("post_install", "-at_install")
class TestSplit(SubmitCase):
    """A quotation is divided by date and warehouse; the parts count together as one purchase."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["stock.warehouse"].create({"name": "Second", "code": "SEC", "company_id": cls.company.id})

    def setUp(self):
        super().setUp()
        self.order = self._stored_order(client_order_ref="PO 5")
        self.line = self.order.order_line

    def _wizard(self, *rows, user=None):
        wizard = self.env["dealer.order.split"].with_user(user or self.clerk).create({"order_id": self.order.id})
        if rows:
            wizard.line_ids = [Command.clear(), *(Command.create({"line_id": self.line.id, **row}) for row in rows)]
        return wizard

    def test_proposed_by_stock(self):
        self._stock(12)
        self._stock(5, warehouse=self.second)
        wizard = self._wizard()
        wizard.action_propose_by_stock()
        self.assertEqual(
            [(row.warehouse_id, row.quantity) for row in wizard.line_ids], [(self.warehouse, 15), (self.second, 5)]
        )
        wizard.action_apply()
        part = self.order.split_part_ids
        self.assertEqual((self.order.warehouse_id, self.order.order_line.product_uom_qty), (self.warehouse, 15))
        self.assertEqual((part.warehouse_id, part.order_line.product_uom_qty), (self.second, 5))

    def test_by_date(self):
        later = fields.Datetime.now().replace(microsecond=0) + timedelta(days=30)
        self.line.write({"price_unit": 9.5, "discount": 10})
        total = self.order.amount_total
        wizard = self._wizard(
            {"quantity": 15, "warehouse_id": self.warehouse.id},
            {"quantity": 5, "warehouse_id": self.warehouse.id, "date": later},
        )
        self.assertEqual(wizard.part_count, 2)
        wizard.action_apply()
        part = self.order.split_part_ids
        self.assertEqual((self.order.commitment_date, part.commitment_date), (False, later))
        self.assertEqual((part.order_line.price_unit, part.order_line.discount), (9.5, 10))
        self.assertAlmostEqual(self.order.amount_total + part.amount_total, total)
        self.assertEqual(part.client_order_ref, "PO 5")

    def test_the_parts_reach_the_minimum_together_and_share_the_purchase_number(self):
        self._wizard(
            {"quantity": 15, "warehouse_id": self.warehouse.id}, {"quantity": 5, "warehouse_id": self.second.id}
        ).action_apply()
        part = self.order.split_part_ids
        self.assertEqual(
            [result["state"] for result in (self.order | part).action_submit()], ["confirmed", "confirmed"]
        )
        self.assertEqual(self._stored_order(client_order_ref="PO 5").action_submit()["state"], "held")

    def test_a_cancelled_part_does_not_count(self):
        self._wizard(
            {"quantity": 15, "warehouse_id": self.warehouse.id}, {"quantity": 5, "warehouse_id": self.second.id}
        ).action_apply()
        self.order._action_cancel()
        self.assertEqual(self.order.split_part_ids.action_submit()["state"], "held")

    def test_splitting_takes_a_submission_back(self):
        order = self.order = self._small()
        self.line = order.order_line
        order.action_submit()
        self._wizard(
            {"quantity": 2, "warehouse_id": self.warehouse.id}, {"quantity": 1, "warehouse_id": self.second.id}
        ).action_apply()
        self.assertEqual((order.dealer_hold_ids.state, order.dealer_state), ("void", "draft"))

    def test_rows_that_do_not_add_up(self):
        for rows, sentence in (
            (({"quantity": 15}, {"quantity": 4, "warehouse_id": self.second.id}), "add up to 19"),
            (({"quantity": 20},), "nothing to split|something to split"),
        ):
            wizard = self._wizard(*({"warehouse_id": self.warehouse.id, **row} for row in rows))
            with self.subTest(rows=rows), self.assertRaisesRegex(UserError, sentence):
                wizard.action_apply()

    def test_a_confirmed_order_is_not_split(self):
        wizard = self._wizard(
            {"quantity": 15, "warehouse_id": self.warehouse.id}, {"quantity": 5, "warehouse_id": self.second.id}
        )
        self.order.action_submit()
        with self.assertRaisesRegex(UserError, "confirmed"):
            wizard.action_apply()

    def test_who_may_not_change_the_order_does_not_split_it(self):
        with self.assertRaises(AccessError):
            self._wizard(user=self.auditor)
        wizard = self._wizard(
            {"quantity": 15, "warehouse_id": self.warehouse.id}, {"quantity": 5, "warehouse_id": self.second.id}
        )
        with self.assertRaises(AccessError):
            wizard.with_user(self.manager).action_apply()
