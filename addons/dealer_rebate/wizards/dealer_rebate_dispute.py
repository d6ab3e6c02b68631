from odoo import fields, models


class DealerRebateDispute(models.TransientModel):
    """Asks what is wrong with the figures of a rebate."""

    _name = "dealer.rebate.dispute"
    _description = "Objection to a Rebate"

    line_id = fields.Many2one("dealer.rebate.line", string="Rebate", required=True, ondelete="cascade")
    reason = fields.Text(string="What is wrong?", required=True)

    def action_confirm(self):
        """Raise the objection. :return: action that closes the dialogue"""
        self.line_id.with_env(self.env).action_dispute(self.reason)
        return {"type": "ir.actions.act_window_close"}


class DealerRebateResolve(models.TransientModel):
    """Asks for the answer to an objection."""

    _name = "dealer.rebate.resolve"
    _description = "Answer to an Objection"

    line_id = fields.Many2one("dealer.rebate.line", string="Rebate", required=True, ondelete="cascade")
    dispute_reason = fields.Text(related="line_id.dispute_reason")
    answer = fields.Text(required=True, help="The dealer will read it.")

    def action_confirm(self):
        """Answer the objection. :return: action that closes the dialogue"""
        self.line_id.with_env(self.env).action_resolve(self.answer)
        return {"type": "ir.actions.act_window_close"}
