"""Every method with every wrong value, over both protocols: a stable code, its place, a sentence, and nothing half done."""

import re
import xmlrpc.client

import pytest

from .api_shapes import METHODS, query_cases, sample, shape_cases
from .api_world import PRODUCT, Account, code_of, done, make_dealer, order, ref

HUGE = "x" * 10_000_000
TOUCHED = (
    *("dealer.unit", "res.users", "dealer.dealer", "dealer.credit.line", "dealer.credit.policy", "res.partner"),
    *("product.product", "product.pricelist.item", "sale.order", "stock.picking", "account.move", "account.payment"),
)
ROLES = ["dealer_api.role_migration", "dealer_api.role_release"]
BATCHES = [method for method, spec in METHODS.items() if spec.inputs]
WRITING = [method for method, spec in METHODS.items() if spec.key]


@pytest.fixture(scope="module")
def admin(xmlrpc):
    return xmlrpc("admin")


@pytest.fixture(scope="module")
def account(url, database, admin):
    """An account that may do everything, so that nothing is refused for lack of a right."""
    return Account(url, database, admin, ROLES)


@pytest.fixture(scope="module", params=["xmlrpc", "json2"])
def call(request, account):
    return getattr(account, request.param)


@pytest.fixture(scope="module")
def dealer(account):
    return make_dealer(account.json2)


@pytest.fixture
def untouched(admin):
    """Whatever the test sends, nothing is there afterwards that was not there before."""

    def count():
        everything = {"context": {"active_test": False}}
        return {model: admin(model, "search_count", [], **everything) for model in TOUCHED}

    before = count()
    yield
    assert count() == before


def carried(call, cases):
    """Return those of the cases that the protocol can carry at all."""

    def goes(value):
        try:
            text = xmlrpc.client.dumps((value,))
            xmlrpc.client.loads(text.encode())
        except (OverflowError, UnicodeEncodeError, xmlrpc.client.expat.ExpatError):
            return False
        return True

    return [case for case in cases if goes(case[0])] if "xmlrpc" in call.__qualname__ else cases


def arguments(method, items, **query):
    """Return the arguments of a call with these inputs."""
    spec = METHODS[method]
    needed = {name: "x" for name, field in spec.query.fields.items() if field.required}
    return {spec.inputs: items, **needed, **query}


@pytest.mark.parametrize("method", [name for name in BATCHES if name != "price_quote"])
def test_every_field_of_an_input(call, method, untouched):
    cases = carried(call, shape_cases(METHODS[method].item))
    answer = call(method, **arguments(method, [value for value, _code, _path in cases]))
    for (value, code, path), result in zip(cases, answer["results"], strict=True):
        error = result.get("error", {})
        assert (error.get("code"), error.get("path")) == (code, path), (value, result)
        assert error["message"].endswith(".") and (path or "input") in error["message"], error


def test_every_field_of_the_lines_of_a_quote(call, dealer):
    cases = carried(call, shape_cases(METHODS["price_quote"].item))
    answer = call("price_quote", dealer=dealer, lines=[value for value, _code, _path in cases])
    found = [(result["error"]["code"], result["error"]["path"]) for result in answer["results"]]
    assert found == [(code, path) for _value, code, path in cases]


@pytest.mark.parametrize("method", [name for name, spec in METHODS.items() if spec.query.fields or not spec.inputs])
def test_every_field_of_a_question(call, method, untouched):
    for query, code, path in carried(call, query_cases(method)):
        sent = arguments(method, [], **query) if METHODS[method].inputs else query
        answer = call(method, **sent)
        assert (answer["ok"], answer["results"]) == (False, []), (query, answer)
        assert (answer["error"]["code"], answer["error"]["path"]) == (code, path), (query, answer)


@pytest.mark.parametrize("method", BATCHES)
def test_what_is_no_batch(call, method, untouched):
    for wrong in ("x", 5, {"0": {}}, True):
        error = call(method, **arguments(method, wrong))["error"]
        assert (error["code"], error["path"]) == ("invalid_type", METHODS[method].inputs)
    item = sample(METHODS[method].item)
    error = call(method, **arguments(method, [item] * 1001))["error"]
    assert (error["code"], error["path"]) == ("too_many", METHODS[method].inputs)


