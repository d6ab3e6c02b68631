"""A small world for random prices: every dimension that the order of precedence looks at, and strategies over it."""

from datetime import timedelta

from hypothesis import strategies as st

from odoo import Command

from .common import PriceCommon

LISTS = ("own_list", "tier_list", "type_list", "territory_list", "base_list", "spare_list", "based_list")
PRODUCTS = ("product", "red", "blue", "by_dozen", "by_weight", "colours", "product_template")
CATEGORIES = ("top", "middle", "leaf", "side")
QUANTITIES = (0.5, 1, 3, 6, 11.95, 12, 13, 24, 100)
STEPS = (0, 0, 1, 2, 6, 12, 12.5, 24)
PRICES = (0.0, 0.07, 1.0, 9.99, 80.0, 123.456)

index = st.integers(min_value=0, max_value=10**6)
items = st.fixed_dictionaries(
    {
        "pricelist": st.sampled_from(LISTS),
        "target": st.sampled_from((None, *CATEGORIES, *PRODUCTS)),
        "minimum": st.sampled_from(STEPS),
        "unit": st.none() | index,
        "start": st.none() | st.integers(-3, 3),
        "end": st.none() | st.integers(-3, 3),
        "tier": st.sampled_from((None, None, "tier", "other_tier", "both")),
        "type": st.sampled_from((None, None, "type", "other_type", "both")),
        "territory": st.sampled_from((None, None, "country", "region", "other_region")),
        "method": st.sampled_from(("fixed", "fixed", "percentage", "formula")),
        "base": st.sampled_from(("list_price", "standard_price", "spare_list", "based_list")),
        "values": st.tuples(*[st.sampled_from(PRICES)] * 3),
        "percent": st.sampled_from((0.0, 5.0, 12.5, 33.33, -10.0)),
        "rounding": st.sampled_from((0.0, 0.0, 0.05, 1.0, 10.0)),
    }
)
plain_items = items.map(lambda drawn: {**drawn, "unit": None, "tier": None, "type": None, "territory": None})
requests = st.fixed_dictionaries(
    {
        "product": st.sampled_from(PRODUCTS),
        "quantity": st.sampled_from(QUANTITIES),
        "unit": st.none() | index,
        "currency": index,
        "moment": st.integers(-4, 4),
    }
)
chains = st.fixed_dictionaries(
    {
        "policy": st.sampled_from(("own_list", "own_list", "tier_list", "base_list")),
        "currencies": st.lists(index, min_size=7, max_size=7),
        "fallback": st.sampled_from((None, None, "spare_list", "based_list")),
        "tier_falls_back": st.booleans(),
        "keep_base": st.booleans(),
    }
)


