from odoo import api, fields, models

# What a check does when it finds something, from lenient to strict.
REACTIONS = [("ignore", "Let pass"), ("warn", "Warn"), ("hold", "Hold"), ("refuse", "Refuse")]


class DealerTermsMixin(models.AbstractModel):
    """How strictly the orders of dealers are checked."""

    _inherit = "dealer.terms.mixin"

    on_minimum = fields.Selection(
        REACTIONS, string="Below the Order Minimum", default="hold", required=True, help="Hold asks for a release."
    )
    on_multiple = fields.Selection(
        REACTIONS, string="Not a Multiple", default="hold", required=True, help="Of the terms or of the product."
    )
    on_assortment = fields.Selection(REACTIONS, string="Outside the Assortment", default="refuse", required=True)
    on_territory = fields.Selection(
        REACTIONS,
        string="Outside the Territory",
        default="warn",
        required=True,
        help="The goods are to be delivered outside the dealer's territory.",
    )

    @api.model
    def _check_terms(self):
        """Return the names of the terms that say how strict the checks of orders are."""
        return ["on_minimum", "on_multiple", "on_assortment", "on_territory"]

    @api.model
    def _terms_fields(self):
        return [*super()._terms_fields(), *self._check_terms()]
