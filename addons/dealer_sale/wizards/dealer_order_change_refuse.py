from odoo import fields, models


class DealerOrderChangeRefuse(models.TransientModel):
    """Asks for the reason to refuse changes."""

    _name = "dealer.order.change.refuse"
    _description = "Refuse a Change of an Order"

    change_ids = fields.Many2many(
        "dealer.order.change", relation="dealer_order_change_refuse_rel", string="Changes", required=True
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        """Refuse the changes and close. :raise AccessError, UserError: as dealer.order.change.action_refuse"""
        self.change_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
