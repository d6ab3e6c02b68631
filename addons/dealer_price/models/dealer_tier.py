from odoo import api, fields, models


class DealerTier(models.Model):
    _inherit = "dealer.tier"

    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('dealer_id', '=', False), ('company_id', 'in', [company_id, False])]",
        help="Prices of the dealers of this tier, where a dealer has none of its own. A change reaches them at once.",
    )

    @api.constrains("pricelist_id", "company_id")
    def _check_pricelist(self):
        for tier in self:
            tier.pricelist_id._check_shared_use(tier.company_id)