@pytest.mark.parametrize("method", WRITING)
def test_ten_megabytes(call, method, untouched):
    item = METHODS[method].item
    name = next(name for name, field in item.fields.items() if hasattr(field, "choices") and not field.choices)
    answer = call(method, **arguments(method, [{**sample(item), name: HUGE}]))
    assert code_of(answer) == "too_long"
    assert len(str(answer)) < 1000


def unknown(method, code, path, **change):
    return pytest.param(method, code, path, change, id=f"{method}-{path}")


@pytest.mark.parametrize(
    ("method", "code", "path", "change"),
    [
        unknown("units_upsert", "unknown_record", "parent", parent="NOTHING"),
        unknown("units_upsert", "unknown_record", "manager", manager="nobody"),
        unknown("units_upsert", "unknown_company", "company", company="Somebody else"),
        unknown("users_upsert", "unknown_record", "unit", unit="NOTHING"),
        unknown("users_upsert", "unknown_record", "language", language="xx_XX"),
        unknown("users_upsert", "unknown_company", "company", company="Somebody else"),
        unknown("users_upsert", "role_not_given", "roles[0].role", roles=[{"role": "group_admin"}]),
        unknown(
            *("users_upsert", "unknown_record", "roles[0].units[0]"), roles=[{"role": "finance", "units": ["NOTHING"]}]
        ),
        unknown("dealers_upsert", "unknown_record", "type", type="nothing"),
        unknown("dealers_upsert", "unknown_record", "tier", tier="nothing"),
        unknown("dealers_upsert", "unknown_record", "unit", unit="NOTHING"),
        unknown("dealers_upsert", "unknown_record", "account_manager", account_manager="nobody"),
        unknown("dealers_upsert", "unknown_record", "currency", currency="QQQ"),
        unknown("dealers_upsert", "unknown_record", "country", country="QQ"),
        unknown("dealers_upsert", "unknown_record", "region", country="CN", region="nowhere"),
        unknown("dealers_upsert", "unknown_record", "language", language="xx_XX"),
        unknown("dealers_upsert", "unknown_record", "payment_terms", payment_terms="never"),
        unknown("dealers_upsert", "unknown_record", "credit.currency", credit={"limit": 1.0, "currency": "QQQ"}),
        unknown("dealers_upsert", "unknown_record", "credit.policy", credit={"limit": 1.0, "policy": "none"}),
        unknown("dealers_upsert", "unknown_company", "company", company="Somebody else"),
        unknown("products_upsert", "unknown_record", "unit", unit="Furlongs"),
        unknown("products_upsert", "unknown_record", "taxes[0]", taxes=["No tax at all"]),
        unknown("products_upsert", "unknown_company", "company", company="Somebody else"),
        unknown("prices_upsert", "unknown_dealer", "dealer", dealer="NOBODY"),
        unknown("prices_upsert", "unknown_product", "product", product="NOTHING"),
        unknown("prices_upsert", "unknown_record", "unit", unit="Furlongs"),
        unknown("prices_upsert", "wrong_currency", "currency", currency="QQQ"),
        unknown("prices_upsert", "invalid_date", "date_to", date_from="2025-02-01", date_to="2025-01-01"),
        unknown("prices_upsert", "missing", "price", price=None),
        unknown("prices_upsert", "unknown_company", "company", company="Somebody else"),
        unknown("stock_count", "unknown_product", "product", product="NOTHING"),
        unknown("stock_count", "unknown_record", "warehouse", warehouse="NONE"),
        unknown("stock_count", "unknown_company", "company", company="Somebody else"),
        unknown("orders_submit", "unknown_dealer", "dealer", dealer="NOBODY"),
        unknown("orders_submit", "unknown_product", "lines[0].product", lines=[{"product": "NOTHING", "quantity": 6}]),
        unknown("orders_submit", "out_of_range", "lines[0].quantity", lines=[{"product": PRODUCT, "quantity": 1e-9}]),
        unknown("orders_submit", "wrong_currency", "currency", currency="QQQ"),
        unknown("orders_submit", "unknown_record", "ship_to", ship_to=1),
        unknown("orders_submit", "unknown_record", "warehouse", warehouse="NONE"),
        unknown("orders_submit", "unknown_company", "company", company="Somebody else"),
        unknown("orders_submit", "date_ahead", "date", date="2199-01-01"),
        unknown("orders_release", "unknown_order", "order_id", order_id=2**31 - 1),
        unknown("orders_cancel", "unknown_order", "order_ref", order_ref="nothing"),
        unknown("orders_cancel", "missing", "order_ref"),
        unknown("deliveries_confirm", "unknown_order", "order_ref", order_ref="nothing"),
        unknown("deliveries_confirm", "date_ahead", "date", order_ref="nothing", date="2199-01-01"),
        unknown("invoices_create", "unknown_order", "order_ref", order_ref="nothing"),
        unknown("payments_register", "unknown_dealer", "dealer", dealer="NOBODY"),
        unknown("payments_register", "unknown_record", "currency", currency="QQQ"),
        unknown("payments_register", "out_of_range", "amount", amount=1e-9),
        unknown("payments_register", "unknown_record", "journal", journal="NONE"),
        unknown("payments_register", "unknown_invoice", "invoices[0]", invoices=["nothing"]),
        unknown("payments_register", "unknown_company", "company", company="Somebody else"),
    ],
)
def test_what_is_not_there(call, dealer, method, code, path, change, untouched):
    plain = {
        "dealer": dealer,
        "product": PRODUCT,
        "code": ref("new"),
        "login": ref("new"),
        "name": "New",
        "type": "online_reseller",
        "external_ref": ref(),
        "amount": 1.0,
        "quantity": 1.0,
        "price": 1.0,
        "reason": "Because",
        "lines": [{"product": PRODUCT, "quantity": 6}],
    }
    known = METHODS[method].item.fields
    needed = {name for name, field in known.items() if field.required} | {"name", "price", "type"}
    item = {name: plain[name] for name in needed & set(known) & set(plain)}
    answer = call(method, **arguments(method, [{**item, **change}]))
    error = answer["results"][0]["error"]
    assert (error["code"], error["path"]) == (code, path), error
    assert error["message"]


