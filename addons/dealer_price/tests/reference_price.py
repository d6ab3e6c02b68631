"""What the price that counts comes to, worked out product by product: see ``reference`` for which one counts."""

from odoo.tools import float_round

from . import reference


def is_plain(pricelist):
    """A list without dealer terms follows the platform's order, and has the sales price where it has no rule."""
    return not (
        pricelist.dealer_id
        or pricelist.fallback_id
        or any(item.uom_id or item.tier_ids or item.type_ids or item.territory_id for item in pricelist.item_ids)
    )


class Reference:
    def __init__(self, product, quantity, uom, moment):
        self.product, self.quantity, self.uom, self.moment = product, quantity, uom, moment

    def price(self, pricelist, currency, dealer):
        """Return (price, item) or (None, no item); the price in ``currency`` for one unit of the request."""
        dealer, plain = pricelist.dealer_id or dealer, is_plain(pricelist)
        item = reference.winner(pricelist, self.product, self.quantity, self.uom, self.moment, dealer, plain)
        if not item:
            return (self.field_price("list_price", currency) if plain else None), item
        own = item.pricelist_id.currency_id
        price = self.item_price(item, own, dealer)
        return (None, item.browse()) if price is None else (self.exchange(price, own, currency), item)

    def item_price(self, item, own, dealer):
        if item.compute_price == "fixed":
            return self.per_uom(item.fixed_price, item)
        base = self.base_price(item, own, dealer)
        if base is None:
            return None
        if item.compute_price == "percentage":
            return base * (1 - item.percent_price / 100)
        percent = -item.price_markup if item.base == "standard_price" else item.price_discount
        price = base * (1 - percent / 100)
        if item.price_round:
            price = float_round(price, precision_rounding=item.price_round)
        price += self.per_uom(item.price_surcharge, item)
        if item.price_min_margin:
            price = max(price, base + self.per_uom(item.price_min_margin, item))
        if item.price_max_margin:
            price = min(price, base + self.per_uom(item.price_max_margin, item))
        return price

    def base_price(self, item, own, dealer):
        if item.base != "pricelist":
            return self.field_price(item.base, own)
        other = item.base_pricelist_id
        base, _item = self.price(other, other.currency_id, dealer)
        return None if base is None else self.exchange(base, other.currency_id, own)

    def field_price(self, field, currency):
        product = self.product
        source = product.currency_id if field == "list_price" else product.cost_currency_id
        price = product._price_compute(field)[product.id] * self.uom.factor / product.uom_id.factor
        return self.exchange(price, source, currency)

    def per_uom(self, amount, item):
        return amount * self.uom.factor / (item.uom_id or self.product.uom_id).factor

    def exchange(self, amount, source, target):
        return source._convert(amount, target, self.product.env.company, self.moment, round=False)
