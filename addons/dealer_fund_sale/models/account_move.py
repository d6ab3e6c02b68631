from odoo import models
from odoo.exceptions import UserError


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
        if vals.get("state") in ("draft", "cancel"):
            self._check_no_fund_use()
        res = super().write(vals)
        if vals.get("state") == "cancel":
            self._fund_undo()
        return res

    def button_cancel(self):
        """The platform takes the matchings off only after the state is written."""
        res = super().button_cancel()
        self._fund_undo()
        return res

    def _check_no_fund_use(self):
        """Raise if one of these is an entry by which a fund paid for an order: the invoice would still count as paid."""
        use_sudo = self.env["dealer.fund.use"].sudo().search([("move_id", "in", self.ids)], limit=1)
        if use_sudo.move_id.state == "posted":
            raise UserError(
                self.env._(
                    "%(entry)s is what a fund pays of %(document)s and stays. Cancel or credit %(document)s instead.",
                    entry=use_sudo.move_id.name,
                    document=use_sudo.document_id.name or use_sudo.order_id.name,
                )
            )

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