@pytest.mark.parametrize(
    ("method", "query", "code", "path"),
    [
        ("price_quote", {"dealer": "NOBODY", "lines": []}, "unknown_dealer", "dealer"),
        ("price_quote", {"lines": [], "currency": "QQQ"}, "unknown_record", "currency"),
        ("price_quote", {"lines": [], "company": "Somebody else"}, "unknown_company", "company"),
        ("price_quote", {"lines": [{"product": "NOTHING"}]}, "unknown_product", "product"),
        ("stock_levels", {"products": ["NOTHING"]}, "unknown_product", ""),
        ("stock_levels", {"warehouse": "NONE"}, "unknown_record", "warehouse"),
        ("stock_levels", {"company": "Somebody else"}, "unknown_company", "company"),
        ("credit_status", {"dealers": ["NOBODY"]}, "unknown_dealer", "dealer"),
        ("fund_status", {"dealers": ["NOBODY"]}, "unknown_dealer", "dealer"),
        ("rebate_status", {"dealers": ["NOBODY"]}, "unknown_dealer", "dealer"),
        ("dealer_statements", {"dealers": ["NOBODY"]}, "unknown_dealer", ""),
        ("dealer_statements", {"dealers": [], "company": "Somebody else"}, "unknown_company", "company"),
        ("invoices_list", {"dealer": "NOBODY"}, "unknown_dealer", "dealer"),
        ("invoices_list", {"company": "Somebody else"}, "unknown_company", "company"),
        ("changes", {"kinds": ["nothing"]}, "invalid_choice", "kinds[0]"),
        ("changes", {"cursor": "nothing"}, "cursor_invalid", "cursor"),
        ("changes", {"cursor": "9" * 18 + ".1"}, "cursor_invalid", "cursor"),
    ],
)
def test_questions_about_what_is_not_there(call, dealer, method, query, code, path):
    sent = {"dealer": dealer, **query} if method == "price_quote" else query
    answer = call(method, **sent)
    error = answer["error"] or answer["results"][0]["error"]
    assert (error["code"], error["path"]) == (code, path), answer


