from odoo import api, fields, models


class DealerType(models.Model):
    _inherit = "dealer.type"

    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        company_dependent=True,
        domain="[('dealer_id', '=', False), ('company_id', 'in', [allowed_company_ids[0], False])]",
        help="Prices of the dealers of this type in the current company, where neither dealer nor tier has one.",
    )
    price_policy_id = fields.Many2one(
        "dealer.price.policy",
        string="Price Findings",
        company_dependent=True,
        help="What happens to order lines of these dealers without a price or below the floor."
        " Empty: as the company says.",
    )

    @api.constrains("pricelist_id")
    def _check_pricelist(self):
        for dealer_type in self:
            dealer_type.pricelist_id._check_shared_use(self.env.company)

    @api.model_create_multi
    def create(self, vals_list):
        types = super().create(vals_list)
        types.pricelist_id._recompute_kind()
        return types

    def write(self, vals):
        before = self.pricelist_id if "pricelist_id" in vals else self.env["product.pricelist"]
        res = super().write(vals)
        if "pricelist_id" in vals:
            (before | self.pricelist_id)._recompute_kind()
        return res
