from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DealerType(models.Model):
    _inherit = "dealer.type"

    # A type serves all companies: only payment terms that do so can be prescribed.
    payment_term_id = fields.Many2one(domain=[("company_id", "=", False)])

    @api.constrains("payment_term_id")
    def _check_payment_term_company(self):
        for dealer_type in self:
            term_sudo = dealer_type.payment_term_id.sudo()
            if term_sudo.company_id:
                raise ValidationError(
                    self.env._(
                        "The payment terms %(term)s belong to %(company)s, but the dealer type %(type)s serves all"
                        " companies. Choose payment terms without a company.",
                        term=term_sudo.name,
                        company=term_sudo.company_id.name,
                        type=dealer_type.name,
                    )
                )
