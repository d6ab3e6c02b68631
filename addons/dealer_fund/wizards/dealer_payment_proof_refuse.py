from odoo import fields, models


class DealerPaymentProofRefuse(models.TransientModel):
    """Asks for the reason to refuse payment proofs."""

    _name = "dealer.payment.proof.refuse"
    _description = "Refuse Payment Proofs"

    proof_ids = fields.Many2many("dealer.payment.proof", string="Payment Proofs", required=True)
    reason = fields.Char(required=True)

    def action_refuse(self):
        """Refuse the proofs for the reason given."""
        self.ensure_one()
        self.proof_ids.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
