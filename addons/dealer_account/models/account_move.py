from odoo import api, fields, models


class AccountMove(models.Model):
    """An invoice or entry belongs to the dealer that its commercial partner is to its company."""

    _name = "account.move"
    _inherit = ["account.move", "dealer.document.mixin"]

    dealer_tier_id = fields.Many2one(related="dealer_id.tier_id", string="Dealer Tier")
    dealer_territory_id = fields.Many2one(related="dealer_id.territory_id", string="Dealer Territory")

    @api.depends("partner_id")
    def _compute_invoice_payment_term_id(self):
        """Customer invoices of a dealer take the dealer's payment terms; all else stays Odoo's."""
        res = super()._compute_invoice_payment_term_id()
        sales = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
        for move, term in self.env["dealer.dealer"]._payment_term_of(sales).items():
            move.invoice_payment_term_id = term
        return res
