"""A dealer orders on the portal: by keyboard, by paste, by file, on a phone; too much, twice, in Chinese."""

import io
import uuid

import openpyxl
import pytest

CODES = ("NS-P100", "NS-P200", "NS-F10", "NS-F20", "NS-F30")


@pytest.fixture
def number(xmlrpc):
    """A purchase number of the test's own; orders with it are cancelled afterwards."""
    value = f"pad {uuid.uuid4().hex[:8]}"
    yield value
    admin = xmlrpc("admin")
    for order in admin("sale.order", "search", [("client_order_ref", "=", value), ("state", "!=", "cancel")]):
        admin("sale.order", "action_dealer_cancel", [order], "End of the test")


def open_pad(browser):
    """Open the pad without rows and return the page."""
    page = browser.page
    browser.open("/my/pad")
    page.wait_for_selector(".o_pad_row")
    with page.expect_response("**/my/pad/check"):
        page.click(".o_pad_clear")
    return page


def type_rows(page, *rows):
    """Fill in rows with nothing but the keyboard and wait until the server has judged the last of them."""
    page.focus(".o_pad_code >> nth=0")
    for code, quantity in rows:
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        page.keyboard.type(str(quantity))
        page.keyboard.press("Enter")
    page.wait_for_selector(f".o_pad_row:nth-child({len(rows)})[data-state]:not([data-state=''])")


def place(page, number):
    """Go on from the pad, say the purchase number and place the order. :return: what the page says then"""
    page.click(".o_pad_checkout:enabled")
    page.wait_for_url("**/my/checkout")
    page.fill("[name=client_order_ref]", number)
    page.click(".o_checkout_submit")
    page.wait_for_url("**/my/orders/**")
    return page.inner_text("#wrap")


def orders_of(xmlrpc, number):
    """Return the orders with a purchase number, as the administrator reads them."""
    fields = ["state", "dealer_state", "amount_total", "order_line"]
    return xmlrpc("admin")("sale.order", "search_read", [("client_order_ref", "=", number)], fields)


