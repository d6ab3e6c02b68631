"""A clerk asks for a special price, two people approve it, an order is sold at it, and its explanation names it."""

import uuid
import xmlrpc.client as xmlrpc_client

import pytest

DEALER, PRODUCT = "Lida Trading", "NS-P200"
CAP, SPECIAL = 40, "2300"


@pytest.fixture
def project(xmlrpc):
    """The occasion of the test's own request; what is left of it is taken away afterwards."""
    name = f"e2e {uuid.uuid4().hex[:8]}"
    yield name
    sales = xmlrpc("sales")
    for order in sales("sale.order", "search", [("client_order_ref", "=", name), ("state", "!=", "cancel")]):
        sales("sale.order", "action_dealer_cancel", [order], "end of the test")
    running = [("project", "=", name), ("state", "=", "approved")]
    sales("dealer.price.request", "action_end", sales("dealer.price.request", "search", running))


def choose(page, field, text):
    page.fill(f"[name={field}] input", text)
    page.click(f".o-autocomplete--dropdown-menu li:has-text('{text}') >> nth=0")
    page.wait_for_selector(".o-autocomplete--dropdown-menu", state="detached")


def ask(browser, project):
    """Fill in the form of a request and submit it; return its number."""
    page = browser.page
    browser.open("/odoo/action-dealer_price_request.dealer_price_request_action/new")
    page.wait_for_selector(".o_form_view")
    choose(page, "dealer_id", DEALER)
    page.fill("[name=customer_name] input", "Ruijin Hospital")
    page.fill("[name=project] input", project)
    page.fill("[name=date_to] input", "12/31/2030")
    page.keyboard.press("Tab")
    page.click("[name=line_ids] .o_field_x2many_list_row_add a")
    page.wait_for_selector(".o_selected_row .o-autocomplete--input:focus")
    page.keyboard.type(PRODUCT)
    page.click(f".o-autocomplete--dropdown-menu li:has-text('{PRODUCT}') >> nth=0")
    page.fill(".o_selected_row [name=quantity_cap] input", str(CAP))
    page.fill(".o_selected_row [name=price] input", SPECIAL)
    page.click(".oe_title")
    page.wait_for_selector(".o_data_row [name=discount_percent]:has-text('18.1')")
    browser.screenshot("special-price-written")
    page.click("button[name=action_submit] >> visible=true")
    page.wait_for_selector(".alert-warning:has-text('waiting for')")
    browser.screenshot("special-price-waiting")
    return page.inner_text(".oe_title [name=name]")


def approve(browser, project, picture):
    """Approve from the list of what waits for the user, with the figures on the same screen."""
    page = browser.page
    browser.open_action("dealer_approval.dealer_approval_request_action_mine")
    page.click(f"text={project} >> nth=0")
    page.wait_for_selector("button[name=action_approve_on_screen] >> visible=true")
    assert "margin" in page.inner_text(".o_form_view")
    browser.screenshot(picture)
    page.click("button[name=action_approve_on_screen] >> visible=true")


def state(call, project):
    return call("dealer.price.request", "search_read", [("project", "=", project)], ["state", "remaining_text"])[0]


def make_order(call, project, quantity):
    """Return the id of a quotation for the dealer."""
    (dealer,) = call("dealer.dealer", "search_read", [("name", "like", DEALER)], ["partner_id", "company_id"])
    (product,) = call("product.product", "search", [("default_code", "=", PRODUCT)])
    line = (0, 0, {"product_id": product, "product_uom_qty": quantity})
    values = {"partner_id": dealer["partner_id"][0], "client_order_ref": project, "order_line": [line]}
    return call("sale.order", "create", {**values, "company_id": dealer["company_id"][0]})


def test_asked_approved_sold_and_explained(visit, xmlrpc, project):
    clerk = visit("sales", width=1500, height=900)
    number = ask(clerk, project)
    sales = xmlrpc("sales")
    assert state(sales, project)["state"] == "waiting"

    first = visit("channel")
    approve(first, project, "special-price-first")
    first.page.wait_for_timeout(500)
    assert state(sales, project)["state"] == "waiting"
    second = visit("manager")
    approve(second, project, "special-price-second")
    second.page.wait_for_selector("button[name=action_approve_on_screen]", state="detached")
    assert state(sales, project) | {"id": 0} == {"id": 0, "state": "approved", "remaining_text": f"{CAP} of {CAP}"}

    order = make_order(sales, project, CAP + 8)
    clerk.open(f"/odoo/action-dealer_sale.sale_order_action/{order}")
    page = clerk.page
    page.wait_for_selector(f"[name=special_note]:has-text('{number}')")
    assert page.locator("[name=order_line] .o_data_row").count() == 2, "what is beyond the cap is a line of its own"
    clerk.screenshot("special-price-order")
    page.click("[name=order_line] .o_data_row >> nth=0 >> button[name=action_explain_price]")
    page.wait_for_selector(f".o_price_explanation:has-text('{number}')")
    clerk.screenshot("special-price-explained")
    page.click(".modal .btn-close")
    page.click("button[name=action_submit_on_screen] >> visible=true")
    page.wait_for_selector("[name=dealer_state]:has-text('Confirmed'), [name=dealer_state]:has-text('Held')")
    assert state(sales, project)["remaining_text"] == f"0 of {CAP}"
    clerk.open_action("dealer_price_request.dealer_price_request_action")
    page.click(f"td:has-text('{project}')")
    page.wait_for_selector("[name=remaining_text]")
    clerk.screenshot("special-price-used")
    assert clerk.errors + first.errors + second.errors == []


def test_no_remote_call_puts_a_price_in_force(xmlrpc, project):
    """Writing fields, calling verbs and approving for oneself are all refused to whoever asks."""
    sales = xmlrpc("sales")
    (dealer,) = sales("dealer.dealer", "search", [("name", "like", DEALER)])
    (product,) = sales("product.product", "search", [("default_code", "=", PRODUCT)])
    values = {"dealer_id": dealer, "project": project, "date_to": "2030-12-31"}
    values["line_ids"] = [(0, 0, {"product_id": product, "price": 1.0})]
    request = sales("dealer.price.request", "create", values)
    sales("dealer.price.request", "action_submit", [request])
    (line,) = sales("dealer.price.request.line", "search", [("request_id", "=", request)])
    (approval,) = sales("dealer.price.request", "read", [request], ["approval_request_id"])
    approval = approval["approval_request_id"][0]
    for model, method, *arguments in (
        ("dealer.price.request", "write", [request], {"state": "approved"}),
        ("dealer.price.request", "_approve", [request]),
        ("dealer.price.request", "_on_approved", [request], approval),
        ("dealer.price.request.line", "write", [line], {"quantity_cap": 5}),
        ("dealer.price.request.line", "write", [line], {"price": 1.0, "special_verb": "figures"}),
        ("dealer.approval.request", "action_approve", [approval]),
        ("dealer.approval.request", "write", [approval], {"state": "approved"}),
        ("product.pricelist.item", "create", {"price_request_line_id": line, "special_verb": "request"}),
        ("dealer.price.request.draw", "create", {"request_line_id": line, "order_ref": 1, "quantity": 1.0}),
    ):
        with pytest.raises(xmlrpc_client.Fault):
            sales(model, method, *arguments)
    assert state(sales, project)["state"] == "waiting"
    for portal in ("dealer1", "dealer2"):
        with pytest.raises(xmlrpc_client.Fault):
            xmlrpc(portal)("dealer.price.request", "search", [])
    sales("dealer.price.request", "action_withdraw", [request])
