"""Prices of dealers out of reach, asked for by naming their lists where prices are worked out for the caller."""

import pytest

from tests.e2e.clients import Refused

from .reach import FOREIGN, OWN


class Lists:
    """An own dealer and a foreign dealer of a user, both with a price list of their own."""

    def __init__(self, admin, seen):
        self._admin, self._seen = admin, seen
        self.own, self.foreign = self._dealer(OWN), self._dealer(FOREIGN)

    def _dealer(self, position):
        domain = [("id", "in", self._seen.dealers[position]), ("pricelist_id", "!=", False), ("state", "=", "active")]
        [dealer] = self._admin(
            "dealer.dealer", "search_read", domain, ["partner_id", "pricelist_id"], limit=1, **self._seen.companies
        )
        return {"id": dealer["id"], "partner": dealer["partner_id"][0], "list": dealer["pricelist_id"][0]}


@pytest.fixture(params=["zhangmin", "wuhao", "channel", "emma"])
def login(request):
    return request.param


@pytest.fixture
def lists(admin, reach, login):
    return Lists(admin, reach(login))


def test_no_order_is_priced_by_a_foreign_list(admin, web, login, lists):
    rpc = web(login)
    [product] = rpc("product.product", "search", [("sale_ok", "=", True)], limit=1)
    line = [(0, 0, {"product_id": product, "product_uom_qty": 1})]
    order = rpc("sale.order", "create", {"partner_id": lists.own["partner"], "order_line": line})
    try:
        for call in (
            ("create", {"partner_id": lists.own["partner"], "pricelist_id": lists.foreign["list"], "order_line": line}),
            ("write", [order], {"pricelist_id": lists.foreign["list"]}),
            (
                "web_save",
                [order],
                {"pricelist_id": lists.foreign["list"]},
                {"order_line": {"fields": {"price_unit": {}}}},
            ),
            ("copy", [order], {"pricelist_id": lists.foreign["list"]}),
        ):
            with pytest.raises(Refused) as refused:
                rpc("sale.order", *call)
            assert refused.value.status in (403, 422)
        [after] = rpc("sale.order", "read", [order], ["pricelist_id"])
        assert after["pricelist_id"][0] == lists.own["list"]
    finally:
        admin("sale.order", "unlink", [order], context={"allowed_company_ids": admin("res.company", "search", [])})


def test_no_contact_is_given_a_foreign_list(web, login, lists):
    for name in ("property_product_pricelist", "specific_property_product_pricelist"):
        with pytest.raises(Refused):
            web(login)("res.partner", "write", [lists.own["partner"]], {name: lists.foreign["list"]})


def test_no_list_leads_to_a_foreign_list(web, login, lists):
    rpc = web(login)
    based = {"compute_price": "formula", "base": "pricelist", "base_pricelist_id": lists.foreign["list"]}
    for model, method, *arguments in (
        ("product.pricelist", "write", [lists.own["list"]], {"fallback_id": lists.foreign["list"]}),
        ("product.pricelist", "create", {"name": "new", "fallback_id": lists.foreign["list"]}),
        ("product.pricelist.item", "create", {"pricelist_id": lists.own["list"], **based}),
        ("product.pricelist", "write", [lists.own["list"]], {"item_ids": [(0, 0, based)]}),
        ("dealer.price.change", "create", {"pricelist_id": lists.foreign["list"]}),
    ):
        with pytest.raises(Refused) as refused:
            rpc(model, method, *arguments)
        assert refused.value.status == 403, (model, method, refused.value)


def test_no_wizard_tells_a_foreign_price(web, login, lists):
    rpc, dealer = web(login), lists.foreign["id"]
    for model, values in (
        ("dealer.price.book", {"subject": "dealer", "dealer_id": dealer}),
        ("dealer.price.book", {"subject": "list", "pricelist_id": lists.foreign["list"]}),
        ("dealer.price.export", {"dealer_ids": [(6, 0, [dealer])]}),
        ("dealer.price.explain", {"dealer_id": dealer}),
        ("dealer.price.history", {"pricelist_id": lists.foreign["list"]}),
        ("dealer.price.simulation", {"dealer_ids": [(6, 0, [dealer])]}),
    ):
        with pytest.raises(Refused) as refused:
            rpc(model, "create", values)
        assert refused.value.status == 403, (model, refused.value)
    with pytest.raises(Refused):
        rpc("dealer.dealer", "explain_price", [dealer], 1)
