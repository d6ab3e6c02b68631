"""No row is lost: two windows, a session that has ended, the back button; by keyboard alone; on a phone with a thumb."""

import re
import uuid

import pytest

from .test_order_pad import number, open_pad, orders_of, type_rows  # noqa: F401 (number is a fixture)

# What of the page is too low to be hit by a thumb: links inside a sentence aside.
TOO_LOW = """
() => [...document.querySelectorAll("#wrap button, #wrap .btn, #wrap input:not([type=hidden]), #wrap select, #wrap summary")]
    .filter((one) => one.offsetParent && !one.closest(".visually-hidden, p") && !one.matches(".visually-hidden, .btn-link.p-0"))
    .map((one) => [one.getBoundingClientRect().height, one.outerHTML.slice(0, 100)])
    .filter(([height]) => height < 40)
"""


def codes(page):
    """Return the codes on the pad, of rows that are filled in."""
    return [value for value in page.locator(".o_pad_code").evaluate_all("all => all.map(one => one.value)") if value]


def judged(page, act):
    """Do something and wait for the server's answer about the rows."""
    with page.expect_response("**/my/pad/check"):
        act()


def tab_to(page, selector, most=80):
    """Go on with the tabulator until the focus is on ``selector``."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached with {most} tabulators")


def test_by_keyboard_alone_to_the_confirmation(visit, xmlrpc, number):  # noqa: F811
    browser = visit("dealer1")
    page = open_pad(browser)
    type_rows(page, ("NS-P100", 6))
    page.wait_for_selector(".o_pad_checkout:enabled")
    tab_to(page, ".o_pad_checkout")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/checkout")
    tab_to(page, "[name=client_order_ref]")
    page.keyboard.type(number)
    tab_to(page, ".o_checkout_submit")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/orders/**")
    assert len(orders_of(xmlrpc, number)) == 1
    assert not browser.errors


def test_the_last_look_follows_what_is_typed(visit):
    browser = visit("dealer1")
    page = open_pad(browser)
    type_rows(page, ("NS-P100", 12))
    page.click(".o_pad_checkout:enabled")
    page.wait_for_url("**/my/checkout")
    page.fill("#o_checkout_note", "Ring twice")
    for field in page.locator(".o_checkout_fund").all():
        field.fill("0")
    page.wait_for_selector(f".o_checkout_left:has-text('{page.inner_text('.o_checkout_total')}')")
    after = page.inner_text(".o_checkout_after")
    with page.expect_response("**/my/checkout/preview"):
        page.locator(".o_checkout_fund").first.fill("100")
    page.wait_for_function("text => document.querySelector('.o_checkout_after').innerText !== text", arg=after)
    with page.expect_response("**/my/checkout/preview"):
        page.locator(".o_checkout_fund").first.fill("99999999")
    page.wait_for_selector(".o_checkout_error:not(.d-none)")
    assert page.input_value(".o_checkout_fund >> nth=0") == "99999999", "what was typed stays"
    browser.open("/my/checkout")
    assert float(page.input_value(".o_checkout_fund >> nth=0")) == 100, "the server keeps what it has accepted"
    assert page.input_value("#o_checkout_note") == "Ring twice"
    browser.screenshot("checkout-follows")
    open_pad(browser)
    assert not browser.errors


def test_two_windows_of_one_person(visit):
    browser = visit("dealer1")
    page = open_pad(browser)
    second = page.context.new_page()
    second.goto(page.url)
    second.wait_for_selector(".o_pad_row")
    judged(page, lambda: type_rows(page, ("NS-P100", 6)))
    judged(second, lambda: second.locator(".o_pad_code").first.fill("NS-F10"))
    second.wait_for_selector(".o_pad_choice:not(.d-none)")
    page.reload()
    page.wait_for_selector(".o_pad_row")
    assert codes(page) == ["NS-P100"], "nothing was overwritten"
    judged(second, lambda: second.click(".o_pad_mine"))
    second.wait_for_selector(".o_pad_choice.d-none", state="attached")
    judged(page, lambda: page.locator(".o_pad_code").nth(1).fill("NS-F20"))
    page.wait_for_selector(".o_pad_choice:not(.d-none)")
    browser.screenshot("order-pad-two-windows")
    page.click(".o_pad_theirs")
    page.wait_for_function("document.querySelector('.o_pad_code')?.value === 'NS-F10'")
    open_pad(browser)


def test_a_session_that_ends_costs_no_row(visit):
    browser = visit("dealer1")
    page = open_pad(browser)
    text = "\n".join(f"NS-P100\t{6 * (n + 1)}" for n in range(99))
    page.click("button:has-text('Paste rows')")
    page.fill("#o_pad_text", text)
    judged(page, lambda: page.click(".o_pad_paste_add"))
    page.wait_for_function("document.querySelector('[data-total=rows]').textContent === '99'")
    page.context.clear_cookies()
    judged(page, lambda: page.locator(".o_pad_code").last.fill("NS-F10"))
    page.wait_for_selector(".o_pad_error:has-text('logged out')")
    browser.screenshot("order-pad-logged-out")
    page.click(".o_pad_error a")
    page.wait_for_url(re.compile("/web/login"))
    page.fill("#login", "dealer1")
    page.fill("#password", "dealer1_demo")
    judged(page, lambda: page.click(".oe_login_form button[type=submit]"))
    page.wait_for_url("**/my/pad")
    page.wait_for_function("document.querySelectorAll('.o_pad_row[data-state]:not([data-state=\"\"])').length >= 100")
    assert len(codes(page)) == 100
    assert codes(page)[-1] == "NS-F10"
    open_pad(browser)


def test_back_after_ordering_brings_nothing_back(visit, xmlrpc, number):  # noqa: F811
    browser = visit("dealer1")
    page = open_pad(browser)
    type_rows(page, ("NS-P100", 6))
    page.click(".o_pad_checkout:enabled")
    page.wait_for_url("**/my/checkout")
    page.fill("[name=client_order_ref]", number)
    page.click(".o_checkout_submit")
    page.wait_for_url("**/my/orders/**")
    page.go_back()
    page.go_back()
    browser.open("/my/pad")
    page.wait_for_selector(".o_pad_row")
    assert codes(page) == []
    assert len(orders_of(xmlrpc, number)) == 1


@pytest.mark.parametrize(
    "path", ["/my/pad", "/my/checkout", "/my/catalogue", "/my/dealer/members", "/my/dealer/proofs"]
)
def test_a_thumb_hits_everything(visit, path):
    browser = visit("dealer1", width=390, height=844, locale="zh-CN")
    if path == "/my/checkout":
        page = open_pad(browser)
        type_rows(page, ("NS-P100", 6))
        page.click(".o_pad_checkout:enabled")
        page.wait_for_url("**/my/checkout")
    browser.open(path)
    browser.page.wait_for_load_state("networkidle")
    assert browser.page.evaluate(TOO_LOW) == []
    browser.screenshot(f"thumb{path.replace('/', '-')}")


def test_a_session_that_ends_at_the_last_look_costs_nothing(visit):
    browser = visit("dealer1")
    page = open_pad(browser)
    type_rows(page, ("NS-P100", 6))
    page.click(".o_pad_checkout:enabled")
    page.wait_for_url("**/my/checkout")
    page.context.clear_cookies()
    with page.expect_response("**/my/checkout/preview"):
        page.fill("#o_checkout_note", "Ring twice")
    page.wait_for_selector(".o_checkout_error:has-text('logged out') a")
    page.click(".o_checkout_submit")
    page.wait_for_url(re.compile("/web/login"))
    page.fill("#login", "dealer1")
    page.fill("#password", "dealer1_demo")
    page.click(".oe_login_form button[type=submit]")
    page.wait_for_url("**/my/checkout")
    page.wait_for_function("document.querySelector('#o_checkout_note').value === 'Ring twice'")
    browser.open("/my/pad")
    page.wait_for_selector(".o_pad_row")
    assert codes(page) == ["NS-P100"], "nothing was placed"
    open_pad(browser)


def test_what_is_typed_before_the_scripts_run_is_looked_at(visit):
    browser = visit("dealer1")
    page = open_pad(browser)
    type_rows(page, ("NS-P100", 6))
    scripts, held = re.compile("assets_frontend_lazy.*js"), []
    page.route(scripts, lambda route: held.append(route))
    with page.expect_request(lambda request: scripts.search(request.url)):
        page.click(".o_pad_checkout:enabled")
    page.fill("#o_checkout_note", note := f"Ring {uuid.uuid4().hex}")
    with page.expect_response("**/my/checkout/preview") as answered:
        for route in held:
            route.continue_()
        page.unroute(scripts)
    assert note in answered.value.request.post_data
    open_pad(browser)


def test_rows_that_were_removed_come_back(visit):
    browser = visit("dealer1", width=390, height=844)
    page = open_pad(browser)
    judged(page, lambda: type_rows(page, ("NS-P100", 6), ("NS-F10", 12)))
    judged(page, lambda: page.click(".o_pad_clear"))
    assert codes(page) == []
    judged(page, lambda: page.click(".o_pad_bring_back"))
    assert codes(page) == ["NS-P100", "NS-F10"]
    assert page.locator(".o_pad_bring_back").is_hidden()
    open_pad(browser)


def test_a_form_is_sent_once_and_can_be_sent_again_by_who_comes_back(visit):
    browser = visit("dealer1", width=390, height=844)
    page = browser.page
    browser.open("/my/dealer/credit")
    page.wait_for_load_state("networkidle")  # the scripts of the page have started
    page.fill("form[action='/my/dealer/credit/ask'] [name=amount]", "100")
    sent = []

    def take(route):
        sent.append(route)
        route.fulfill(status=204)  # no content: the browser stays on the page

    page.route("**/my/dealer/credit/ask", take)
    button = page.locator("form[action='/my/dealer/credit/ask'] button")
    page.eval_on_selector("form[action='/my/dealer/credit/ask']", "form => { form.noValidate = true; }")
    assert button.is_enabled()
    button.evaluate("button => button.click()")
    page.wait_for_function("document.querySelector(\"form[action='/my/dealer/credit/ask'] button\").disabled")
    button.evaluate("button => button.click()")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow'))")
    assert button.is_enabled()
    assert len(sent) == 1
