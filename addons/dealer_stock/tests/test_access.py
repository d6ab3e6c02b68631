from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DealerTransfersCase


@tagged("post_install", "-at_install")
class TestAccess(DealerTransfersCase):
    """Transfers, moves and operations are within the reach of a person exactly as their dealers are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seen, cls.kept = cls._transfer(cls.dealer), cls._transfer(cls.hidden)
        cls.neutral = cls._transfers([cls.env["res.partner"].create({"name": "Anybody"})])
        cls.models = ("stock.picking", "stock.move", "stock.move.line")
        cls.warehouse_user = cls._staff("shipper", "dealer.role_warehouse", units=cls.unit)

    def _dealers_seen(self, user, model):
        return self.env[model].with_user(user).search([("dealer_id", "!=", False)]).sudo().dealer_id

    def test_search_and_read_group(self):
        for model in self.models:
            with self.subTest(model=model):
                self.assertEqual(self._dealers_seen(self.warehouse_user, model), self.dealer)
                groups = (
                    self.env[model]
                    .with_user(self.warehouse_user)
                    ._read_group([("dealer_id", "!=", False)], ["dealer_id"], ["__count"])
                )
                self.assertEqual([dealer.id for dealer, _count in groups], self.dealer.ids)

    def test_hidden_records_cannot_be_read_or_changed(self):
        for record in (self.kept, self.kept.move_ids, self.kept.move_line_ids):
            record = record.with_user(self.warehouse_user)
            with self.subTest(model=record._name):
                for act in (
                    lambda r: r.read(["display_name"]),
                    lambda r: r.write({"company_id": self.company.id}),
                    lambda r: r.unlink(),
                ):
                    with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                        act(record)

    def test_hidden_transfer_cannot_be_validated(self):
        self.kept.move_ids.picked = True
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.kept.with_user(self.warehouse_user).button_validate()
        self.assertNotEqual(self.kept.state, "done")

    def test_warehouse_works_within_its_scope(self):
        picking = self.seen.with_user(self.warehouse_user)
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        with self.assertRaises(AccessError), self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
            self.neutral.with_user(self.warehouse_user).write({"partner_id": self.hidden.partner_id.id})

    def test_transfers_not_of_a_dealer_keep_the_platforms_behaviour(self):
        plain = self._staff("plain")
        plain.group_ids += self.env.ref("stock.group_stock_user")
        for user in (self.warehouse_user, plain):
            self.assertIn(self.neutral, self.env["stock.picking"].with_user(user).search([]))
            self.assertTrue(self.neutral.with_user(user).has_access("write"))
        for model in self.models:
            self.assertFalse(self._dealers_seen(plain, model))

    def test_readers_change_no_operation(self):
        """The platform lets every employee write detailed operations."""
        for role in ("auditor", "credit_controller"):
            user = self._staff(role, f"dealer.role_{role}", units=self.unit)
            line = self.seen.move_line_ids.with_user(user)
            self.assertTrue(line.has_access("read"))
            for act in (
                lambda r: r.write({"quantity": 1}),
                lambda r: r.unlink(),
                lambda r: r.create({"move_id": self.seen.move_ids.id, "quantity": 1}),
            ):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    act(line)
            self.assertTrue(self.neutral.move_line_ids.with_user(user).has_access("write"))

    def test_revoking_the_line_refuses_at_once(self):
        picking = self.seen.with_user(self.warehouse_user)
        self.assertTrue(picking.read(["name"]))
        self.warehouse_user.role_line_ids.unlink()
        with self.assertRaises(AccessError):
            picking.read(["name"])

    def test_moving_the_dealer_moves_its_transfers(self):
        self.dealer.unit_id = self.sibling
        self.hidden.unit_id = self.unit
        for model in self.models:
            self.assertEqual(self._dealers_seen(self.warehouse_user, model), self.hidden, model)

    def test_account_manager_sees_own_dealers(self):
        manager = self._staff("manager", "dealer.role_account_manager", "own")
        self.assertFalse(self._dealers_seen(manager, "stock.picking"))
        self.hidden.user_id = manager
        for model in self.models:
            self.assertEqual(self._dealers_seen(manager, model), self.hidden, model)

    def test_attachments_and_messages_of_hidden_transfers(self):
        attachments = self.env["ir.attachment"].create(
            [
                {"name": "slip", "raw": b"x", "res_model": "stock.picking", "res_id": picking.id}
                for picking in self.seen + self.kept
            ]
        )
        messages = self.env["mail.message"].concat(
            *(picking.message_post(body="note") for picking in self.seen + self.kept)
        )
        for records in (attachments, messages):
            visible = records.with_user(self.warehouse_user)
            self.assertEqual(visible.search([("id", "in", records.ids)]), visible[0])
            with self.assertRaises(AccessError):
                visible[1].read(["display_name"])

    def test_figures_ask_for_the_right_to_read_transfers(self):
        nobody = self._staff("nobody")
        nobody.group_ids += self.env.ref("dealer.group_dealer_viewer")
        with self.assertRaises(AccessError):
            self.dealer.with_user(nobody).read(["transfer_count"])
        self.assertEqual(self.dealer.with_user(self.warehouse_user).transfer_count, 1)
