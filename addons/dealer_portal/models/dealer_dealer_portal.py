from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..engine.text import plain


class DealerDealer(models.Model):
    """What the pages of the portal ask of a dealer: who does what, which goods there are, how many."""

    _inherit = "dealer.dealer"

    def _check_portal_right(self, right, otherwise=""):
        """Raise unless the user is a member of this dealer who has a right of the portal.

        :param str right: as ``dealer.member._may`` knows it
        :param str otherwise: operation on the dealer that gives an internal user the same right; none if empty
        """
        self.ensure_one()
        self.check_access("read")
        if otherwise and not self.env.user.share:
            self.check_access(otherwise)
            return
        if not self._has_portal_right(right):
            raise AccessError(
                self.env._(
                    "Your role with %(dealer)s does not include this. Ask an administrator of yours.", dealer=self.name
                )
            )

    def _has_portal_right(self, right):
        """Tell whether the user is a member of this dealer who has a right of the portal."""
        self.ensure_one()
        domain = Domain("dealer_id", "=", self.id) & Domain("user_id", "=", self.env.uid)
        domain &= Domain("active", "=", True)  # whatever the context says
        member_sudo = self.env["dealer.member"].sudo().search(domain)
        return bool(member_sudo) and member_sudo._may(right)

    def _check_ordering_open(self):
        """Raise unless the user orders for this dealer, and the dealer may order on the portal now.

        :raise AccessError: the user's role, or the terms of the dealer; :raise UserError: the state of the dealer
        """
        self._check_portal_right("order")
        if not self.sudo().portal_ordering:
            raise AccessError(self.env._("Orders on the portal are not open to you. Please contact us."))
        if self._order_refusal():
            raise UserError(
                self.env._("%(dealer)s cannot place orders at the moment. Please contact us.", dealer=self.sudo().name)
            )

    # -- goods ----------------------------------------------------------------------------------------------------

    def _goods_domain(self):
        """Return the domain of the products (variants) that are sold to dealers of this one's company at all."""
        company = Domain("company_id", "in", [False, self.sudo().company_id.id])
        return Domain("product_tmpl_id", "any", Domain("sale_ok", "=", True) & Domain("type", "=", "consu") & company)

    def _catalogue_domain(self):
        """Return the domain of the products that this dealer may buy today."""
        domain = self._goods_domain()
        if self.sudo().on_assortment == "ignore":
            return domain
        allowed = self.env["dealer.assortment"]._allowed_domain(self, fields.Date.context_today(self))
        return domain & Domain("product_tmpl_id", "any", allowed)

    def _text_domain(self, text):
        """Return the domain of the products that a search for ``text`` means: every word in the name, our code, the barcode
        or the dealer's own part number.
        """
        numbers_sudo = self.env["dealer.part.number"].sudo()
        domain = Domain.TRUE
        for word in plain(text, 200).split()[:6]:
            own = numbers_sudo.search(
                [("dealer_id", "=", self.id), ("key", "ilike", numbers_sudo._key_of(word))], limit=500
            ).product_id
            domain &= (
                Domain("name", "ilike", word)
                | Domain("default_code", "ilike", word)
                | Domain("barcode", "=", word)
                | Domain("product_uom_ids.barcode", "=", word)
                | Domain("id", "in", own.ids)
            )
        return domain

    def _own_codes(self, products):
        """Return {product id: the dealer's own part number} of those of ``products`` that have one."""
        numbers_sudo = self.env["dealer.part.number"].sudo()
        found_sudo = numbers_sudo.search_fetch(
            [("dealer_id", "=", self.id), ("product_id", "in", products.ids)], ["product_id", "code"], order="id desc"
        )
        return {number.product_id.id: number.code for number in found_sudo}

    # -- stock ----------------------------------------------------------------------------------------------------

    def _free_quantities(self, products):
        """Return {product id: quantity free to promise in all warehouses of the company}; None for what is not stored."""
        dealer_sudo = self.sudo()
        warehouses_sudo = self.env["stock.warehouse"].sudo().search([("company_id", "=", dealer_sudo.company_id.id)])
        if not warehouses_sudo:
            return dict.fromkeys(products.ids)
        here_sudo = products.sudo().with_company(dealer_sudo.company_id).with_context(warehouse_id=warehouses_sudo.ids)
        return {product.id: product.free_qty if product.is_storable else None for product in here_sudo}

    def _availability(self, products):
        """Return {product id: {"state", "text"}} as this dealer may know it; empty where stock is hidden.

        ``state`` is "in", "low" or "out".
        """
        policy = self.sudo().stock_visibility
        if policy == "hidden":
            return {}
        low = self.sudo().company_id.dealer_low_stock
        return {
            product.id: self._availability_of(product, free, policy, low)
            for product, free in zip(products, self._free_quantities(products).values(), strict=True)
        }

    def _availability_of(self, product, free, policy, low):
        """Return what is told of one product of which ``free`` can be had (None: any quantity)."""
        if free is None:
            return {"state": "in", "text": self.env._("Always available")}
        state = "out" if free <= 0 else "low" if free <= low else "in"
        if policy == "exact" and free > 0:
            unit = product.sudo().uom_id.name
            return {"state": state, "text": self.env._("%(count)g %(unit)s in stock", count=free, unit=unit)}
        texts = {"in": self.env._("In stock"), "low": self.env._("Low stock"), "out": self.env._("Not in stock")}
        return {"state": state, "text": texts[state]}

    # -- prices ---------------------------------------------------------------------------------------------------

    def _portal_pricelist(self):
        """Return the list that prices the orders of this dealer, with the superuser's rights."""
        dealer_sudo = self.sudo()
        partner_sudo = dealer_sudo.partner_id.with_company(dealer_sudo.company_id)
        return dealer_sudo.pricelist_id or partner_sudo.property_product_pricelist

    def _portal_currency(self):
        """Return the currency of the orders of this dealer."""
        return self._portal_pricelist().currency_id or self.sudo().company_id.currency_id

    def _portal_prices(self, asked):
        """Return [(price, price before discount, whether the discount is shown)] for [(product, quantity, unit)].

        Per unit asked for, in :meth:`_portal_currency`; the price is None where there is none. One run for all.
        """
        pricelist_sudo = self._portal_pricelist()
        now = fields.Datetime.now()
        if not asked:
            return []
        if not pricelist_sudo.priced_by_dealer_engine:
            return [self._plain_price(pricelist_sudo, *each, now) for each in asked]
        run = pricelist_sudo._dealer_price_run(pricelist_sudo._dealer_requests(asked), date=now)
        shown = self.env["product.pricelist.item"]._is_discount_feature_enabled()
        return [(price, before, shown and is_discount) for price, _item, before, is_discount, _list in run.answers()]

    def _plain_price(self, pricelist, product, quantity, unit, moment):
        """Return the price of a list without dealer terms, which always has one; discounts are part of it."""
        if not pricelist:
            price = product.uom_id._compute_price(product.lst_price, unit)
        else:
            price = pricelist._get_product_price(product, quantity, uom=unit, date=moment)
        return price, price, False

    def _price_tiers(self, product):
        """Return [(from quantity, price)] of one product in its own unit, where the price changes with the quantity."""
        pricelist_sudo = self._portal_pricelist()
        steps = {1.0}
        if pricelist_sudo.priced_by_dealer_engine:
            unit = product.sudo().uom_id
            for quantity, uom_id in pricelist_sudo._price_steps(product, fields.Datetime.now())[product.id]:
                own_sudo = self.env["uom.uom"].sudo().browse(uom_id)
                if quantity > 1 and (not uom_id or own_sudo._has_common_reference(unit)):
                    steps.add(own_sudo._compute_quantity(quantity, unit) if uom_id else quantity)
        quantities = sorted(steps)[:12]
        prices = self._portal_prices([(product, quantity, product.sudo().uom_id) for quantity in quantities])
        tiers = []
        for quantity, (price, _before, _shown) in zip(quantities, prices, strict=True):
            if price is not None and (not tiers or tiers[-1][1] != price):
                tiers.append((quantity, price))
        return tiers
