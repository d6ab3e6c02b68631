"""An order beyond the credit line: written and submitted by a clerk, released by the credit controller, followed by the dealer."""

import math
import uuid

import pytest

from .test_orders import choose, release

DEALER, PRODUCT, PRICE, TAX = "Lida Trading", "DISPLAY", 2000.0, 0.13
DOZEN = 12 * PRICE * (1 + TAX)


@pytest.fixture
def number(xmlrpc):
    """A purchase number of the test's own; orders with it are cancelled afterwards, so that they leave the line as it was."""
    value = f"e2e credit {uuid.uuid4().hex[:8]}"
    yield value
    admin = xmlrpc("admin")
    left = admin("sale.order", "search", [("client_order_ref", "=", value), ("state", "!=", "cancel")])
    if left:
        admin("sale.order", "action_cancel", left)


def too_many(admin, dealer):
    """Return how many pieces, in dozens, go just beyond the line of a dealer: what goes far beyond takes an approval route."""
    fields = ["available_amount", "allowed_amount", "policy_id"]
    (line,) = admin("dealer.credit.line", "search_read", [("dealer_id.name", "like", dealer)], fields)
    (policy,) = admin("dealer.credit.policy", "read", [line["policy_id"][0]], ["tolerance_percent"])
    room = line["available_amount"] + line["allowed_amount"] * policy["tolerance_percent"] / 100
    dozens = math.floor(room / DOZEN) + 1
    while dozens * DOZEN - paid_by_funds(admin, dealer, dozens * DOZEN) <= room:
        dozens += 1
    return 12 * dozens


def paid_by_funds(admin, dealer, total):
    """Return how much of an order of ``total`` the funds of a dealer pay: that part needs no credit."""
    paid = 0.0
    for fund in admin("dealer.fund", "search_read", [("dealer_id.name", "like", dealer)], ["type_id", "available"]):
        (kind,) = admin("dealer.fund.type", "read", [fund["type_id"][0]], ["spend_on_orders", "order_share_percent"])
        if kind["spend_on_orders"]:
            paid += min(fund["available"], total * kind["order_share_percent"] / 100)
    return paid


def write_order(browser, number, dealer, quantity):
    """Fill in the form of a new order as a clerk does; nothing is saved yet."""
    page = browser.page
    browser.open("/odoo/action-dealer_sale.sale_order_action/new")
    page.wait_for_selector(".o_form_view")
    choose(page, "partner_id", dealer)
    page.fill("[name=client_order_ref] input >> visible=true", number)
    page.click(".o_field_x2many_list_row_add a >> nth=0")
    page.fill("[name=order_line] .o_selected_row .o-autocomplete--input", PRODUCT)
    page.click(f".o-autocomplete--dropdown-menu li:has-text('{PRODUCT}') >> nth=0")
    fill_cell(page, "product_uom_qty", quantity)
    fill_cell(page, "price_unit", PRICE)
    page.wait_for_selector(f"[name=tax_totals]:has-text('{quantity * PRICE:,.2f}')")


def fill_cell(page, name, value):
    cell = f"[name=order_line] .o_data_row [name={name}]"
    page.click(cell)
    page.fill(f"{cell} input", str(value))
    page.keyboard.press("Tab")


def submit(browser):
    """Submit the order on the screen and return its name."""
    page = browser.page
    page.click("button[name=action_submit_on_screen] >> visible=true")
    page.wait_for_selector(".o_notification")
    return page.inner_text(".oe_title [name=name]")


