"""A rebate pays 30 % of an order on the screen of the sales desk; finance puts money into the fund and sees its lots."""

import uuid

import pytest

DEALER, SHARE = "Xihu Online", 0.3


@pytest.fixture
def number(xmlrpc):
    """A purchase number of the test's own; orders with it are cancelled afterwards, so that the fund is as it was."""
    value = f"e2e fund {uuid.uuid4().hex[:8]}"
    yield value
    admin = xmlrpc("admin")
    left = admin("sale.order", "search", [("client_order_ref", "=", value), ("state", "!=", "cancel")])
    if left:
        admin("sale.order", "action_cancel", left)


@pytest.fixture
def fund(xmlrpc):
    """The rebate fund of the dealer, with enough in it."""
    finance = xmlrpc("finance")
    (found,) = finance("dealer.fund", "search", [("dealer_id.name", "like", DEALER), ("kind", "=", "rebate")])
    return found


def figures(call, fund):
    return call("dealer.fund", "read", [fund], ["balance", "held", "available", "company_id"])[0]


def write_order(call, number):
    """Return the id of a quotation of one display cabinet for the dealer."""
    (dealer,) = call("dealer.dealer", "search_read", [("name", "like", DEALER)], ["partner_id", "company_id"])
    (product,) = call("product.product", "search", [("default_code", "=", "DISPLAY")])
    order = {
        "partner_id": dealer["partner_id"][0],
        "company_id": dealer["company_id"][0],
        "client_order_ref": number,
        "order_line": [(0, 0, {"product_id": product, "product_uom_qty": 12, "price_unit": 2000.0})],
    }
    return call("sale.order", "create", order, context={"allowed_company_ids": [dealer["company_id"][0]]})


def test_a_rebate_pays_its_share_of_an_order(visit, xmlrpc, number, fund):
    sales, finance = xmlrpc("sales"), xmlrpc("finance")
    before = figures(finance, fund)
    order = write_order(sales, number)
    (total,) = sales("sale.order", "read", [order], ["amount_total"])
    share = int(total["amount_total"] * SHARE * 100 + 0.0001) / 100
    (plan,) = sales("sale.order", "fund_plan", [order])
    assert (plan["fund_id"], plan["planned"]) == (fund, pytest.approx(share))

    browser = visit("sales")
    page = browser.page
    browser.open(f"/odoo/action-dealer_sale.sale_order_action/{order}")
    page.wait_for_selector(f"[name=fund_planned]:has-text('{share:,.2f}')")
    browser.screenshot("fund-order")
    page.click("button[name=action_submit_on_screen] >> visible=true")
    page.wait_for_selector(".o_notification")
    after = figures(finance, fund)
    assert after["held"] == pytest.approx(before["held"] + share)
    assert after["balance"] == before["balance"]
    page.wait_for_selector(f"[name=fund_planned]:has-text('{share:,.2f}')")
    assert not browser.errors


def test_finance_deposits(visit, xmlrpc, fund):
    finance = xmlrpc("finance")
    before = figures(finance, fund)
    memo = f"e2e {uuid.uuid4().hex[:6]}"
    browser = visit("finance")
    page = browser.page
    browser.open_action("dealer_fund.dealer_fund_action")
    page.wait_for_selector(".o_data_row")
    browser.screenshot("fund-list")
    browser.open(f"/odoo/action-dealer_fund.dealer_fund_action/{fund}")
    page.click("button[name=action_open_deposit]")
    page.wait_for_selector(".modal [name=amount] input")
    page.fill(".modal [name=amount] input", "250")
    page.fill(".modal [name=memo] input", memo)
    browser.screenshot("fund-deposit")
    page.click(".modal button[name=action_post]")
    page.wait_for_selector(".o_notification")
    page.wait_for_selector(".modal", state="detached")
    browser.open(f"/odoo/action-dealer_fund.dealer_fund_action/{fund}")
    page.wait_for_selector(f"[name=lot_ids] .o_data_row:has-text('{memo}')")
    browser.screenshot("fund-form")
    assert figures(finance, fund)["balance"] == pytest.approx(before["balance"] + 250)
    assert not browser.errors


def test_finance_accepts_a_proof(visit, xmlrpc, fund):
    finance = xmlrpc("finance")
    (dealer,) = finance("dealer.dealer", "search", [("name", "like", DEALER)])
    reference = f"e2e {uuid.uuid4().hex[:6]}"
    values = {"amount": 75.0, "reference": reference, "fund_id": fund}
    proof = finance("dealer.dealer", "submit_payment_proof", [dealer], values)["proof_id"]
    before = figures(finance, fund)
    browser = visit("finance")
    page = browser.page
    browser.open_action("dealer_fund.dealer_payment_proof_action")
    page.wait_for_selector(f".o_data_row:has-text('{reference}')")
    browser.screenshot("fund-proofs")
    browser.open(f"/odoo/action-dealer_fund.dealer_payment_proof_action/{proof}")
    page.click("button[name=action_accept_on_screen]")
    page.wait_for_selector("button[name=action_open_payment]")
    browser.screenshot("fund-proof")
    assert figures(finance, fund)["balance"] == pytest.approx(before["balance"] + 75)
    assert not browser.errors
