"""An account of one unit asks about, and acts on, what belongs to another: it is told what it is told of what is not there."""

import pytest

from .api_shapes import METHODS
from .api_world import PRODUCT, Account, code_of, done, make_dealer, order, ref

ROLES = ["dealer_api.role_migration", "dealer_api.role_release"]
NOWHERE = {"dealer": "NOBODY", "order_id": 2**31 - 1, "order_ref": "nothing", "invoice": "NO/0000/0000"}
STATES = {
    "sale.order": ["state", "amount_total", "write_date"],
    "account.move": ["state", "amount_residual", "write_date"],
    "stock.picking": ["state", "write_date"],
    "product.pricelist": ["item_ids"],
    "dealer.dealer": ["name", "state", "unit_id", "active", "write_date"],
}


@pytest.fixture(scope="module")
def admin(xmlrpc):
    return xmlrpc("admin")


@pytest.fixture(scope="module")
def units(url, database, admin):
    """Two units of the test's own, side by side. :return: [code, code]"""
    codes = [ref("U"), ref("U")]
    everywhere = Account(url, database, admin, ROLES)
    done(everywhere.json2("units_upsert", units=[{"code": c, "name": c, "parent": "GROUP"} for c in codes]))
    return codes


@pytest.fixture(scope="module")
def theirs(url, database, admin, units):
    """The account of the other unit."""
    return Account(url, database, admin, ROLES, units=units[1:])


@pytest.fixture(scope="module")
def ours(url, database, admin, units):
    return Account(url, database, admin, ROLES, units=units[:1])


@pytest.fixture(scope="module", params=["xmlrpc", "json2"])
def call(request, ours):
    return getattr(ours, request.param)


@pytest.fixture(scope="module")
def dealer(ours, units):
    return make_dealer(ours.json2, unit=units[0])


@pytest.fixture(scope="module")
def foreign(theirs, units):
    """A dealer of the other unit with one order that is invoiced and one that is open.

    :return: dict ``dealer``, ``order_id``, ``order_ref`` (of the open one), ``invoice`` (its number), ``ids`` of all,
        ``taken`` (the reference of the other)
    """
    code = make_dealer(theirs.json2, unit=units[1], limit=1e6)
    first, second = order(code), order(code)
    sold, still_open = done(theirs.json2("orders_submit", orders=[first, second]))
    where = {"order_ref": first["external_ref"]}
    done(theirs.json2("deliveries_confirm", deliveries=[{"external_ref": ref(), **where}]))
    [invoice] = done(theirs.json2("invoices_create", invoices=[{"external_ref": ref(), **where}]))
    return {
        "dealer": code,
        "order_id": still_open["id"],
        "order_ref": second["external_ref"],
        "invoice": invoice["number"],
        "taken": first["external_ref"],
        "ids": {"sale.order": [sold["id"], still_open["id"]], "account.move": [invoice["id"]]},
    }


@pytest.fixture
def untouched(admin, foreign):
    """Whatever the test sends, nothing of the other unit is changed, and nothing is made for its dealer."""

    def look():
        everything = {"context": {"active_test": False}}
        of_dealer = [["dealer_id.code", "=", foreign["dealer"]]]
        domains = dict.fromkeys(STATES, of_dealer) | {"dealer.dealer": [["code", "=", foreign["dealer"]]]}
        seen = {
            model: admin(model, "search_read", domains[model], fields, order="id", **everything)
            for model, fields in STATES.items()
        }
        return seen, admin("account.payment", "search_count", of_dealer, **everything)

    before = look()
    assert all(before[0].values())
    yield
    assert look() == before


def of_dealer(method, **vals):
    return pytest.param(method, lambda known, _ours: {"dealer": known["dealer"], **vals}, id=f"{method} by dealer")


def of_order(method, key, **vals):
    return pytest.param(method, lambda known, _ours: {key: known[key], **vals}, id=f"{method} by {key}")


LINES = [{"product": PRODUCT, "quantity": 6}]
ON_ORDERS = {
    "orders_status": {},
    "orders_cancel": {"reason": "Ours now"},
    "orders_release": {"reason": "Ours now"},
    "deliveries_confirm": {},
    "invoices_create": {},
}


@pytest.mark.parametrize(
    ("method", "item_of"),
    [
        of_dealer("prices_upsert", product=PRODUCT, price=0.01),
        of_dealer("prices_upsert", product=PRODUCT, remove=True),
        of_dealer("orders_submit", lines=LINES),
        of_dealer("payments_register", amount=1.0),
        *(of_order(method, key, **vals) for method, vals in ON_ORDERS.items() for key in ("order_id", "order_ref")),
        pytest.param(
            "payments_register",
            lambda known, ours: {"dealer": ours, "amount": 60.0, "invoices": [known["invoice"]]},
            id="payments_register by invoice",
        ),
    ],
)
def test_what_is_of_another_unit_is_not_there(call, dealer, foreign, untouched, method, item_of):
    with_ref = "external_ref" in METHODS[method].item.fields
    asked = [
        {**item_of(known, dealer), **({"external_ref": ref()} if with_ref else {})} for known in (foreign, NOWHERE)
    ]
    answer = call(method, **{METHODS[method].inputs: asked})
    assert told(answer, foreign, 0) == told(answer, NOWHERE, 1), answer