def is_as_wide_as_the_screen(page):
    """Tell whether nothing reaches beyond the right edge."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_by_keyboard_to_the_order(visit, xmlrpc, number):
    browser = visit("dealer1")
    page = open_pad(browser)
    type_rows(page, ("NS-P100", 6), ("LD-0010", 10), ("NS-9999", 1))
    rows = page.locator(".o_pad_row")
    assert "10 → 12" in rows.nth(1).inner_text()
    assert rows.nth(1).locator(".o_pad_name").inner_text() == "Sediment Filter F10"
    assert rows.nth(2).get_attribute("data-state") == "error"
    assert page.inner_text("[data-total=rows]") == "2"
    browser.screenshot("order-pad")
    assert "is confirmed" in place(page, number) or "is being checked" in page.inner_text("#wrap")
    (order,) = orders_of(xmlrpc, number)
    assert len(order["order_line"]) == 2
    browser.open("/my/pad")
    page.wait_for_selector(".o_pad_row")
    assert page.input_value(".o_pad_code >> nth=0") == "NS-9999"
    page.click(".o_pad_clear")
    assert not browser.errors


def test_on_a_phone_from_the_catalogue(visit, xmlrpc, number):
    browser = visit("dealer1", width=390, height=780)
    page = open_pad(browser)
    assert is_as_wide_as_the_screen(page)
    browser.open("/my/catalogue")
    assert is_as_wide_as_the_screen(page)
    with page.expect_response("**part=1"):
        page.fill("#o_catalogue_text", "LD-0100")
    page.wait_for_selector(".o_catalogue_card:has-text('P100')")
    assert page.locator(".o_catalogue_card").count() == 1
    page.click(".o_catalogue_card a >> nth=0")
    page.wait_for_selector(".o_dealer_product")
    assert is_as_wide_as_the_screen(page)
    browser.screenshot("catalogue-product-phone")
    page.click(".o_catalogue_add button")
    page.wait_for_selector(".alert-success")
    browser.open("/my/pad")
    page.wait_for_selector(".o_pad_row[data-state=ok], .o_pad_row[data-state=warning]")
    browser.screenshot("order-pad-phone")
    page.click(".o_pad_checkout:enabled")
    page.wait_for_url("**/my/checkout")
    assert is_as_wide_as_the_screen(page)
    browser.screenshot("checkout-phone")
    page.fill("[name=client_order_ref]", number)
    page.click(".o_checkout_submit")
    page.wait_for_url("**/my/orders/**")
    assert len(orders_of(xmlrpc, number)) == 1
    assert not browser.errors


def test_five_hundred_rows_pasted(visit):
    browser = visit("dealer1")
    page = open_pad(browser)
    text = "\n".join(f"{CODES[n % len(CODES)]}\t{12 * (n + 1)}" for n in range(500))
    page.click("button:has-text('Paste rows')")
    page.fill("#o_pad_text", text)
    with page.expect_response("**/my/pad/check", timeout=60_000) as judged:
        page.click(".o_pad_paste_add")
    judged.value.finished()
    page.wait_for_function("document.querySelector('[data-total=rows]').textContent === '500'")
    assert judged.value.request.timing["responseEnd"] < 10_000  # the goal is 2 s; the benchmark measures it
    assert page.locator(".o_pad_row[data-state=error]").count() == 0
    browser.screenshot("order-pad-500")
    browser.open("/my/pad")
    page.wait_for_function("document.querySelectorAll('.o_pad_row').length >= 500")
    open_pad(browser)
    assert not browser.errors


def test_a_file_with_twenty_bad_rows(visit, xmlrpc, number):
    browser = visit("dealer1")
    page = open_pad(browser)
    book = openpyxl.Workbook()
    book.active.append(("Qty", "Code"))
    for bad in range(20):
        book.active.append((1, f"BAD-{bad}") if bad % 2 else ("lots", CODES[bad % 5]))
    for code in CODES:
        book.active.append((24, code))
    stream = io.BytesIO()
    book.save(stream)
    with page.expect_response("**/my/pad/check"):
        page.set_input_files(
            ".o_pad_file", {"name": "order.xlsx", "mimeType": "application/octet-stream", "buffer": stream.getvalue()}
        )
    page.wait_for_function("document.querySelector('[data-total=errors]').textContent === '20'")
    assert page.locator(".o_pad_row[data-state=error]").count() == 20
    browser.screenshot("order-pad-errors")
    place(page, number)
    (order,) = orders_of(xmlrpc, number)
    assert len(order["order_line"]) == 5
    browser.open("/my/pad")
    page.wait_for_function("document.querySelectorAll('.o_pad_row[data-state=error]').length === 20")
    open_pad(browser)
    page.set_input_files(".o_pad_file", {"name": "order.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    page.wait_for_selector(".o_pad_error:not(.d-none):has-text('neither CSV nor XLSX')")
    assert not browser.errors


def test_over_the_limit_in_chinese(visit, xmlrpc, number):
    browser = visit("dealer2", width=390, height=780, locale="zh-CN")
    page = open_pad(browser)
    type_rows(page, ("NS-P200", 600))
    page.wait_for_selector(".o_pad_over:not(.d-none)")
    browser.screenshot("order-pad-over-limit-zh")
    page.click(".o_pad_checkout:enabled")
    page.wait_for_url("**/my/checkout")
    assert page.locator(".alert-warning li").count() >= 1
    browser.screenshot("checkout-over-limit-zh")
    page.fill("[name=client_order_ref]", number)
    page.click(".o_checkout_submit")
    page.wait_for_url("**/my/orders/**")
    (order,) = orders_of(xmlrpc, number)
    assert (order["state"], order["dealer_state"]) == ("sent", "held")
    assert not browser.errors


def test_pressed_twice_is_one_order(visit, xmlrpc, number):
    browser = visit("dealer1")
    page = open_pad(browser)
    type_rows(page, ("NS-P100", 6))
    page.click(".o_pad_checkout:enabled")
    page.wait_for_url("**/my/checkout")
    page.fill("[name=client_order_ref]", number)
    page.dblclick(".o_checkout_submit")
    page.wait_for_url("**/my/orders/**")
    page.go_back()
    assert len(orders_of(xmlrpc, number)) == 1


def test_a_template_is_kept_and_used(visit):
    browser = visit("dealer1")
    page = open_pad(browser)
    type_rows(page, ("NS-P100", 6))
    name = f"Kept {uuid.uuid4().hex[:6]}"
    page.click("button:has-text('Template')")
    page.click("text=Keep these rows as a template")
    page.fill("#o_pad_name", name)
    with page.expect_response("**/my/pad/template"):
        page.click(".o_pad_keep_save")
    browser.open("/my/order-templates")
    page.click(f"li:has-text('{name}') button:has-text('Put on the order pad')")
    page.wait_for_url("**/my/pad")
    page.wait_for_function("document.querySelectorAll('.o_pad_row[data-state]').length >= 2")
    browser.open("/my/order-templates")
    page.click(f"li:has-text('{name}') [aria-label^='Remove']")
    page.wait_for_selector(f"li:has-text('{name}')", state="detached")
    open_pad(browser)
