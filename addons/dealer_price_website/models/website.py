from odoo import fields, models


class Website(models.Model):
    _inherit = "website"

    prevent_zero_price_sale = fields.Boolean(default=True)

    def _get_pl_partner_order(
        self, country_code, show_visible, current_pl_id, website_pricelist_ids, partner_pl_id=False
    ):
        """Choose among lists that the visitor may not read; the result is ids, cached by the visitor's own list."""
        website_sudo = self.sudo()
        return super(Website, website_sudo)._get_pl_partner_order(
            country_code, show_visible, current_pl_id, website_pricelist_ids, partner_pl_id
        )

    def get_pricelist_available(self, show_visible=False):
        """Dealers have one list, their own, and nothing to choose from.

        :param bool show_visible: whether only those are wanted that are shown to choose from
        """
        own_ids = self._own_dealer_list_ids()
        if not own_ids:
            return super().get_pricelist_available(show_visible)
        return self.env["product.pricelist"].browse([] if show_visible else own_ids)

    def _own_dealer_list_ids(self):
        """Return the id of the own list of the dealer that the visitor belongs to, as a list; empty for others."""
        user = self.env.user
        if not user.share or user._is_public():
            return []
        domain = [
            ("dealer_id.partner_id", "=", user.partner_id.commercial_partner_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        lists_sudo = self.env["product.pricelist"].sudo()
        return lists_sudo.search(domain, limit=1).ids
