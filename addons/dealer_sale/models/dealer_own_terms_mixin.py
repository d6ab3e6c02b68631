from odoo import api, fields, models


class DealerOwnTermsMixin(models.AbstractModel):
    """Strictness of the checks of one dealer's orders: the type's, or its own."""

    _inherit = "dealer.own.terms.mixin"

    on_minimum = fields.Selection(
        compute="_compute_check_terms", store=True, readonly=False, precompute=True, default=None, tracking=True
    )
    on_multiple = fields.Selection(
        compute="_compute_check_terms", store=True, readonly=False, precompute=True, default=None, tracking=True
    )
    on_assortment = fields.Selection(
        compute="_compute_check_terms", store=True, readonly=False, precompute=True, default=None, tracking=True
    )
    on_territory = fields.Selection(
        compute="_compute_check_terms", store=True, readonly=False, precompute=True, default=None, tracking=True
    )

    @api.depends("type_id")
    def _compute_check_terms(self):
        """Apart from the other terms: installing this must not take them over from the type once more."""
        for dealer_type, dealers in self.grouped("type_id").items():
            for name in self._check_terms():
                self._take_over_term(name, dealer_type, dealers)
