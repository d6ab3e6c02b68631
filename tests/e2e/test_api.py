"""The API over both protocols: the same answers, no faults, nothing half done."""

import json
import urllib.error
import urllib.request
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor

import pytest

from .api_world import PRODUCT, code_of, done, make_dealer, order, over_json2, over_xmlrpc, ref
from .clients import Json2, Refused

CALLERS = 16


@pytest.fixture(scope="module", params=["xmlrpc", "json2"])
def call(request, xmlrpc, json2):
    """A function that calls the API over one of the protocols."""
    if request.param == "xmlrpc":
        return over_xmlrpc(xmlrpc("integrator"))
    return over_json2(json2("integrator"))


@pytest.fixture(scope="module")
def dealer(call):
    return make_dealer(call)


def orders_of(xmlrpc, references):
    return xmlrpc("admin")("sale.order", "search_count", [("origin", "in", references)])


def test_from_order_to_payment(call, dealer):
    sent = order(dealer)
    [placed] = done(call("orders_submit", orders=[sent]))
    assert placed["state"] == "confirmed", placed
    where = {"order_ref": sent["external_ref"]}
    done(call("deliveries_confirm", deliveries=[{"external_ref": ref(), **where}]))
    [invoice] = done(call("invoices_create", invoices=[{"external_ref": ref(), **where}]))
    payment = {"external_ref": ref(), "dealer": dealer, "amount": invoice["amount_total"]}
    [paid] = done(call("payments_register", payments=[payment]))
    assert paid["settled"] == [{"invoice_id": invoice["id"], "number": invoice["number"], "amount": 60.0}]
    [status] = done(call("orders_status", orders=[where]))
    assert status["state"] == "paid"


def test_limit_of_credit_holds_in_a_batch(call):
    """Five orders of 60 against 150: two fit, together with each other and with all that is reserved beside them."""
    code = make_dealer(call, limit=150.0)
    results = done(call("orders_submit", orders=[order(code) for _number in range(5)]))
    assert [result["state"] for result in results] == ["confirmed"] * 2 + ["held"] * 3
    [status] = done(call("credit_status", dealers=[code]))
    assert (status["used"], status["held"]) == (120.0, 0.0)


def test_sixteen_at_once_make_one_order(call, dealer, xmlrpc):
    sent = order(dealer)
    with ThreadPoolExecutor(CALLERS) as pool:
        clients = [over_xmlrpc(xmlrpc("integrator")) for _number in range(CALLERS)]
        answers = list(pool.map(lambda client: client("orders_submit", orders=[sent]), clients))
    results = [{**done(answer)[0], "replay": False} for answer in answers]
    assert all(result == results[0] for result in results)
    assert sum(not answer["results"][0]["replay"] for answer in answers) == 1
    assert orders_of(xmlrpc, [sent["external_ref"]]) == 1


def test_batches_that_overlap_at_once(dealer, call, xmlrpc):
    """Two batches with the same orders in opposite order: each order once, nobody waits for ever."""
    sent = [order(dealer) for _number in range(4)]
    with ThreadPoolExecutor(2) as pool:
        clients = [over_xmlrpc(xmlrpc("integrator")) for _number in range(2)]
        batches = [sent, sent[::-1]]
        answers = list(
            pool.map(lambda pair: pair[0]("orders_submit", orders=pair[1]), zip(clients, batches, strict=True))
        )
    ids = [{result["external_ref"]: result["id"] for result in done(answer)} for answer in answers]
    assert ids[0] == ids[1]
    assert orders_of(xmlrpc, [one["external_ref"] for one in sent]) == 4


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"dealer": "NOBODY"}, "unknown_dealer"),
        ({"lines": [{"product": "NOTHING", "quantity": 6}]}, "unknown_product"),
        ({"lines": [{"product": PRODUCT, "quantity": 0}]}, "out_of_range"),
        ({"lines": [{"product": PRODUCT, "quantity": -6}]}, "out_of_range"),
        ({"lines": [{"product": PRODUCT, "quantity": 1e15}]}, "out_of_range"),
        ({"lines": [{"product": PRODUCT, "quantity": float("nan")}]}, "not_finite"),
        ({"lines": [{"product": PRODUCT, "quantity": float("inf")}]}, "not_finite"),
        ({"lines": [{"product": PRODUCT, "quantity": "six"}]}, "invalid_type"),
        ({"lines": [{"product": PRODUCT, "quantity": [6]}]}, "invalid_type"),
        ({"lines": {"product": PRODUCT}}, "invalid_type"),
        ({"lines": [[0, 0, {"product_id": 1, "price_unit": 0}]]}, "invalid_type"),
        ({"order_line": [[6, 0, [1]]]}, "unknown_field"),
        ({"note": "x" * 10_000_000}, "too_long"),
        ({"note": "tab\tand\nline are text"}, ""),
        ({"currency": "QQQ"}, "wrong_currency"),
        ({"company": "Somebody else"}, "unknown_company"),
        ({"ship_to": 1}, "unknown_record"),
        ({"date": "31.12.2004"}, "invalid_date"),
        ({"date": "2199-01-01"}, "date_ahead"),
    ],
)
def test_bad_input(call, dealer, xmlrpc, change, code):
    sent = {**order(dealer), **change}
    answer = call("orders_submit", orders=[sent])
    assert code_of(answer) == code, answer
    assert orders_of(xmlrpc, [sent["external_ref"]]) == (not code)


