from odoo import models


class ProductPricelist(models.Model):
    """The shop offers a dealer's own list to that dealer, and lists of many dealers to nobody."""

    _inherit = "product.pricelist"

    def _is_available_on_website(self, website):
        """A dealer's own list is there for its own people, whatever website it names; see the domain below."""
        self.ensure_one()
        pricelist_sudo = self.sudo()
        if not pricelist_sudo.dealer_id:
            offered = pricelist_sudo.kind == "plain" or pricelist_sudo.selectable
            return offered and super(ProductPricelist, pricelist_sudo)._is_available_on_website(website)
        if not pricelist_sudo.active or pricelist_sudo.company_id != website.company_id:
            return False
        user = self.env.user
        return not user.share or user.partner_id.commercial_partner_id == pricelist_sudo.dealer_id.partner_id

    def _get_website_pricelists_domain(self, website):
        """Lists of the shop for everybody: no dealer's own, and none of a tier, type, territory or company base list
        unless somebody has made it selectable in the shop.
        """
        domain = super()._get_website_pricelists_domain(website)
        return [*domain, ("dealer_id", "=", False), "|", ("kind", "=", "plain"), ("selectable", "=", True)]
