"""A sales clerk submits an order, it is held, somebody who may releases it, and the dealer follows it on the portal."""

import uuid
import xmlrpc.client

import pytest

from .clients import Refused

DEALER, PRODUCT = "Lida Trading", "NS-P100"


@pytest.fixture
def number(xmlrpc):
    """A purchase number of the test's own; orders with it that are not confirmed are cancelled afterwards."""
    value = f"e2e {uuid.uuid4().hex[:8]}"
    yield value
    sales = xmlrpc("sales")
    left = sales("sale.order", "search", [("client_order_ref", "=", value), ("state", "in", ("draft", "sent"))])
    if left:
        sales("sale.order", "action_cancel", left)


def choose(page, field, text):
    page.fill(f"[name={field}] input", text)
    page.click(f".o-autocomplete--dropdown-menu li:has-text('{text}') >> nth=0")
    page.wait_for_selector(".o-autocomplete--dropdown-menu", state="detached")


def write_order(browser, number, quantity):
    """Fill in the form of a new order as a clerk does; nothing is saved yet."""
    page = browser.page
    browser.open("/odoo/action-dealer_sale.sale_order_action/new")
    page.wait_for_selector(".o_form_view")
    choose(page, "partner_id", DEALER)
    page.fill("[name=client_order_ref] input >> visible=true", number)
    page.click(".o_field_x2many_list_row_add a >> nth=0")
    page.wait_for_selector(
        ".o_selected_row .o-autocomplete--input:focus"
    )  # the new row answers after the dealer is known
    page.keyboard.type(PRODUCT)
    page.click(f".o-autocomplete--dropdown-menu li:has-text('{PRODUCT}') >> nth=0")
    cell = "[name=order_line] .o_data_row [name=product_uom_qty]"
    page.click(cell)
    page.fill(f"{cell} input", str(quantity))
    page.keyboard.press("Tab")


def search(page, text):
    """Narrow a list down to what has ``text`` in its first search field: others may have filled the page."""
    page.wait_for_selector(".o_data_row")
    page.fill(".o_searchview_input", text)
    page.wait_for_selector(f".o_searchview_autocomplete:has-text('{text}')")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".o_searchview_facet:has-text('{text}')")
    page.wait_for_selector(f".o_data_row:not(:has-text('{text}'))", state="detached")


def release(browser, order):
    """Release all holds of an order from the work queue."""
    page = browser.page
    browser.open_action("dealer_sale.dealer_order_hold_action")
    search(page, order)
    rows = f".o_data_row:has-text('{order}')"
    page.wait_for_selector(rows)
    boxes = page.locator(f"{rows} .o_list_record_selector input")
    for number in range(boxes.count()):
        boxes.nth(number).click()
    page.click(".o_control_panel button[name=action_open_release]")
    page.fill(".modal [name=reason] textarea", "First order of the season")
    browser.screenshot("orders-release")
    page.click(".modal button[name=action_apply] >> visible=true")
    page.wait_for_selector(".modal", state="detached")


def test_held_released_and_followed(visit, xmlrpc, number):
    clerk = visit("sales")
    write_order(clerk, number, quantity=3)
    clerk.page.wait_for_selector(".alert-warning:has-text('order minimum')")
    clerk.screenshot("orders-written")
    clerk.page.click("button[name=action_submit_on_screen] >> visible=true")
    clerk.page.wait_for_selector("[name=dealer_state]:has-text('Held')")
    order = clerk.page.inner_text(".oe_title [name=name]")
    clerk.screenshot("orders-held")
    assert clerk.page.locator("button[name=action_release_on_screen] >> visible=true").count() == 0

    manager = visit("manager", width=1366, height=768)
    release(manager, order)
    (state,) = xmlrpc("manager")("sale.order", "search_read", [("name", "=", order)], ["state", "open_hold_count"])
    assert (state["state"], state["open_hold_count"]) == ("sale", 0)

    dealer = visit("dealer1", width=390, height=844)
    dealer.open("/my/orders")
    dealer.page.click(f"a:has-text('{order}')")
    progress = dealer.page.inner_text("#dealer_order_progress")
    for step in ("Submitted", "Held", "Released", "Confirmed"):
        assert step in progress
    assert dealer.page.evaluate("document.documentElement.scrollWidth") <= 390, "nothing may stick out sideways"
    dealer.screenshot("orders-portal")
    assert clerk.errors + manager.errors + dealer.errors == []


