from odoo import fields, models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    dealer_id = fields.Many2one(
        "dealer.dealer",
        string="Dealer",
        index=True,
        ondelete="restrict",
        copy=False,
        help="The dealer whose own price list this is.",
    )
    fallback_id = fields.Many2one(
        "product.pricelist",
        string="Falls Back to",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('id', '!=', id), ('company_id', 'in', [company_id, False])]",
        help="List that gives the price where this one has none. Empty on a dealer's own list: the lists of tier, type,"
        " territory and company, as far as the dealer's price policy goes.",
    )
    kind = fields.Selection(
        [
            ("own", "Own"),
            ("tier", "Tier"),
            ("territory", "Territory"),
            ("type", "Type"),
            ("base", "Base"),
            ("plain", "Plain"),
        ],
        default="plain",
        readonly=True,
        copy=False,
    )
    has_dealer_terms = fields.Boolean(
        string="Dealer Terms",
        readonly=True,
        copy=False,
        help="Is a dealer's list, falls back to another, or has prices with conditions or in a unit of their own.",
    )

    _dealer_unique = models.UniqueIndex("(dealer_id) WHERE dealer_id IS NOT NULL", "The dealer already has an own list.")

    def _dealer_price_missing(self, products, quantity=1.0, *, uom=None, date=False):
        """Return the set of ids of ``products`` (variants or templates) for which this list, with all it falls back to,
        has no price. A list without dealer terms always has one: the sales price.
        """
        return set()
