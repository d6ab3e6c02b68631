from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.sql_db import Cursor
from odoo.tests import tagged

from .common import DealerTransfersCase


@tagged("post_install", "-at_install")
class TestTransfers(DealerTransfersCase):
    """Whose transfer it is, and always as things are now."""

    def _whole(self, picking):
        return picking, picking.move_ids, picking.move_line_ids

    def test_transfer_to_a_contact_belongs_to_the_dealer_of_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Ramp 3", "parent_id": self.dealer.partner_id.id, "type": "delivery"}
        )
        for records in self._whole(self._transfers([contact])):
            self.assertTrue(records)
            self.assertEqual(records.dealer_id, self.dealer)
            self.assertEqual(records.dealer_unit_id, self.unit)

    def test_transfer_of_others_has_no_dealer(self):
        picking = self._transfers([self.env["res.partner"].create({"name": "Anybody"})])
        for records in self._whole(picking):
            self.assertFalse(records.dealer_id or records.dealer_unit_id)

    def test_transfer_follows_the_dealer(self):
        picking = self._transfer(self.dealer)
        self.dealer.unit_id = self.sibling
        self.dealer.user_id = self.env.user
        for records in self._whole(picking):
            self.assertEqual(records.dealer_unit_id, self.sibling)
            self.assertEqual(records.dealer_user_id, self.env.user)

    def test_transfer_there_before_the_dealer(self):
        partner = self.env["res.partner"].create({"name": "Late", "is_company": True})
        picking = self._transfers([partner])
        late = self.env["dealer.dealer"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "unit_id": self.unit.id,
                "type_id": self.dealer_type.id,
            }
        )
        for records in self._whole(picking):
            self.assertEqual(records.dealer_id, late)
            self.assertEqual(records.dealer_unit_id, self.unit)

    def test_changed_partner_changes_the_dealer_of_all_parts(self):
        picking = self._transfer(self.dealer)
        picking.partner_id = self.hidden.partner_id
        for records in self._whole(picking):
            self.assertEqual(records.dealer_id, self.hidden)

    def test_move_without_transfer_belongs_to_its_own_partner(self):
        move = self.env["stock.move"].create(
            {
                "product_id": self.goods.id,
                "product_uom_qty": 1,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.customers.id,
                "company_id": self.company.id,
                "partner_id": self.dealer.partner_id.id,
            }
        )
        self.assertEqual(move.dealer_id, self.dealer)

    def test_backorder_belongs_to_the_same_dealer(self):
        picking = self._transfer(self.dealer, 5)
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=False)._action_done()
        self.assertEqual(picking.backorder_ids.dealer_id, self.dealer)
        self.assertEqual(picking.backorder_ids.move_ids.dealer_id, self.dealer)

    def test_dealer_with_goods_on_the_way_is_not_terminated(self):
        picking = self._transfer(self.dealer)
        self.assertEqual(self.dealer.transfer_count, 1)
        with self.assertRaisesRegex(UserError, "Transfers neither done nor cancelled: 1, such as .*OUT"):
            self.dealer.action_terminate("enough")
        picking.action_cancel()
        self.dealer.action_terminate("enough")
        self.assertEqual((self.dealer.state, self.dealer.transfer_count), ("terminated", 0))

    def test_smart_button_shows_the_transfers(self):
        picking = self._transfer(self.dealer)
        self._transfer(self.hidden)
        action = self.dealer.action_open_transfers()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), picking)

    def test_50_transfers_look_their_dealers_up_once(self):
        partners = [self.dealer.partner_id, self.hidden.partner_id] * 25
        self.env.flush_all()
        self.env.invalidate_all()
        execute, seen = Cursor.execute, []

        def spy(cursor, query, *args, **kwargs):
            text = str(getattr(query, "code", query))
            if '"dealer_dealer"."partner_id" IN' in text:
                seen.append(text)
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", spy):
            pickings = self._transfers(partners)
            self.env.flush_all()
        self.assertEqual(len(pickings.move_ids.filtered("dealer_id")), 50)
        self.assertEqual(len(seen), 1, "moves and operations take it from the transfer")
