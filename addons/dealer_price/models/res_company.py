from odoo import Command, api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dealer_base_pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Base Price List",
        domain="[('company_id', 'in', [id, False]), ('dealer_id', '=', False)]",
        ondelete="restrict",
        help="The last list that the prices of a dealer of the company fall back to.",
    )
    dealer_price_policy_id = fields.Many2one(
        "dealer.price.policy",
        string="Price Policy",
        domain="[('company_id', 'in', [id, False])]",
        ondelete="restrict",
        help="What happens to an order line without a price or below the floor, unless the dealer's type says otherwise.",
    )
    dealer_minimum_margin = fields.Float(
        string="Minimum Margin",
        digits=(16, 2),
        help="Percent of the price, over cost. 0 is not looked at; a category or product may have its own.",
    )

    _dealer_minimum_margin_range = models.Constraint(
        "CHECK(dealer_minimum_margin >= 0 AND dealer_minimum_margin < 100)",
        "The minimum margin is a percentage of the price, from 0 to below 100.",
    )

    @api.constrains("dealer_base_pricelist_id")
    def _check_dealer_base_pricelist(self):
        for company in self:
            company.dealer_base_pricelist_id._check_shared_use(company)

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_dealer_base_lists()
        return companies

    def _create_dealer_base_lists(self):
        """Give each of these companies that has none a base list: the sales price for all products.

        Without it no dealer of a company whose lists are still empty could buy anything. Whoever wants products without
        a listed price to be on request takes the line of all products out of the base list.
        """
        for company in self.filtered(lambda each: not each.dealer_base_pricelist_id):
            company.dealer_base_pricelist_id = (
                self.env["product.pricelist"]
                .sudo()
                .create(
                    {
                        "name": self.env._("Base prices %(company)s", company=company.name),
                        "company_id": company.id,
                        "currency_id": company.currency_id.id,
                        "sequence": 100,
                        "item_ids": [
                            Command.create({"applied_on": "3_global", "compute_price": "formula", "base": "list_price"})
                        ],
                    }
                )
            )
