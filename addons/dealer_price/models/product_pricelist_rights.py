import functools

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ProductPricelist(models.Model):
    """A dealer's own list is seen within the access scope; prices of dealers are set by price managers only."""

    _name = "product.pricelist"
    _inherit = ["product.pricelist", "dealer.scope.mixin"]

    def _get_partner_pricelist_multi_search_domain_hook(self, company_id):
        """Lists for dealers are no customer's default, which the platform takes from all lists of the company."""
        return [*super()._get_partner_pricelist_multi_search_domain_hook(company_id), ("kind", "=", "plain")]

    def _compute_price_rule(self, products, quantity, **kwargs):
        """Refuse to price by a list that the user may not read.

        Prices are found by SQL, which asks no rule, and some controllers of the platform take the list from the caller.
        """
        if self and not self.env.su:
            self.check_access("read")
        return super()._compute_price_rule(products, quantity, **kwargs)

    def _dealer_price_missing(self, products, quantity=1.0, **kwargs):
        if self and not self.env.su:
            self.check_access("read")
        return super()._dealer_price_missing(products, quantity, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or operation == "read" or self.env.su or not any(self._ids):
            return result
        if forbidden := self - self._settable():
            return forbidden, functools.partial(forbidden._make_price_error)
        return None

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse a list to fall back to out of the author's reach, wherever it comes from: it would tell its prices."""
        pricelists = super().create(vals_list)
        pricelists.fallback_id.check_access("read")  # it may also be a default that the author has saved
        return pricelists

    def write(self, vals):
        self._check_named_by_caller([vals])
        return super().write(vals)

    def _settable(self):
        """Return those of ``self`` whose prices the user may set, as far as they are prices of dealers.

        Lists that have nothing to do with dealers are left to the rights of the platform.
        """
        lists_sudo = self.sudo()
        foreign = self.browse(lists_sudo.filtered(lambda each: each.kind == "plain" and not each.has_dealer_terms).ids)
        dealers = self.env["dealer.dealer"]
        if not dealers._sets_prices():
            return foreign
        roles = self.env["dealer.access"]._roles_with_group("dealer_price.group_price_manager")
        return foreign | (self - foreign)._in_scope_of(roles)

    def _make_price_error(self):
        return AccessError(
            self.env._(
                "Only a price manager whose role covers it may change the price list %(name)s.",
                name=self[:1].sudo().name,
            )
        )


class ProductPricelistItem(models.Model):
    """Items follow the rights on their list."""

    _name = "product.pricelist.item"
    _inherit = ["product.pricelist.item", "dealer.scope.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse to base prices on a list out of the author's reach, wherever it comes from: they would tell its prices."""
        items = super().create(vals_list)
        items.base_pricelist_id.check_access("read")  # it may also be a default that the author has saved
        return items

    def write(self, vals):
        self._check_named_by_caller([vals])
        return super().write(vals)

    @api.model
    def _dealer_scope_depends(self):
        return ["pricelist_id", "pricelist_id.dealer_id"]

    @api.model
    def _dealer_scope_domain(self, roles=None):
        lists = self.env["product.pricelist"].sudo()._dealer_scope_domain(roles)
        return Domain("pricelist_id", "=", False) | Domain("pricelist_id", "any!", lists)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or operation == "read" or self.env.su or not any(self._ids):
            return result
        lists = self.browse(self._ids).sudo().pricelist_id.with_env(self.env)
        if forbidden_lists := lists - lists._settable():
            forbidden = self.sudo().filtered(lambda item: item.pricelist_id in forbidden_lists).with_env(self.env)
            return forbidden, functools.partial(forbidden_lists._make_price_error)
        return None
