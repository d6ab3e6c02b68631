from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    rebate_settlement_ids = fields.One2many(
        "dealer.rebate.settlement",
        "order_id",
        string="Rebates",
        readonly=True,
        groups="dealer_rebate.group_rebate_viewer",
    )

    def _create_invoices(self, grouped=False, final=False, date=None):
        """Put what is due to the dealers as invoice discounts on their new invoices, oldest first."""
        moves = super()._create_invoices(grouped=grouped, final=final, date=date)
        moves.sudo()._take_rebates()
        return moves

    def _action_cancel(self):
        """Free goods of a rebate that never left are due again: the next run gives them."""
        res = super()._action_cancel()
        for order_sudo in self.sudo().filtered(lambda order: order.state == "cancel" and order.rebate_settlement_ids):
            if not any(order_sudo.order_line.mapped("qty_delivered")):
                order_sudo.rebate_settlement_ids.line_id._take_back(order_sudo)
        return res

    def action_draft(self):
        """:raise UserError: the free goods of a cancelled order are due again, and would be given twice"""
        for order_sudo in self.sudo():
            if "cancelled" in order_sudo.rebate_settlement_ids.line_id.mapped("state"):
                raise UserError(
                    self.env._(
                        "%(order)s gave free goods of a rebate and was cancelled: the next run gives them. It stays"
                        " cancelled.",
                        order=order_sudo.name,
                    )
                )
        return super().action_draft()


class DealerRebateLine(models.Model):
    _inherit = "dealer.rebate.line"

    def _take_back(self, order):
        """Count these lines (superuser's) as not settled any more, because the order that gave their goods was cancelled."""
        self._lock()
        settled = self.filtered(lambda line: line.state == "settled")
        settled.write({"state": "cancelled"})
        for run in settled.run_id:
            run.message_post(
                body=self.env._(
                    "%(order)s was cancelled: its free goods are due again with the next run.", order=order.name
                )
            )
