from odoo import api, fields, models


class DealerTerritory(models.Model):
    _inherit = "dealer.territory"

    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('dealer_id', '=', False), ('company_id', 'in', [company_id, False])]",
        help="Prices of the dealers in this territory and below; of several, the nearest territory's list counts.",
    )

    @api.constrains("pricelist_id", "company_id")
    def _check_pricelist(self):
        for territory in self:
            # A list of one company on a territory of all companies counts for that company's dealers only.
            territory.pricelist_id._check_shared_use(territory.company_id)