def test_held_released_and_followed(visit, xmlrpc, number):
    clerk = visit("sales", width=1366, height=900)
    write_order(clerk, number, DEALER, too_many(xmlrpc("admin"), DEALER))
    clerk.page.wait_for_selector(".alert:has-text('Over the limit by')")
    clerk.screenshot("credit-written")
    order = submit(clerk)
    assert f"{order} is held until somebody releases it" in clerk.page.inner_text(".o_notification")
    clerk.screenshot("credit-held")
    assert clerk.page.locator("button[name=action_release_on_screen] >> visible=true").count() == 0

    dealer = visit("dealer1", width=390, height=844)
    open_order(dealer, order)
    assert "This order exceeds what is available by" in dealer.page.inner_text("#dealer_order_credit")
    assert "Over the limit by" not in dealer.page.content(), "how far a dealer is let over its limit is ours to know"
    dealer.page.locator("#dealer_order_credit").scroll_into_view_if_needed()
    dealer.screenshot("credit-portal-held")

    controller = visit("credit", width=1366, height=768)
    controller.open_action("dealer_credit.dealer_credit_line_action")
    controller.page.wait_for_selector(".o_data_row")
    controller.screenshot("credit-lines")
    controller.page.click(f".o_data_row:has-text('{DEALER}') td[name=name] >> nth=0")
    controller.page.wait_for_selector(".o_form_view")
    controller.screenshot("credit-line")
    release(controller, order)
    (state,) = xmlrpc("credit")("sale.order", "search_read", [("name", "=", order)], ["state", "open_hold_count"])
    assert (state["state"], state["open_hold_count"]) == ("sale", 0)

    open_order(dealer, order)
    progress = dealer.page.inner_text("#dealer_order_progress")
    for step in ("Submitted", "Held", "Released", "Confirmed"):
        assert step in progress
    assert dealer.page.locator("#dealer_order_credit").count() == 0
    assert dealer.page.evaluate("document.documentElement.scrollWidth") <= 390, "nothing may stick out sideways"
    dealer.screenshot("credit-portal-released")
    assert clerk.errors + controller.errors + dealer.errors == []


def open_order(browser, order):
    browser.open("/my/orders")
    browser.page.click(f"a:has-text('{order}')")
    browser.page.wait_for_selector("#portal_sale_content")


def test_in_chinese(visit, xmlrpc, number):
    manager = visit("zhangmin", width=1366, height=900, locale="zh-CN")
    write_order(manager, number, DEALER, too_many(xmlrpc("admin"), DEALER))
    manager.page.wait_for_selector(".alert:has-text('超出额度')")
    manager.screenshot("credit-written-chinese")
    submit(manager)
    manager.page.wait_for_selector("[name=dealer_state]:has-text('已暂扣')")
    manager.screenshot("credit-held-chinese")
    for xmlid, name in (
        ("dealer_credit.dealer_order_hold_action_credit", "holds"),
        ("dealer_credit.dealer_credit_status_action", "status"),
        ("dealer_credit.dealer_credit_document_action_ageing", "ageing"),
    ):
        manager.open_action(xmlid)
        manager.page.wait_for_selector(".o_data_row, .o_pivot")
        manager.screenshot(f"credit-{name}-chinese")
    assert manager.errors == []


def test_the_dealer_in_chinese(visit, xmlrpc, number):
    """A buyer looks at what it is about to order, on the phone."""
    sales = xmlrpc("sales")
    member = [("member_ids.user_id.login", "=", "dealer2")]
    (dealer,) = sales("dealer.dealer", "search_read", member, ["partner_id", "company_id"])
    (product,) = sales("product.product", "search", [("default_code", "=", PRODUCT)])
    line = (0, 0, {"product_id": product, "product_uom_qty": 12})
    values = {"partner_id": dealer["partner_id"][0], "client_order_ref": number, "order_line": [line]}
    order = sales("sale.order", "create", {**values, "company_id": dealer["company_id"][0]})
    sales("sale.order", "write", [order], {"state": "sent"})
    buyer = visit("dealer2", width=390, height=844, locale="zh-CN")
    buyer.open(f"/my/orders/{order}")
    told = buyer.page.inner_text("#dealer_order_credit")
    for words in ("您的信用额度", "可用额度"):
        assert words in told
    buyer.page.locator("#dealer_order_credit").scroll_into_view_if_needed()
    buyer.screenshot("credit-portal-chinese")
    assert buyer.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert buyer.errors == []
