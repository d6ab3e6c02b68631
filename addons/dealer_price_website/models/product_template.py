from odoo import models
from odoo.http import request


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _get_additionnal_combination_info(self, product_or_template, quantity, uom, date, website):
        """Read the winning item's dates with the rights of the shop; a product without a price is not for sale."""
        template_sudo = self.sudo()
        info = super(ProductTemplate, template_sudo)._get_additionnal_combination_info(
            product_or_template, quantity, uom, date, website
        )
        if request.pricelist._dealer_price_missing(product_or_template, quantity, uom=uom):
            info.update(prevent_zero_price_sale=True, compare_list_price=0)
        return info
