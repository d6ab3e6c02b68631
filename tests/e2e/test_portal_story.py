"""What begins on the order pad and goes on elsewhere: a fund pays its part, a buyer's order waits for the approver."""

import uuid

import pytest

from tests.e2e.test_order_pad import is_as_wide_as_the_screen, open_pad, orders_of, place, type_rows

DEALER, SHARE = "Lida Trading", 0.3


@pytest.fixture
def number(xmlrpc):
    """A purchase number of the test's own; orders with it are cancelled afterwards, so that funds are as they were."""
    value = f"story {uuid.uuid4().hex[:8]}"
    yield value
    admin = xmlrpc("admin")
    for order in admin("sale.order", "search", [("client_order_ref", "=", value), ("state", "!=", "cancel")]):
        admin("sale.order", "action_dealer_cancel", [order], "End of the test")


def rebate_fund(xmlrpc):
    """Return id, held and available of the dealer's rebate fund, as finance sees it."""
    domain = [("dealer_id.name", "like", DEALER), ("kind", "=", "rebate")]
    (fund,) = xmlrpc("finance")("dealer.fund", "search_read", domain, ["held", "available"])
    return fund


@pytest.mark.parametrize("width", [390, 1280])
def test_a_fund_pays_part_at_the_checkout(visit, xmlrpc, number, width):
    before = rebate_fund(xmlrpc)
    browser = visit("dealer1", width=width, height=844)
    page = open_pad(browser)
    type_rows(page, ("NS-P100", 12))
    page.wait_for_selector(".o_pad_funds:not(.d-none)")
    page.click(".o_pad_checkout:enabled")
    page.wait_for_url("**/my/checkout")
    field = page.locator(f"#o_fund_{before['id']}")
    total = float(page.get_attribute(".o_checkout_left", "data-total"))
    most = float(field.get_attribute("max"))
    assert most == pytest.approx(total * SHARE, abs=0.01), "no more than the fund's share of the order"
    assert page.get_attribute("html", "lang") == "en-US", "a screen reader knows the language"
    for other in page.locator(".o_checkout_fund").all():
        other.fill("0")
    field.fill("500")
    page.wait_for_selector(f".o_checkout_left:has-text('{total - 500:,.2f}')")
    assert is_as_wide_as_the_screen(page)
    browser.screenshot(f"checkout-fund-{width}")
    page.fill("[name=client_order_ref]", number)
    page.click(".o_checkout_submit")
    page.wait_for_url("**/my/orders/**")
    browser.screenshot(f"order-paid-by-fund-{width}")
    (order,) = orders_of(xmlrpc, number)
    plan = {row["fund_id"]: row["planned"] for row in xmlrpc("sales")("sale.order", "fund_plan", [order["id"]])}
    assert plan.get(before["id"]) == 500
    after = rebate_fund(xmlrpc)
    assert after["held"] == pytest.approx(before["held"] + 500)
    assert after["available"] == pytest.approx(before["available"] - 500)
    browser.open("/my/dealer/funds")
    assert f"{after['available']:,.2f}" in page.inner_text("#wrap")
    assert not browser.errors


def test_more_than_the_share_is_not_taken(visit, xmlrpc, number):
    before = rebate_fund(xmlrpc)
    browser = visit("dealer1")
    page = open_pad(browser)
    type_rows(page, ("NS-P100", 12))
    page.click(".o_pad_checkout:enabled")
    page.wait_for_url("**/my/checkout")
    page.fill("[name=client_order_ref]", number)
    page.eval_on_selector_all(".o_checkout_fund", "fields => fields.forEach((field) => field.removeAttribute('max'))")
    page.fill(f"#o_fund_{before['id']}", page.get_attribute(".o_checkout_left", "data-total"))
    page.click(".o_checkout_submit")
    page.wait_for_selector(".alert-danger")
    assert "/my/checkout" in page.url
    assert page.input_value("[name=client_order_ref]") == number, "what was typed is kept"
    assert not [order for order in orders_of(xmlrpc, number) if order["dealer_state"] not in (False, "draft")]
    assert rebate_fund(xmlrpc)["held"] == before["held"]
    open_pad(browser)


def test_a_buyers_order_waits_for_the_approver(visit, xmlrpc, number):
    buyer = visit("dealer1buyer", width=390, height=844, locale="zh-CN")
    page = open_pad(buyer)
    type_rows(page, ("NS-P100", 24))
    page.click(".o_pad_checkout:enabled")
    page.wait_for_url("**/my/checkout")
    assert page.locator(".alert-warning li").count() >= 1, "why it waits is said before it is placed"
    buyer.screenshot("checkout-buyer-zh")
    buyer.open("/my/pad")
    place(page, number)
    buyer.screenshot("order-waits-zh")
    (order,) = orders_of(xmlrpc, number)
    assert (order["state"], order["dealer_state"]) == ("sent", "held")
    (name,) = (row["name"] for row in xmlrpc("sales")("sale.order", "read", [order["id"]], ["name"]))

    approver = visit("dealer1", width=390, height=844)
    approver.open("/my")
    approver.page.click("#dealer_home_todo a:has-text('Orders to approve')")
    card = approver.page.locator(f"section[aria-label='Order {name}']")
    assert number in card.inner_text()
    approver.screenshot("approve-on-the-phone")
    card.locator("button:has-text('Approve the order') >> nth=0").click()
    approver.page.wait_for_selector(".alert-success")
    (order,) = orders_of(xmlrpc, number)
    domain = [("order_id", "=", order["id"]), ("kind", "=", "buyer"), ("state", "=", "open")]
    assert xmlrpc("sales")("dealer.order.hold", "search_count", domain) == 0
    assert order["state"] == "sale"

    page.reload()
    buyer.screenshot("order-approved-zh")
    assert not buyer.errors + approver.errors


def test_a_buyer_does_not_approve_its_own_order(visit, xmlrpc, number):
    buyer = visit("dealer1buyer")
    page = open_pad(buyer)
    type_rows(page, ("NS-P100", 24))
    place(page, number)
    assert page.locator("button:has-text('Approve'), button:has-text('批准')").count() == 0
    buyer.open("/my/dealer/approvals")
    assert page.locator("section[aria-label]").count() == 0
    (order,) = orders_of(xmlrpc, number)
    assert order["dealer_state"] == "held"


def test_from_the_progress_of_a_rebate_to_its_documents(visit):
    dealer = visit("dealer1", width=390, height=844)
    page = dealer.page
    dealer.open("/my")
    missing = page.inner_text("#dealer_home_rebates b >> nth=1").replace("¥", "").strip()
    page.click("#dealer_home_rebates a")
    assert missing in page.inner_text("#wrap"), "both pages tell the same distance"
    dealer.screenshot("rebates-phone")
    assert page.evaluate(
        "[...document.querySelectorAll('.table-responsive')].every((e) => e.scrollWidth <= e.clientWidth)"
    )
    page.click("table a >> nth=1")
    page.wait_for_selector("h5:has-text('Documents')")
    assert page.locator("table tbody tr").count()
    assert is_as_wide_as_the_screen(page)
    dealer.screenshot("rebate-documents-phone")
    assert not dealer.errors