class PriceWorld(PriceCommon):
    """Products in units of count and weight, variants with extra prices, a tree of categories, three currencies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        uom = {
            name: cls.env.ref(f"uom.product_uom_{name}") for name in ("unit", "dozen", "pack_6", "kgm", "gram", "lb")
        }
        cls.counted = [uom["unit"], uom["dozen"], uom["pack_6"]]
        cls.weighed = [uom["kgm"], uom["gram"], uom["lb"]]
        make_category = cls.env["product.category"].create
        cls.top = make_category({"name": "W top"})
        cls.middle = make_category({"name": "W middle", "parent_id": cls.top.id})
        cls.leaf = make_category({"name": "W leaf", "parent_id": cls.middle.id})
        cls.side = make_category({"name": "W side"})
        cls._make_colours()
        cls.product.categ_id = cls.leaf
        cls.product.standard_price = 61.5
        cls.product_template = cls.product.product_tmpl_id
        cls.by_dozen = cls.make_product(
            "W dozen", 240.0, uom_id=uom["dozen"].id, categ_id=cls.side.id, standard_price=99.0
        )
        cls.by_weight = cls.make_product(
            "W kilo", 7.77, uom_id=uom["kgm"].id, categ_id=cls.middle.id, standard_price=3.3
        )
        others = cls.set_rates(EUR=0.9137, CNY=7.0551)
        for currency, rate, days in zip(others, (6.5, 1.01), (-2, 1), strict=True):
            cls.set_rate(currency, rate, (cls.now + timedelta(days=days)).date())
        cls.currencies = [cls.company.currency_id, *others]
        cls.spare_list, cls.based_list = cls.make_list("W spare"), cls.make_list("W based")
        cls.base_item = cls.base_list.item_ids

    @classmethod
    def _make_colours(cls):
        attribute = cls.env["product.attribute"].create(
            {"name": "W colour", "value_ids": [Command.create({"name": name}) for name in ("red", "blue")]}
        )
        line = {"attribute_id": attribute.id, "value_ids": [Command.set(attribute.value_ids.ids)]}
        cls.colours = cls.env["product.template"].create(
            {
                "name": "W colours",
                "list_price": 50.0,
                "categ_id": cls.middle.id,
                "attribute_line_ids": [Command.create(line)],
            }
        )
        cls.red, cls.blue = cls.colours.product_variant_ids
        cls.red.product_template_attribute_value_ids.price_extra = 4.5
        (cls.red | cls.blue).standard_price = 20.0

    def units(self, target):
        """Return the units that a target is counted in."""
        weighed = target == self.by_weight or target == self.by_weight.product_tmpl_id
        return self.weighed if weighed else self.counted

    def put_chain(self, drawn):
        """Arrange the lists of the dealer as drawn."""
        self.dealer.price_policy = drawn["policy"]
        for name, number in zip(LISTS, drawn["currencies"], strict=True):
            getattr(self, name).currency_id = self.currencies[number % 3]
        if drawn["fallback"]:
            self.own_list.fallback_id = getattr(self, drawn["fallback"])
        if drawn["tier_falls_back"]:
            self.tier_list.fallback_id = self.territory_list
        if not drawn["keep_base"]:
            self.base_item.unlink()

    def put_items(self, drawn_items):
        """Create items as drawn."""
        self.env["product.pricelist.item"].create([self.drawn_item_vals(drawn) for drawn in drawn_items])

    def drawn_item_vals(self, drawn):
        """Return the values of an item as drawn; bases on lists run one way only, so that there is no cycle."""
        pricelist = getattr(self, drawn["pricelist"])
        target = getattr(self, drawn["target"]) if drawn["target"] else None
        start, end = (drawn[name] and self.day(drawn[name]) for name in ("start", "end"))
        if start and end and start >= end:
            end = False
        vals = {
            "min_quantity": drawn["minimum"],
            "date_start": start,
            "date_end": end,
            "compute_price": drawn["method"],
            **self._conditions(drawn),
            **self._method(drawn, pricelist),
        }
        if drawn["unit"] is not None:
            units = (
                self.units(target)
                if target is not None and target._name != "product.category"
                else self.counted + self.weighed
            )
            vals["uom_id"] = units[drawn["unit"] % len(units)].id
        return self.item_vals(pricelist, target, **vals)

    def _conditions(self, drawn):
        tiers = {"tier": self.tier, "other_tier": self.other_tier, "both": self.tier | self.other_tier}
        types = {"type": self.type, "other_type": self.other_type, "both": self.type | self.other_type}
        vals = {}
        if drawn["tier"]:
            vals["tier_ids"] = tiers[drawn["tier"]]
        if drawn["type"]:
            vals["type_ids"] = types[drawn["type"]]
        if drawn["territory"]:
            vals["territory_id"] = getattr(self, drawn["territory"]).id
        return vals

    def _method(self, drawn, pricelist):
        amount, minimum, maximum = drawn["values"]
        if drawn["method"] == "fixed":
            return {"fixed_price": amount}
        base = drawn["base"]
        vals = {"base": base, "percent_price": drawn["percent"]}
        if base.endswith("list") and pricelist in (self.spare_list, self.based_list):
            base = "spare_list" if pricelist == self.based_list else "list_price"
            vals["base"] = base
        if base.endswith("list"):
            vals.update(base="pricelist", base_pricelist_id=getattr(self, base).id)
        if drawn["method"] == "formula":
            vals.update(
                price_discount=drawn["percent"],
                price_surcharge=amount,
                price_round=drawn["rounding"],
                price_min_margin=min(minimum, maximum),
                price_max_margin=max(minimum, maximum),
            )
        return vals

    def day(self, number):
        return self.now + timedelta(days=number)

    def asked(self, drawn):
        """Return (product, quantity, unit, moment, currency) of a request as drawn."""
        product = getattr(self, drawn["product"])
        units = self.units(product)
        unit = product.uom_id if drawn["unit"] is None else units[drawn["unit"] % len(units)]
        return product, drawn["quantity"], unit, self.day(drawn["moment"]), self.currencies[drawn["currency"] % 3]
