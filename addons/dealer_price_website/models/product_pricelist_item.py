from odoo import models


class ProductPricelistItem(models.Model):
    """The shop asks items, on behalf of people who may not read them, whether and from which price they discount."""

    _inherit = "product.pricelist.item"

    def _show_discount_on_shop(self):
        item_sudo = self.sudo()
        return super(ProductPricelistItem, item_sudo)._show_discount_on_shop()

    def _compute_price_before_discount(self, *args, **kwargs):
        item_sudo = self.sudo()
        return super(ProductPricelistItem, item_sudo)._compute_price_before_discount(*args, **kwargs)