def test_the_dealer_reads_why_and_cancels(visit, xmlrpc, number):
    order_id = small_order(xmlrpc("sales"), number)
    name = xmlrpc("sales")("sale.order", "read", order_id, ["name"])[0]["name"]
    assert xmlrpc("dealer1")("sale.order", "action_submit", order_id)["state"] == "held"
    dealer = visit("dealer1", width=390, height=844)
    dealer.open(f"/my/orders/{order_id}")
    assert "Your order has arrived and is being checked." in dealer.page.inner_text("#dealer_order_progress")
    dealer.page.click("summary:has-text('Cancel the order')")
    dealer.page.fill("#dealer_cancel_reason", "Ordered twice")
    dealer.page.click("form button:has-text('Cancel the order')")
    dealer.page.wait_for_selector(".alert-success:has-text('has been cancelled')")
    assert xmlrpc("sales")("sale.order", "search_count", [("name", "=", name), ("state", "=", "cancel")]) == 1
    assert dealer.errors == []


def small_order(sales, number):
    """Return the id of a quotation below the dealer's order minimum."""
    (dealer,) = sales("dealer.dealer", "search_read", [("name", "like", DEALER)], ["partner_id", "company_id"])
    (product,) = sales("product.product", "search", [("default_code", "=", PRODUCT)])
    line = (0, 0, {"product_id": product, "product_uom_qty": 3})
    values = {"partner_id": dealer["partner_id"][0], "client_order_ref": number, "order_line": [line]}
    return sales("sale.order", "create", {**values, "company_id": dealer["company_id"][0]})


def test_no_remote_call_gets_past_the_checks(xmlrpc, json2, number):
    sales = xmlrpc("sales")
    order_id = small_order(sales, number)
    everything = dict.fromkeys(("bypass_risk", "skip_check", "force_confirm", "dealer_verb", "no_check"), True)
    for method, arguments in (
        ("action_confirm", []),
        ("write", [{"state": "sale"}]),
        ("write", [{"dealer_state": "paid"}]),
        ("write", [{"submitted_at": "2026-01-01 00:00:00", "dealer_verb": "orders"}]),
        ("copy", [{"state": "sale"}]),
    ):
        with pytest.raises(xmlrpc_fault()):
            sales("sale.order", method, order_id, *arguments, context=everything)
    held = json2("sales")("sale.order", "action_submit", ids=[order_id], context=everything)
    assert (held["state"], sales("sale.order", "read", order_id, ["state"])[0]["state"]) == ("held", "sent")
    holds = [hold["id"] for hold in held["holds"]]
    for method, arguments in (("action_release", ["please"]), ("write", [{"state": "released"}]), ("unlink", [])):
        with pytest.raises(xmlrpc_fault()):
            sales("dealer.order.hold", method, holds, *arguments)
    with pytest.raises(Refused):
        json2("sales")("dealer.order.hold", "action_release", ids=holds, reason="please")
    assert sales("sale.order", "action_submit", order_id)["state"] == "held"


def xmlrpc_fault():
    return xmlrpc.client.Fault


def test_the_queue_in_chinese(visit):
    browser = visit("zhangmin", locale="zh-CN")
    browser.open_action("dealer_sale.sale_order_action")
    browser.page.wait_for_selector(".o_data_row")
    assert "已暂扣" in browser.page.inner_text(".o_list_view")
    browser.screenshot("orders-chinese")
    assert browser.errors == []
