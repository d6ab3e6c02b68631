from odoo import api, fields, models


class DealerTermsMixin(models.AbstractModel):
    _inherit = "dealer.terms.mixin"

    payment_term_id = fields.Many2one("account.payment.term", string="Payment Terms", ondelete="restrict")

    @api.model
    def _terms_fields(self):
        return [*super()._terms_fields(), "payment_term_id"]
