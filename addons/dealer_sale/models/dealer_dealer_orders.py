from odoo import api, fields, models


class DealerDealer(models.Model):
    """What a dealer may buy."""

    _name = "dealer.dealer"
    _inherit = "dealer.dealer"

    def assortment_refusals(self, product_ids, date=None):
        """Tell which products this dealer must not buy, and why.

        :param product_ids: ids of product.product
        :param str date: ISO date of the purchase, by default today
        :return: {product id as text: sentence}, without the products the dealer may buy
        :raise AccessError: if the dealer is out of the user's scope
        """
        self.ensure_one()
        self.check_access("read")
        products = self.env["product.product"].browse(product_ids)
        products.check_access("read")
        day = fields.Date.to_date(date) or fields.Date.context_today(self)
        refusals = self.env["dealer.assortment"]._refusals(self, products.product_tmpl_id, day)
        return {
            str(product.id): self._assortment_sentence(product, refusals[self.id, product.product_tmpl_id.id])
            for product in products
            if (self.id, product.product_tmpl_id.id) in refusals
        }

    @api.model
    def _assortment_sentence(self, product, rule):
        """Return the sentence why ``product`` must not be bought, by the assortment rule that says so."""
        names = {"product": product.display_name, "rule": rule.sudo().name}
        return {
            "limit": self.env._("%(product)s is not in the assortment (%(rule)s).", **names),
            "reserve": self.env._("%(product)s is reserved for other dealers (%(rule)s).", **names),
            "forbid": self.env._("%(product)s is not sold to this dealer (%(rule)s).", **names),
        }[rule.sudo().effect]
