from odoo import fields, models


class DealerType(models.Model):
    _inherit = "dealer.type"

    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        company_dependent=True,
        domain="[('dealer_id', '=', False)]",
        help="Prices of the dealers of this type in the current company, where neither dealer nor tier has one.",
    )
    price_policy_id = fields.Many2one(
        "dealer.price.policy",
        string="Price Findings",
        company_dependent=True,
        help="What happens to order lines of these dealers without a price or below the floor. Empty: as the company's.",
    )
