"""The same prices, sent or released by several people at once, are there once and without gaps."""

import base64
import uuid

import pytest

from tests.rounds import rounds


class PriceWorld:
    """A dealer with products of its own, made over RPC by the administrator."""

    def __init__(self, crowd):
        self.crowd = crowd
        mark = uuid.uuid4().hex[:8].upper()
        unit = crowd("dealer.unit", "search", [("code", "=", "GROUP")])[0]
        kind = crowd("dealer.type", "search", [("code", "=", "wholesaler")])[0]
        partner = crowd("res.partner", "create", {"name": f"Prices {mark}", "is_company": True})
        vals = {"partner_id": partner, "unit_id": unit, "type_id": kind, "code": f"P{mark}", "state": "active"}
        self.dealer = crowd("dealer.dealer", "create", {**vals, "price_policy": "own_list"})
        products = [{"name": f"{mark}-{n}", "default_code": f"{mark}-{n}", "list_price": 100} for n in range(20)]
        self.products = crowd("product.product", "create", products)
        self.codes = [product["default_code"] for product in products]
        self.dealer_code = f"P{mark}"

    def make_import(self, price, start):
        """Return an import of one price for each product, not yet carried out."""
        rows = [f"{self.dealer_code},{code},{price},{start}" for code in self.codes]
        content = base64.b64encode("\n".join(["dealer,product,price,start", *rows]).encode()).decode()
        return self.crowd("dealer.price.import", "create", {"file": content, "filename": "prices.csv"})

    def make_change(self, price, date):
        change = self.crowd("dealer.price.change", "create", {"pricelist_id": self.list_id(), "date_start": date})
        lines = [{"change_id": change, "product_id": product, "new_price": price} for product in self.products]
        self.crowd("dealer.price.change.line", "create", lines)
        return change

    def list_id(self):
        return self.crowd("dealer.dealer", "read", [self.dealer], ["pricelist_id"])[0]["pricelist_id"][0]

    def versions(self):
        """Return {product code: [(price, start, end)]} by start."""
        items = self.crowd(
            "product.pricelist.item",
            "search_read",
            [("pricelist_id", "=", self.list_id())],
            ["product_tmpl_id", "fixed_price", "date_start", "date_end"],
            order="date_start, id",
        )
        found = {}
        for item in items:
            found.setdefault(item["product_tmpl_id"][0], []).append(
                (item["fixed_price"], item["date_start"], item["date_end"])
            )
        return found


@pytest.fixture
def prices(crowd):
    return PriceWorld(crowd)


@pytest.mark.parametrize("number", range(rounds(2, 20)))
def test_same_file_from_several_people_at_once(crowd, prices, number):
    imports = [prices.make_import(80, "2031-01-01") for _ in range(4)]
    calls = [lambda one=one: crowd.stubborn("dealer.price.import", "action_import", [one]) for one in imports]
    assert all(crowd.all_at_once(calls, len(calls)))
    done = crowd("dealer.price.import", "read", imports, ["state", "created_count", "unchanged_count"])
    assert {one["state"] for one in done} == {"done"}
    assert sorted(one["created_count"] for one in done) == [0, 0, 0, 20]
    versions = prices.versions()
    assert len(versions) == 20
    assert all(len(found) == 1 for found in versions.values()), versions


@pytest.mark.parametrize("number", range(rounds(2, 20)))
def test_files_for_different_days_leave_no_gap_and_no_overlap(crowd, prices, number):
    days = ["2031-01-01", "2031-02-01", "2031-03-01", "2031-04-01"]
    imports = [prices.make_import(80 + place, day) for place, day in enumerate(days)]
    calls = [lambda one=one: crowd.stubborn("dealer.price.import", "action_import", [one]) for one in imports]
    crowd.all_at_once(calls, len(calls))
    for found in prices.versions().values():
        assert [price for price, _start, _end in found] == [80, 81, 82, 83]
        assert found[-1][2] is False
        for (_price, _start, end), (_next, start, _end) in zip(found[:-1], found[1:], strict=True):
            assert end.endswith(":59:59")
            assert end[:10] < start[:10]


def test_one_change_released_by_several_people_at_once(crowd, prices):
    change = prices.make_change(70, "2031-06-01")
    calls = [lambda: crowd.stubborn("dealer.price.change", "action_release", [change]) for _ in range(4)]
    assert crowd.all_at_once(calls, len(calls)) == [True] * 4
    versions = prices.versions()
    assert len(versions) == 20
    assert all([price for price, _start, _end in found] == [70] for found in versions.values()), versions
