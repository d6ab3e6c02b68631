from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from ..engine.text import plain

SUGGESTIONS = 12
MOST_CATEGORIES = 300


class DealerDealer(models.Model):
    """What the pages of the catalogue show of products, and nothing more."""

    _inherit = "dealer.dealer"

    def _only_domain(self, only):
        """Return the domain of a filter of the catalogue: "favorite", "bought", "named", or all."""
        if only == "favorite":
            return Domain("id", "in", list(self._favorites()))
        if only == "named":
            numbers_sudo = self.env["dealer.part.number"].sudo()
            return Domain("id", "in", numbers_sudo.search([("dealer_id", "=", self.id)]).product_id.ids)
        return Domain("id", "in", self._bought_sql()) if only == "bought" else Domain.TRUE

    def _bought_sql(self):
        """Return the query of the ids of products on confirmed orders of this dealer. SQL: no list of ids is read for it."""
        self.env["sale.order.line"].flush_model(["dealer_id", "product_id", "state"])
        return SQL(
            "(SELECT product_id FROM sale_order_line WHERE dealer_id = %s AND state = 'sale' AND product_id IS NOT NULL)",
            self.id,
        )

    def _suggest(self, text):
        """Return [{"code", "name"}] of the products that somebody may mean who has typed ``text``."""
        if len(text.strip()) < 2:
            return []
        domain = self._catalogue_domain() & self._text_domain(text)
        products_sudo = self.env["product.product"].sudo().search(domain, order="default_code, id", limit=SUGGESTIONS)
        own = self._own_codes(products_sudo)
        return [
            {
                "code": own.get(product.id) or product.default_code or product.barcode or product.name,
                "name": product._name_without_code(),
            }
            for product in products_sudo
        ]

    def _catalogue_cards(self, products, prices):
        """Return what a list shows of each of ``products`` (superuser's): dicts ``product name code own price multiple
        unit available favorite``; ``price`` is a text, None without ``prices``.

        :param bool prices: whether the user sees prices
        """
        own, favorites = self._own_codes(products), self._favorites()
        available = self._availability(products)
        priced = self._card_prices(products) if prices else {}
        pieces = self.env.ref("uom.product_uom_unit")
        dealer_sudo = self.sudo()
        strict = dealer_sudo.on_multiple != "ignore"
        return [
            {
                "product": product,
                "name": product._name_without_code(),
                "code": product.default_code or "",
                "own": own.get(product.id, ""),
                "price": priced.get(product.id),
                "multiple": self.env["sale.order"]._order_multiple(dealer_sudo, product, pieces) if strict else 1,
                "unit": product.uom_id.name,
                "available": available.get(product.id),
                "favorite": product.id in favorites,
            }
            for product in products
        ]

    def _card_prices(self, products):
        """Return {product id: text of the price of one unit}; empty where there is none."""
        currency = self._portal_currency()
        answers = self._portal_prices([(product, 1.0, product.uom_id) for product in products])
        return {
            product.id: "" if price is None else formatLang(self.env, price, dp="Product Price", currency_obj=currency)
            for product, (price, _before, _shown) in zip(products, answers, strict=True)
        }

    def _catalogue_categories(self, domain):
        """Return the tree of the categories with products of ``domain``, as a list in order: dicts ``id name depth count``.

        ``count`` includes the categories below.
        """
        counts = self.env["product.product"].sudo()._read_group(domain, ["categ_id"], ["__count"])
        totals = {}
        for category_sudo, count in counts:
            for part in (category_sudo.parent_path or "").split("/")[:-1]:
                totals[int(part)] = totals.get(int(part), 0) + count
        categories_sudo = self.env["product.category"].sudo().browse(totals).sorted("complete_name")
        return [
            {
                "id": category.id,
                "name": category.name,
                "depth": category.parent_path.count("/") - 1,
                "count": totals[category.id],
            }
            for category in categories_sudo[:MOST_CATEGORIES]
        ]

    def _catalogue_packs(self, product):
        """Return the packs a product (superuser's) is sold in: dicts ``unit pieces barcode``, the product's own unit first."""
        barcodes = {pack.uom_id: pack.barcode for pack in product.product_uom_ids}
        packs = [{"unit": product.uom_id, "pieces": 1.0, "barcode": product.barcode or ""}]
        for unit in product.product_tmpl_id.uom_ids:
            pieces = unit.factor / product.uom_id.factor
            packs.append({"unit": unit, "pieces": pieces, "barcode": barcodes.get(unit, "")})
        return packs

    def _catalogue_documents(self, product):
        """Return the documents of a product that dealers are shown; the user may not read them as such."""
        own = Domain("res_model", "=", "product.product") & Domain("res_id", "=", product.id)
        common = Domain("res_model", "=", "product.template") & Domain("res_id", "=", product.product_tmpl_id.id)
        documents_sudo = (
            self.env["product.document"].sudo().search(Domain("dealer_visible", "=", True) & (own | common))
        )
        return documents_sudo.with_env(self.env)

    def _name_product(self, product, code):
        """Give ``product`` one own part number in place of those it has, or none. :return: a sentence; errors raise"""
        self._check_portal_right("order")
        numbers_sudo = self.env["dealer.part.number"].sudo()
        code = plain(code, 200)
        mine_sudo = numbers_sudo.search([("dealer_id", "=", self.id), ("product_id", "=", product.id)])
        if not code:
            mine_sudo.unlink()
            return self.env._("The own part number was removed.")
        (mine_sudo - mine_sudo[:1]).unlink()
        self._check_number_free(numbers_sudo, code, product)
        if mine_sudo:
            mine_sudo[:1].code = code
        else:
            numbers_sudo.create({"dealer_id": self.id, "product_id": product.id, "code": code})
        return self.env._("%(product)s is now found as %(code)s.", product=product.name, code=code)
