from odoo import fields, models
from odoo.exceptions import UserError


class DealerStateWizard(models.TransientModel):
    """Asks for the reason of a hold or termination and calls the verb."""

    _name = "dealer.state.wizard"
    _description = "Hold or Terminate Dealers"

    dealer_ids = fields.Many2many("dealer.dealer", string="Dealers", required=True)
    verb = fields.Selection([("hold", "Hold"), ("terminate", "Terminate")], required=True, default="hold")
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Call the verb on the dealers with the reason. :raise UserError: as the verb does, or without a dealer"""
        self.ensure_one()
        if not self.dealer_ids:
            raise UserError(self.env._("Choose at least one dealer."))
        if self.verb == "hold":
            self.dealer_ids.action_hold(self.reason)
        else:
            self.dealer_ids.action_terminate(self.reason)
        return {"type": "ir.actions.act_window_close"}
