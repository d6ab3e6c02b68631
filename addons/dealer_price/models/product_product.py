from odoo import models

from ..engine import arithmetic


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _price_floors(self, company):
        """Return how low these products may be sold in ``company``: {product id: dict}, read in a constant number of queries.

        ``floor`` the floor price and ``cost``, both in the company's currency for one of the product's unit; ``margin`` the
        least margin in percent of the price: of the product, else of the nearest category that has one, else of the
        company; ``least`` the lowest price that keeps both. 0 where nothing is set.
        """
        products_sudo = self.with_company(company).sudo()
        products_sudo.fetch(["product_tmpl_id", "standard_price"])
        products_sudo.product_tmpl_id.fetch(["floor_price", "minimum_margin", "categ_id"])
        margins = products_sudo.product_tmpl_id.categ_id._minimum_margins(company)
        floors = {}
        for product in products_sudo:
            template, cost = product.product_tmpl_id, product.standard_price
            margin = (
                template.minimum_margin or margins.get(template.categ_id.id) or company.sudo().dealer_minimum_margin
            )
            by_margin = arithmetic.floor_of_margin(cost, margin) if margin and cost else 0.0
            floors[product.id] = {
                "floor": template.floor_price,
                "cost": cost,
                "margin": margin,
                "least": max(template.floor_price, by_margin),
            }
        return floors
