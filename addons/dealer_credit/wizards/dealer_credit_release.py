from odoo import Command, api, fields, models


class DealerCreditRelease(models.TransientModel):
    """Asks the reason to let deliveries go that credit stops."""

    _name = "dealer.credit.release"
    _description = "Release Deliveries"

    picking_ids = fields.Many2many("stock.picking", string="Transfers", required=True)
    reason = fields.Text(required=True)

    @api.model
    def default_get(self, fields):
        """Take the transfers that were selected when the dialog was opened."""
        values = super().default_get(fields)
        if "picking_ids" in fields and self.env.context.get("active_model") == "stock.picking":
            values.setdefault("picking_ids", [Command.set(self.env.context.get("active_ids", []))])
        return values

    def action_apply(self):
        """Release the transfers. :raise AccessError, UserError: as stock.picking.action_credit_release"""
        self.ensure_one()
        return self.picking_ids.action_credit_release(self.reason)
