from odoo import Command, api, fields, models


class DealerCreditFreeze(models.TransientModel):
    """Asks the reason to freeze or thaw credit lines."""

    _name = "dealer.credit.freeze"
    _description = "Freeze Credit"

    line_ids = fields.Many2many("dealer.credit.line", string="Credit Lines", required=True)
    verb = fields.Selection([("freeze", "Freeze"), ("thaw", "Thaw")], required=True, default="freeze")
    reason = fields.Text(required=True)

    @api.model
    def default_get(self, fields):
        """Take the lines that were selected when the dialog was opened."""
        values = super().default_get(fields)
        if "line_ids" in fields and self.env.context.get("active_model") == "dealer.credit.line":
            values.setdefault("line_ids", [Command.set(self.env.context.get("active_ids", []))])
        return values

    def action_apply(self):
        """Freeze or thaw the lines. :raise AccessError, UserError: as the verbs of dealer.credit.line"""
        self.ensure_one()
        verbs = {"freeze": self.line_ids.action_freeze, "thaw": self.line_ids.action_thaw}
        return verbs[self.verb](self.reason)