def test_control_characters(json2, url, database):
    """XML cannot even carry them; JSON can."""
    call = over_json2(json2("integrator"))
    for text in ("a\x00b", "\x1b[0m", "\ud800"):
        assert code_of(call("price_quote", dealer=text, lines=[])) == "control_character"


def test_another_content_under_the_same_reference(call, dealer):
    sent = order(dealer)
    done(call("orders_submit", orders=[sent]))
    assert code_of(call("orders_submit", orders=[{**sent, "note": "More"}])) == "payload_conflict"


def test_commands_to_foreign_ids(call, dealer, xmlrpc):
    """An order of no dealer, one of another company's reach, and one that is not there are all unknown."""
    admin = xmlrpc("admin")
    partner = admin("res.partner", "create", {"name": "No dealer"})
    foreign = admin("sale.order", "create", {"partner_id": partner})
    for order_id in (foreign, 2**31 - 1):
        for method, name in (
            ("orders_cancel", "orders"),
            ("deliveries_confirm", "deliveries"),
            ("invoices_create", "invoices"),
            ("orders_status", "orders"),
        ):
            reference = {} if method == "orders_status" else {"external_ref": ref()}
            assert code_of(call(method, **{name: [{"order_id": order_id, **reference}]})) == "unknown_order"


def test_a_thousand_with_a_hundred_bad_ones(call, dealer):
    prices = [
        {"dealer": dealer, "product": "NOTHING" if n % 10 == 0 else PRODUCT, "price": 5.0, "quantity": n}
        for n in range(1000)
    ]
    answer = call("prices_upsert", prices=prices)
    assert [result["ok"] for result in answer["results"]] == [bool(n % 10) for n in range(1000)]


def test_without_the_right(xmlrpc, dealer):
    clerk = over_xmlrpc(xmlrpc("sales"))
    assert code_of(clerk("orders_submit", orders=[order(dealer)])) == "not_allowed"
    portal = over_xmlrpc(xmlrpc("dealer1"))
    assert code_of(portal("changes")) == "not_allowed"


def test_a_wrong_key(url, database):
    with pytest.raises(Refused) as refused:
        Json2(url, database, "0" * 40)("dealer.api", "changes")
    assert refused.value.status == 401


def test_private_methods_are_not_called(call):
    for method in ("_run", "_execute_orders_submit", "_worker"):
        with pytest.raises((xmlrpc.client.Fault, Refused)):
            call(method)


def test_changes_are_told_once_and_none_is_missed(xmlrpc, json2, dealer):
    """While others write, a reader that goes on from cursor to cursor sees every order that was placed."""
    reader, writer = over_json2(json2("integrator")), over_xmlrpc(xmlrpc("integrator"))
    start = read_all(reader, "")[1]
    with ThreadPoolExecutor(4) as pool:
        clients = [over_xmlrpc(xmlrpc("integrator")) for _number in range(4)]
        placing = [
            pool.submit(
                lambda client: [done(client("orders_submit", orders=[order(dealer)]))[0]["id"] for _n in range(3)], c
            )
            for c in clients
        ]
        seen, cursor = set(), start
        while not all(one.done() for one in placing):
            told, cursor = read_all(reader, cursor)
            seen |= told
        placed = {order_id for one in placing for order_id in one.result()}
    told, cursor = read_all(reader, cursor)
    assert placed <= seen | told
    product = done(writer("products_upsert", products=[{"code": ref("gone"), "name": "Goes"}]))[0]["id"]
    xmlrpc("admin")("product.product", "unlink", [product])
    page = reader("changes", cursor=cursor, kinds=["product"])
    assert {"deleted"} == {row["change"] for row in page["results"] if row["id"] == product} - {"created", "updated"}


def read_all(call, cursor):
    """Return (ids of orders, cursor) of all that has changed after ``cursor``."""
    ids = set()
    while True:
        page = call("changes", cursor=cursor, kinds=["order"], limit=2000)
        ids |= {row["id"] for row in page["results"]}
        cursor = page["cursor"]
        if not page["more"]:
            return ids, cursor


def test_a_body_that_is_no_json(url, database, json2):
    key = json2("integrator").key
    request = urllib.request.Request(
        f"{url}/json/2/dealer.api/orders_submit",
        b'{"orders": [',
        {"Authorization": f"Bearer {key}", "X-Odoo-Database": database, "Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=60)
    assert refused.value.code in (400, 415, 422)
    assert json.loads(refused.value.read() or b"{}") is not None
