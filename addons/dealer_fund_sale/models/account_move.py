from odoo import models


class AccountMove(models.Model):
    """Invoices of orders are paid from what funds keep for them; credit notes give it back."""

    _inherit = "account.move"

    def _fund_orders(self):
        """Return the orders of one document (superuser) that funds pay for."""
        return self.line_ids.sale_line_ids.order_id.filtered("fund_hold_ids").sorted("id")

    def _post(self, soft=True):
        posted = super()._post(soft)
        for move in posted.filtered(lambda move: move.move_type in ("out_invoice", "out_refund")):
            for order in move.sudo()._fund_orders():
                order._fund_settle(move.sudo())
        return posted

    def write(self, vals):
        res = super().write(vals)
        if vals.get("state") == "cancel":
            self._fund_undo()
        return res

    def button_cancel(self):
        """The platform takes the matchings off only after the state is written."""
        res = super().button_cancel()
        self._fund_undo()
        return res

    def unlink(self):
        """What a document has paid from funds, or given back to them, is undone before it goes."""
        used = self.filtered(
            lambda move: move.move_type in ("out_invoice", "out_refund") and move.sudo()._fund_orders()
        )
        if used:
            used.sudo().line_ids.remove_move_reconcile()
            used._fund_undo()
        return super().unlink()

    def _fund_undo(self):
        for move in self.filtered(lambda move: move.move_type in ("out_invoice", "out_refund")):
            for order in move.sudo()._fund_orders():
                if move.move_type == "out_invoice":
                    order._fund_undo(move.sudo())
                else:
                    order._fund_take_again(move.sudo())
