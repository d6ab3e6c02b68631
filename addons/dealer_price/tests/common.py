"""Factories for tests of prices and of add-ons that build on them."""

from odoo import Command, fields
from odoo.tests import TransactionCase

from odoo.addons.dealer.tests.common import DealerFactory


class PriceFactory(DealerFactory):
    """Mixed into a test case: products, lists, items and orders, made with the superuser's rights."""

    @classmethod
    def make_dealer(cls, name, unit, company=None, **vals):
        """Return a dealer that may order any quantity: what other addons check is no matter of prices."""
        return super().make_dealer(name, unit, company, **{"order_minimum": 0.0, "order_multiple": 1, **vals})

    @classmethod
    def make_product(cls, name, price=100.0, **vals):
        """Return a product (``product.product``) of one variant."""
        return cls.env["product.product"].create({"name": name, "list_price": price, "type": "consu", **vals})

    @classmethod
    def make_list(cls, name, currency=None, **vals):
        """Return a price list of the company, in its currency unless one is given."""
        company = cls.env.company
        return cls.env["product.pricelist"].create(
            {"name": name, "company_id": company.id, "currency_id": (currency or company.currency_id).id, **vals}
        )

    @classmethod
    def make_item(cls, pricelist, target=None, price=None, **vals):
        """Return an item: a fixed ``price`` if one is given, for a product, a template, a category, or for all (None)."""
        return cls.env["product.pricelist.item"].create(cls.item_vals(pricelist, target, price, **vals))

    @staticmethod
    def item_vals(pricelist, target=None, price=None, **vals):
        """Return the values of :meth:`make_item`."""
        field = {"product.product": "product_id", "product.template": "product_tmpl_id", "product.category": "categ_id"}
        if target is not None:
            vals[field[target._name]] = target.id
        if price is not None:
            vals.update(compute_price="fixed", fixed_price=price)
        for name in ("tier_ids", "type_ids"):
            if name in vals:
                vals[name] = [Command.set(vals[name].ids)]
        return {"pricelist_id": pricelist.id, **vals}

    @classmethod
    def make_order(cls, dealer, *lines, **vals):
        """Return a quotation for a dealer with ``lines``: (product, quantity) or dicts of values."""
        return cls.env["sale.order"].create(
            {
                "partner_id": dealer.partner_id.id,
                "company_id": dealer.company_id.id,
                "order_line": [Command.create(cls.line_vals(line)) for line in lines],
                **vals,
            }
        )

    @staticmethod
    def line_vals(line):
        if isinstance(line, dict):
            return line
        product, quantity = line
        return {"product_id": product.id, "product_uom_qty": quantity}

    @classmethod
    def set_rates(cls, **rates):
        """Make currencies active and give each, by its code, so many units for one of the company's, since 2020."""
        found = cls.env["res.currency"].with_context(active_test=False).search([("name", "in", list(rates))])
        found.active = True
        found.rate_ids.unlink()
        for currency in found:
            cls.set_rate(currency, rates[currency.name], "2020-01-01")
        return found.sorted("name")

    @classmethod
    def set_rate(cls, currency, rate, day):
        cls.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": rate, "name": day, "company_id": cls.env.company.id}
        )


class PriceCommon(PriceFactory, TransactionCase):
    """One dealer of a tier, a type and a territory whose lists are all there and empty; the base list has sales prices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.now = fields.Datetime.now()
        cls.unit = cls.make_unit("P East", company=cls.company)
        cls.tier = cls.make_tier("P Gold", 1)
        cls.other_tier = cls.make_tier("P Silver", 2)
        cls.type = cls.env.ref("dealer.type_wholesaler")
        cls.other_type = cls.env.ref("dealer.type_key_account")
        cls.country = cls.env["dealer.territory"].create({"name": "P Country"})
        cls.region = cls.env["dealer.territory"].create({"name": "P Region", "parent_id": cls.country.id})
        cls.other_region = cls.env["dealer.territory"].create({"name": "P Other", "parent_id": cls.country.id})
        cls.base_list = cls.company.dealer_base_pricelist_id
        cls.tier_list = cls.tier.pricelist_id = cls.make_list("P tier")
        cls.type_list = cls.type.pricelist_id = cls.make_list("P type")
        cls.territory_list = cls.country.pricelist_id = cls.make_list("P territory")
        cls.dealer = cls.make_dealer(
            "P Dealer",
            cls.unit,
            type_id=cls.type.id,
            tier_id=cls.tier.id,
            territory_id=cls.region.id,
            price_policy="own_list",
        )
        cls.own_list = cls.dealer.pricelist_id
        cls.product = cls.make_product("P Product")

    def price(self, product=None, quantity=1.0, pricelist=None, **kwargs):
        """Return (price, item) of a product in a list, by default the dealer's own."""
        product = product or self.product
        price, item_id = (pricelist or self.own_list)._get_product_price_rule(product, quantity, **kwargs)
        return price, self.env["product.pricelist.item"].browse(item_id)