@pytest.mark.parametrize("method", ["credit_status", "fund_status", "rebate_status", "dealer_statements"])
def test_what_dealers_of_another_unit_owe_and_have(call, dealer, foreign, method):
    answer = call(method, dealers=[foreign["dealer"], NOWHERE["dealer"], dealer])
    assert told(answer, foreign, 0) == told(answer, NOWHERE, 1)
    assert answer["results"][2]["ok"], answer


@pytest.mark.parametrize(
    ("method", "arguments"), [("price_quote", {"lines": [{"product": PRODUCT}]}), ("invoices_list", {})]
)
def test_questions_about_a_dealer_of_another_unit(call, foreign, method, arguments):
    hidden, nobody = (call(method, dealer=known["dealer"], **arguments) for known in (foreign, NOWHERE))
    assert told(hidden, foreign) == told(nobody, NOWHERE)


def test_lists_leave_out_what_is_of_another_unit(call, theirs, foreign):
    numbers = {one["number"] for one in call("invoices_list")["results"]}
    assert foreign["invoice"] not in numbers
    assert foreign["invoice"] in {one["number"] for one in theirs.json2("invoices_list")["results"]}
    for caller, sees in ((call, False), (theirs.json2, True)):
        found = {row["id"] for row in all_changes(caller) if row["kind"] == "order"}
        assert bool(found & set(foreign["ids"]["sale.order"])) == sees


def test_no_goods_go_to_an_address_of_another_dealer(call, admin, dealer, foreign, untouched):
    [partner] = admin("dealer.dealer", "search_read", [["code", "=", foreign["dealer"]]], ["partner_id"])
    answers = [
        call("orders_submit", orders=[order(dealer, ship_to=address)])
        for address in (partner["partner_id"][0], 2**31 - 1)
    ]
    errors = [answer["results"][0]["error"] for answer in answers]
    assert [(error["code"], error["path"]) for error in errors] == [("unknown_record", "ship_to")] * 2


def test_a_code_that_another_unit_uses_is_not_taken_over(call, units, foreign, untouched):
    """Codes are unique in a company, so it is told that the code is taken, but nothing of whose it is."""
    change = {"code": foreign["dealer"], "name": "Ours", "type": "online_reseller", "unit": units[0]}
    for item in (change, {"code": foreign["dealer"], "state": "terminated"}, {**change, "credit": {"limit": 0.0}}):
        answer = call("dealers_upsert", dealers=[item])
        assert not answer["results"][0]["ok"], answer
        assert units[1] not in str(answer)


def test_references_are_each_accounts_own(call, foreign, dealer):
    """The reference under which another account has ordered is free: no replay tells what it got."""
    sent = {**order(dealer), "external_ref": foreign["taken"]}
    [placed] = call("orders_submit", orders=[sent])["results"]
    assert placed["id"] not in foreign["ids"]["sale.order"], placed
    [status] = done(call("orders_status", orders=[{"order_ref": foreign["taken"]}]))
    assert status["dealer"] == dealer


def test_a_dealer_on_hold_orders_nothing_and_is_told_about(call, units):
    code = make_dealer(call, unit=units[0])
    done(call("dealers_upsert", dealers=[{"code": code, "state": "on_hold"}]))
    [result] = call("orders_submit", orders=[order(code)])["results"]
    assert result.get("state") != "confirmed", result
    assert done(call("price_quote", dealer=code, lines=[{"product": PRODUCT}]))[0]["price"] == 10.0


def test_an_archived_dealer_orders_nothing(call, admin, units):
    code = make_dealer(call, unit=units[0])
    sent = order(code)
    [placed] = done(call("orders_submit", orders=[sent]))
    done(call("orders_cancel", orders=[{"order_ref": sent["external_ref"], "reason": "It ends"}]))
    done(call("dealers_upsert", dealers=[{"code": code, "state": "terminated"}]))
    [dealer_id] = admin("dealer.dealer", "search", [["code", "=", code]])
    admin("dealer.dealer", "write", [dealer_id], {"active": False})
    [again] = done(call("orders_submit", orders=[sent]))
    assert (again["replay"], again["id"]) == (True, placed["id"]), "what was carried out before is told again"
    [result] = call("orders_submit", orders=[order(code)])["results"]
    assert not result["ok"], result
    [status] = done(call("orders_status", orders=[{"order_ref": sent["external_ref"]}]))
    assert status["dealer"] == code


def told(answer, known, index=0):
    """Return the error of the call or of one input, with a mark instead of the name that was asked for."""
    assert code_of(answer, index), answer
    error = answer["error"] or answer["results"][index]["error"]
    marked = dict(error)
    for value in sorted({str(known[name]) for name in NOWHERE}, key=len, reverse=True):
        marked["message"] = marked["message"].replace(value, "…")
    return marked


def all_changes(caller):
    """Return all that the feed tells from its beginning."""
    rows, answer = [], {"more": True, "cursor": ""}
    for _page in range(100):
        if not answer["more"]:
            break
        answer = caller("changes", cursor=answer["cursor"], limit=5000, kinds=["order"])
        rows += answer["results"]
    return rows