def test_the_same_new_code_twice_in_a_batch(call, untouched):
    """What is refused does not stand in the way of what comes after it."""
    for method, item in (
        ("units_upsert", {"code": ref("U"), "parent": "NOTHING"}),
        ("dealers_upsert", {"code": ref("D"), "type": "nothing"}),
        ("products_upsert", {"code": ref("P"), "unit": "Furlongs"}),
        ("users_upsert", {"login": ref("L"), "unit": "NOTHING"}),
    ):
        bad = {**item, "name": "New"}
        answer = call(method, **arguments(method, [bad, bad]))
        assert not any(result["ok"] for result in answer["results"]), answer


def test_the_second_of_a_new_code_is_refused(call):
    code = ref("P")
    for method, key, vals in (
        ("units_upsert", "code", {}),
        ("dealers_upsert", "code", {"type": "online_reseller"}),
        ("products_upsert", "code", {}),
        ("users_upsert", "login", {}),
    ):
        item = {key: code, "name": "New", **vals}
        answer = call(method, **arguments(method, [item, item]))
        assert [result["ok"] for result in answer["results"]] == [True, False], answer
        error = answer["results"][1]["error"]
        assert (error["code"], error["path"]) == ("duplicate_in_batch", key)


def test_sentences_in_chinese(account, dealer):
    """All of them: what is wrong, and where; the names of fields stay as they are sent."""
    chinese = {"context": {"lang": "zh_CN"}}
    for method, spec in METHODS.items():
        if not spec.key:
            continue
        answer = account.json2(method, **arguments(method, [case[0] for case in shape_cases(spec.item)]), **chinese)
        for result in answer["results"]:
            message = result["error"]["message"]
            assert re.search(r"[\u4e00-\u9fff]", message) and message.endswith("\u3002"), message
            assert not re.search(r"\b(must|text|number|object|list|from|true)\b", message.split("\u3002")[0]), message


def test_a_context_that_is_none(account):
    for language in (["zh_CN"], {"a": 1}, 5, "xx_XX", "\x00"):
        assert account.json2("credit_status", dealers=[], context={"lang": language})["ok"]


def test_a_thousand_with_a_hundred_bad_ones(call):
    codes = ["NOTHING" if number % 10 == 0 else PRODUCT for number in range(1000)]
    expected = [bool(number % 10) for number in range(1000)]
    levels = call("stock_levels", products=codes)["results"]
    assert [result["ok"] for result in levels] == expected


def test_fifty_orders_with_five_bad_ones(account, dealer, admin):
    """The good ones are placed, the bad ones say what is wrong with them and leave nothing."""
    sent = [order(dealer) for _number in range(50)]
    for number, one in enumerate(sent):
        if number % 10 == 0:
            one["lines"] = [{"product": PRODUCT, "quantity": 6}, {"product": "NOTHING", "quantity": 1}]
    results = account.json2("orders_submit", orders=sent)["results"]
    assert [result["ok"] for result in results] == [bool(number % 10) for number in range(50)]
    assert {result["error"]["path"] for result in results[::10]} == {"lines[1].product"}
    references = [one["external_ref"] for one in sent]
    assert admin("sale.order", "search_count", [("origin", "in", references)]) == 45


def test_without_the_right(url, database, admin):
    """An account that reads is told which right it lacks, by every method that writes."""
    reader = Account(url, database, admin, ["dealer_api.role_read"])
    for method in METHODS:
        for caller in (reader.json2, reader.xmlrpc):
            answer = caller(method, **({} if not METHODS[method].inputs else arguments(method, [])))
            if method in WRITING:
                assert answer["error"]["code"] == "not_allowed", (method, answer)
                assert "API: " in answer["error"]["message"]
            else:
                assert answer["error"].get("code") != "not_allowed", (method, answer)


def test_another_content_under_the_same_reference(call, dealer):
    for method, first, second in (
        ("payments_register", {"dealer": dealer, "amount": 1.0}, {"amount": 2.0}),
        ("stock_count", {"product": PRODUCT, "quantity": 1.0}, {"quantity": 2.0}),
        ("products_upsert", {"code": PRODUCT}, {"weight": 1.0}),
    ):
        item = {"external_ref": ref(), **first}
        done(call(method, **arguments(method, [item])))
        answer = call(method, **arguments(method, [{**item, **second}]))
        assert code_of(answer) == "payload_conflict", answer
