from dataclasses import dataclass

from odoo import models
from odoo.fields import Domain


@dataclass
class Found:
    """What a code means: a product, and the unit if the code is that of a pack; or the sentence why it is none."""

    product: object
    unit: object = None
    error: str = ""


class DealerDealer(models.Model):
    """Which products the codes mean that a dealer types, pastes or uploads."""

    _inherit = "dealer.dealer"

    def _pad_products(self, codes, own=True):
        """Return {code: :class:`Found`}; without codes that mean nothing. A handful of queries for any number of codes.

        In this order: the dealer's own part number, our code, barcode, barcode of a pack, exact name. Our codes are
        found as typed, in capitals and in small letters.

        :param bool own: whether the dealer's own part numbers count
        """
        found = {}
        left = {code for code in codes if code}
        for finder in (
            self._by_own_number if own else None,
            self._by_code,
            self._by_barcode,
            self._by_pack,
            self._by_name,
        ):
            if finder and left:
                found.update(finder(left))
                left -= found.keys()
        return found

    def _by_own_number(self, codes):
        numbers_sudo = self.env["dealer.part.number"].sudo()
        keys = {code: numbers_sudo._key_of(code) for code in codes}
        known_sudo = numbers_sudo.search([("dealer_id", "=", self.id), ("key", "in", list(keys.values()))])
        goods = self._goods(Domain("id", "in", known_sudo.product_id.ids))
        products = {number.key: number.product_id for number in known_sudo if number.product_id in goods}
        return {code: Found(products[key]) for code, key in keys.items() if key in products}

    def _goods(self, domain):
        """Return the products sold to dealers that ``domain`` describes; the user may not read them as such."""
        products_sudo = self.env["product.product"].sudo().search(domain & self._goods_domain(), limit=5000)
        return products_sudo.with_env(self.env)

    def _by_code(self, codes):
        spellings = {spelling for code in codes for spelling in (code, code.upper(), code.lower())}
        return self._named_by(codes, "default_code", self._goods(Domain("default_code", "in", list(spellings))))

    def _by_barcode(self, codes):
        return self._named_by(codes, "barcode", self._goods(Domain("barcode", "in", list(codes))))

    def _by_name(self, codes):
        return self._named_by(codes, "name", self._goods(Domain("name", "in", list(codes))))

    def _named_by(self, codes, name, products):
        """Return {code: Found} of the ``products`` by the field ``name``; two of the same name are told apart by no one."""
        by_value = products.sudo().grouped(lambda product: (product[name] or "").upper())
        found = {}
        for code in codes:
            same = by_value.get(code.upper())
            if same and len(same) == 1:
                found[code] = Found(same)
            elif same:
                exact = same.filtered(lambda product, code=code: product[name] == code)
                found[code] = Found(exact) if len(exact) == 1 else Found(None, error=self._ambiguous(code, same))
        return found

    def _ambiguous(self, code, products):
        return self.env._(
            "%(code)s means %(count)s products. Choose one from the list.", code=code, count=len(products)
        )

    def _by_pack(self, codes):
        company_ids = [False, self.sudo().company_id.id]
        packs_sudo = (
            self.env["product.uom"].sudo().search([("barcode", "in", list(codes)), ("company_id", "in", company_ids)])
        )
        goods = self._goods(Domain("id", "in", packs_sudo.product_id.ids))
        return {
            pack.barcode: Found(pack.product_id, unit=pack.uom_id) for pack in packs_sudo if pack.product_id in goods
        }
