from odoo import api, fields, models


class DealerTermsMixin(models.AbstractModel):
    """How much of the stock the dealers of a type see."""

    _inherit = "dealer.terms.mixin"

    stock_visibility = fields.Selection(
        [("exact", "Quantity"), ("banded", "In stock, low or none"), ("hidden", "Hidden")],
        string="Stock on the Portal",
        default="banded",
        required=True,
        help="What the dealer is told about what is available.",
    )

    @api.model
    def _portal_terms(self):
        """Return the names of the terms of the portal."""
        return ["stock_visibility"]

    @api.model
    def _terms_fields(self):
        return [*super()._terms_fields(), *self._portal_terms()]


class DealerOwnTermsMixin(models.AbstractModel):
    """What one dealer sees: as its type, or its own."""

    _inherit = "dealer.own.terms.mixin"

    stock_visibility = fields.Selection(
        compute="_compute_portal_terms", store=True, readonly=False, precompute=True, default=None, tracking=True
    )

    @api.depends("type_id")
    def _compute_portal_terms(self):
        """Apart from the other terms: installing this must not take them over from the type once more."""
        for dealer_type, dealers in self.grouped("type_id").items():
            for name in self._portal_terms():
                self._take_over_term(name, dealer_type, dealers)
