from odoo import fields, models


class DealerTier(models.Model):
    _inherit = "dealer.tier"

    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('dealer_id', '=', False)]",
        help="Prices of the dealers of this tier, where a dealer has none of its own. A change reaches them at once.",
    )
