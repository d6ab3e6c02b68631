from odoo import fields, models


class DealerTerritory(models.Model):
    _inherit = "dealer.territory"

    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('dealer_id', '=', False), ('company_id', 'in', [company_id, False])]",
        help="Prices of the dealers in this territory and below; the nearest territory that has a list counts.",
    )
