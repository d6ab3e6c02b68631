"""The same new code from many sides at the same moment is one record, and everybody is told of it."""

import time
import uuid

import pytest

from tests.e2e.api_world import PRODUCT, Account, make_dealer
from tests.e2e.clients import XmlRpc
from tests.rounds import rounds

from .clients import PATIENCE, Crowd

CLIENTS = 8


class Integrator:
    """Calls the API from many sides at once, as one account.

    :param crowd: `Crowd` of the administrator, who sets the account up
    """

    def __init__(self, crowd):
        admin = XmlRpc(crowd.url, crowd.database, "admin", "admin")
        account = Account(crowd.url, crowd.database, admin, ["dealer_api.role_migration"])
        self._crowd = Crowd(crowd.url, crowd.database, account.login, account.key)
        self.dealer = make_dealer(account.json2)

    def same(self, method, name, item):
        """Send one input from all sides. :return: the results"""
        calls = [lambda: self._crowd("dealer.api", method, **{name: [item]}) for _client in range(CLIENTS)]
        return [answer["results"][0] for answer in self._crowd.all_at_once(calls, CLIENTS)]


@pytest.fixture(scope="module")
def integrator(crowd):
    return Integrator(crowd)


def new():
    return f"C-{uuid.uuid4().hex[:10]}"


@pytest.mark.parametrize(
    ("method", "name", "key", "vals", "model", "field"),
    [
        ("units_upsert", "units", "code", {}, "dealer.unit", "code"),
        ("users_upsert", "users", "login", {}, "res.users", "login"),
        ("credit_policies_upsert", "policies", "name", {}, "dealer.credit.policy", "name"),
        ("products_upsert", "products", "code", {"price": 3.0}, "product.product", "default_code"),
        (
            *("dealers_upsert", "dealers", "code"),
            *({"type": "online_reseller", "credit": {"limit": 5.0}, "contact": "Ann"}, "dealer.dealer", "code"),
        ),
    ],
)
def test_one_record_of_a_new_code(crowd, integrator, method, name, key, vals, model, field):
    for _round in range(rounds(2, 20)):
        code = new()
        results = integrator.same(method, name, {key: code, **({"name": code} if key != "name" else {}), **vals})
        assert all(result["ok"] for result in results), results
        assert crowd(model, "search_count", [(field, "=", code)]) == 1
        assert len({result["id"] for result in results}) == 1
        assert sum(result["created"] for result in results) == 1


def test_one_category_for_many_products(crowd, integrator):
    """Different products, so that nothing but the category is the same."""
    category = new()
    items = [{"code": new(), "name": "New", "category": f"{category} / Sub"} for _client in range(CLIENTS)]
    calls = [lambda item=item: integrator._crowd("dealer.api", "products_upsert", products=[item]) for item in items]
    answers = integrator._crowd.all_at_once(calls, CLIENTS)
    assert all(answer["results"][0]["ok"] for answer in answers), answers
    assert crowd("product.category", "search_count", [("complete_name", "ilike", category)]) == 2


def test_one_price(crowd, integrator):
    for number in range(rounds(2, 20)):
        price = {"dealer": integrator.dealer, "product": PRODUCT, "price": 7.0, "quantity": 1000.0 + number}
        results = integrator.same("prices_upsert", "prices", price)
        assert all(result["ok"] for result in results), results
        assert len({result["id"] for result in results}) == 1
        same = [("pricelist_id.dealer_id.code", "=", integrator.dealer), ("min_quantity", "=", price["quantity"])]
        assert crowd("product.pricelist.item", "search_count", same) == 1


def test_what_one_contact_is_told_of_an_existing_dealer(crowd, integrator):
    contact = new()
    results = integrator.same("dealers_upsert", "dealers", {"code": integrator.dealer, "contact": contact})
    assert all(result["ok"] for result in results), results
    assert crowd("res.partner", "search_count", [("name", "=", contact)]) == 1


def test_counts_of_new_goods_do_not_add_up(crowd, integrator):
    """Each client counts with a reference of its own: the last count holds, not the sum of all."""
    code = new()
    [product] = {
        result["id"] for result in integrator.same("products_upsert", "products", {"code": code, "name": "New"})
    }
    items = [{"external_ref": new(), "product": code, "quantity": 5.0} for _client in range(CLIENTS)]
    calls = [lambda item=item: integrator._crowd("dealer.api", "stock_count", counts=[item]) for item in items]
    answers = integrator._crowd.all_at_once(calls, CLIENTS)
    assert all(answer["results"][0]["ok"] for answer in answers), answers
    assert crowd("product.product", "read", [product], ["qty_available"])[0]["qty_available"] == 5.0


def test_a_transaction_that_commits_late_is_told_late_and_not_lost(crowd, integrator, sql, database):
    """The cursor does not pass a change that somebody has made and not committed yet."""
    reader = integrator._crowd
    start = reader("dealer.api", "changes", kinds=["dealer"], limit=5000)
    while start["more"]:
        start = reader("dealer.api", "changes", cursor=start["cursor"], kinds=["dealer"], limit=5000)
    [late, early] = [crowd("dealer.dealer", "search", [("code", "=", make_dealer_of(reader))])[0] for _n in range(2)]
    sql.execute("BEGIN")
    sql.execute("UPDATE dealer_dealer SET write_date = write_date WHERE id = %s", [late])
    crowd("dealer.dealer", "write", [early], {"order_minimum": 1.0})
    before = reader("dealer.api", "changes", cursor=start["cursor"], kinds=["dealer"])
    told = [row for row in before["results"] if row["id"] in (late, early)]
    assert all(row["change"] == "created" for row in told)
    sql.execute("COMMIT")
    after, end = before, time.monotonic() + PATIENCE
    while sum(row["id"] in (late, early) and row["change"] == "updated" for row in told) < 2:
        assert time.monotonic() < end, (
            told
        )  # anything else that runs in the database makes the feed wait, and lose nothing
        after = reader("dealer.api", "changes", cursor=after["cursor"], kinds=["dealer"])
        told += [row for row in after["results"] if row["id"] in (late, early)]
        time.sleep(0.1)
    assert sorted((row["id"], row["change"]) for row in told) == sorted(
        (dealer, change) for dealer in (late, early) for change in ("created", "updated")
    )


def make_dealer_of(crowd):
    """Return the code of a new dealer, made over the API."""
    return make_dealer(lambda method, **arguments: crowd("dealer.api", method, **arguments))
