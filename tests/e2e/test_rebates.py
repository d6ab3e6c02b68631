"""A program with three bands is drawn up, a quarter of it settled, and the money pays for 30 % of an order."""

import re
import uuid
import xmlrpc.client as xmlrpc_client
from datetime import date

import pytest

DEALER, PRODUCT = "Lida Trading", "NS-P200"
BANDS = [(100_000, 1_000_000, "1"), (1_000_000, 5_000_000, "2"), (5_000_000, 0, "3")]
SHARE = 0.3


@pytest.fixture
def code():
    """The code of the test's own program."""
    return f"E2E-{uuid.uuid4().hex[:8]}"


def choose(page, field, text):
    page.fill(f"[name={field}] input", text)
    page.click(f".o-autocomplete--dropdown-menu li:has-text('{text}') >> nth=0")
    page.wait_for_selector(".o-autocomplete--dropdown-menu", state="detached")


def pick(page, field, text):
    """Choose in a selection field."""
    page.click(f"[name={field}] input")
    page.click(f".o_select_menu_menu .o_select_menu_item:has-text('{text}') >> nth=0")


def draw_up(visit, code):
    """Fill in the form of a program for one dealer and activate it."""
    year = date.today().year - 1
    channel = visit("channel", width=1500, height=950)
    page = channel.page
    channel.open("/odoo/action-dealer_rebate.dealer_rebate_program_action/new")
    page.wait_for_selector(".o_form_view")
    page.fill(".oe_title [name=name] input", "Quarterly bonus")
    page.fill("[name=code] input", code)
    page.fill("input[data-field=date_from]", f"01/01/{year}")
    page.keyboard.press("Tab")
    page.fill("input[data-field=date_to]", f"12/31/{year}")
    page.keyboard.press("Tab")
    pick(page, "settle_by", "Fund of the dealer")
    choose(page, "fund_type_id", "Rebate account")
    for low, high, rate in BANDS:
        page.click("[name=band_ids] .o_field_x2many_list_row_add a")
        page.fill(".o_selected_row [name=value_from] input", str(low))
        page.fill(".o_selected_row [name=value_to] input", str(high))
        page.fill(".o_selected_row [name=rate] input", rate)
    channel.screenshot("rebate-bands")
    page.click(".nav-link[name=dealers]")
    choose(page, "dealer_ids", DEALER)
    page.click(".o_form_button_save")
    page.click("button[name=action_activate] >> visible=true")
    page.click(".modal-footer .btn-primary")
    page.wait_for_selector(".o_arrow_button_current:has-text('Active')")
    channel.screenshot("rebate-program")
    return channel


def settle(visit, channel, finance_call, code):
    """Calculate, review, approve and settle the first quarter; return (id of the run, amount)."""
    (program,) = finance_call("dealer.rebate.program", "search", [("code", "=", code)])
    finance = visit("finance", width=1500, height=950)
    page = finance.page
    finance.open(f"/odoo/action-dealer_rebate.dealer_rebate_program_action/{program}")
    page.click("button[name=action_new_run] >> visible=true")
    page.wait_for_selector("button[name=action_calculate] >> visible=true")
    page.click("button[name=action_calculate] >> visible=true")
    page.wait_for_selector("[name=line_ids] .o_data_row")
    finance.screenshot("rebate-calculated")
    page.click("button[name=action_review] >> visible=true")
    page.click("button[name=action_ask] >> visible=true")
    page.wait_for_selector(".alert-warning:has-text('waiting for')")
    run = finance_call("dealer.rebate.run", "search", [("program_id", "=", program)])[0]

    channel.open(f"/odoo/action-dealer_rebate.dealer_rebate_run_action/{run}")
    channel.page.click("button[name=action_open_approval]:has-text('Decide') >> visible=true")
    channel.page.wait_for_selector("button[name=action_approve_on_screen] >> visible=true")
    assert "To settle" in channel.page.inner_text(".o_form_view")
    channel.screenshot("rebate-approval")
    channel.page.click("button[name=action_approve_on_screen] >> visible=true")
    channel.page.wait_for_selector("button[name=action_approve_on_screen]", state="detached")

    finance.open(f"/odoo/action-dealer_rebate.dealer_rebate_run_action/{run}")
    page.click("button[name=action_settle] >> visible=true")
    page.wait_for_selector(".o_arrow_button_current:has-text('Settled')")
    finance.screenshot("rebate-settled")
    page.click("[name=line_ids] .o_data_row >> nth=0")
    page.wait_for_selector(".modal [name=arithmetic]:has-text('To settle')")
    finance.screenshot("rebate-arithmetic")
    assert finance.errors == []
    return run


def fund(call, dealer):
    """Return the id and what is available of the dealer's rebate fund; 0 if there is none."""
    found = [one for one in call("dealer.dealer", "fund_status", [dealer]) if one["kind"] == "rebate"]
    return found[0] if found else {"available": 0.0}


def test_from_bands_to_money_that_pays_for_an_order(visit, xmlrpc, code):
    finance_call, sales = xmlrpc("finance"), xmlrpc("sales")
    (dealer,) = sales("dealer.dealer", "search_read", [("name", "like", DEALER)], ["partner_id", "company_id"])
    before = fund(finance_call, dealer["id"])["available"]
    channel = draw_up(visit, code)
    run = settle(visit, channel, finance_call, code)
    (line,) = finance_call("dealer.rebate.line", "search_read", [("run_id", "=", run)], ["to_settle", "basis", "state"])
    assert line["state"] == "settled"
    assert line["to_settle"] == round(line["basis"] * (0.02 if line["basis"] >= 1_000_000 else 0.01), 2)
    after = fund(finance_call, dealer["id"])
    assert after["available"] == pytest.approx(before + line["to_settle"])

    (product,) = sales("product.product", "search", [("default_code", "=", PRODUCT)])
    values = {"partner_id": dealer["partner_id"][0], "company_id": dealer["company_id"][0], "client_order_ref": code}
    order = sales(
        "sale.order", "create", {**values, "order_line": [(0, 0, {"product_id": product, "product_uom_qty": 12})]}
    )
    (plan,) = (row for row in sales("sale.order", "fund_plan", [order]) if row["fund_id"] == after["fund_id"])
    (total,) = sales("sale.order", "read", [order], ["amount_total"])
    assert plan["allowed"] == pytest.approx(round(SHARE * total["amount_total"], 2), abs=0.01)
    sales("sale.order", "set_fund_plan", [order], {str(after["fund_id"]): plan["allowed"]})
    clerk = visit("sales", width=1500, height=950)
    clerk.open(f"/odoo/action-dealer_sale.sale_order_action/{order}")
    clerk.page.wait_for_selector("[name=order_line] .o_data_row")
    clerk.screenshot("rebate-order")
    clerk.page.click("button[name=action_submit_on_screen] >> visible=true")
    clerk.page.wait_for_selector("[name=dealer_state]:has-text('Confirmed'), [name=dealer_state]:has-text('Held')")
    held = fund(finance_call, dealer["id"])
    assert held["available"] == pytest.approx(after["available"] - plan["allowed"])
    sales("sale.order", "action_dealer_cancel", [order], "end of the test")
    assert fund(finance_call, dealer["id"])["available"] == pytest.approx(after["available"])
    assert channel.errors + clerk.errors == []


def test_dealer_reads_the_arithmetic_on_the_phone(visit, xmlrpc):
    phone = visit("dealer1", width=390, height=844)
    phone.open("/my/rebates")
    phone.page.wait_for_selector("text=Volume bonus")
    phone.page.click("table a >> nth=0")
    phone.page.wait_for_selector("text=Documents")
    assert "Earned" in phone.page.inner_text("main, #wrap")
    phone.screenshot("rebate-phone")
    assert phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert phone.errors == []


PRIVATE = "Private methods"
BY_VERBS = "These fields follow from what is done with the run"


def refused(message, call, model, method, *arguments):
    """Assert that a call is refused, and by the guard that it is about: ``message`` is what that one says."""
    with pytest.raises(xmlrpc_client.Fault) as fault:
        call(model, method, *arguments)
    assert re.search(message, fault.value.faultString), (model, method, fault.value.faultString)


def test_no_remote_call_forges_a_rebate(xmlrpc):
    """Amounts, states and settlements are the verbs' alone; each row is refused by its own guard."""
    finance, channel = xmlrpc("finance"), xmlrpc("channel")
    line = finance("dealer.rebate.line", "search", [("state", "=", "open")], limit=1)[0]
    (read,) = finance("dealer.rebate.line", "read", [line], ["run_id", "dealer_id", "program_id"])
    run, program, dealer = read["run_id"][0], read["program_id"][0], read["dealer_id"][0]
    part = {
        "line_id": line,
        "program_id": program,
        "dealer_id": dealer,
        "cum_from": "2020-01-01",
        "cum_to": "2020-12-31",
    }
    settlement = {"line_id": line, "kind": "payment", "amount": 1.0, "date": "2020-01-01"}
    for message, model, method, *arguments in (
        (r"not allowed to modify .*dealer\.rebate\.line\b", "dealer.rebate.line", "write", [line], {"to_settle": 1e6}),
        (
            r"not allowed to create .*dealer\.rebate\.line\b",
            *("dealer.rebate.line", "create", {"run_id": run, "dealer_id": dealer, "to_settle": 1.0}),
        ),
        (r"not allowed to create .*dealer\.rebate\.line\.part\b", "dealer.rebate.line.part", "create", part),
        (r"not allowed to create .*dealer\.rebate\.settlement\b", "dealer.rebate.settlement", "create", settlement),
        (
            r"not allowed to create .*dealer\.rebate\.past\b",
            "dealer.rebate.past",
            "create",
            {"dealer_id": dealer, "facts": {}},
        ),
        (BY_VERBS, "dealer.rebate.run", "write", [run], {"state": "approved"}),
        (BY_VERBS, "dealer.rebate.run", "write", [run], {"placed": []}),
        (BY_VERBS, "dealer.rebate.run", "write", [run], {"line_ids": [(1, line, {"to_settle": 1e6})]}),
        (PRIVATE, "dealer.rebate.run", "_approve", [run]),
        (PRIVATE, "dealer.rebate.run", "_on_approved", [run], False),
        ("this is done in: Approved", "dealer.rebate.run", "action_settle", [run]),
        (
            r"not allowed to modify .*dealer\.rebate\.program\b",
            "dealer.rebate.program",
            "write",
            [program],
            {"name": "Mine"},
        ),
        (PRIVATE, "dealer.rebate.basis", "_earned", program, ["2020-01-01", "2030-01-01"]),
        ("What an invoice gives of a rebate cannot be edited", "account.move.line", "create", {"rebate_amount": 5.0}),
    ):
        refused(message, finance, model, method, *arguments)
    for vals in ({"run_seq": 5}, {"cap_amount": 1.0}, {"dealer_ids": [(5,)]}):
        refused(
            "is in force: what was promised does not change", channel, "dealer.rebate.program", "write", [program], vals
        )
    refused(
        "These fields follow from what is done with the program",
        channel,
        "dealer.rebate.program",
        "write",
        [program],
        {"state": "draft"},
    )


def test_a_stranger_reads_no_rebate(xmlrpc):
    """A member of another dealer reaches neither the dealer nor, by the own dealer, its rebate."""
    finance, own, stranger = xmlrpc("finance"), xmlrpc("dealer1"), xmlrpc("dealer2")
    (mine,) = own("dealer.dealer", "search", [])
    (theirs,) = stranger("dealer.dealer", "search", [])
    (line, *_more) = finance("dealer.rebate.line", "search", [("dealer_id", "!=", mine)])
    (read,) = finance("dealer.rebate.line", "read", [line], ["dealer_id"])
    foreign = read["dealer_id"][0] if read["dealer_id"][0] != theirs else mine
    for method, *arguments in (
        ("rebate_progress",),
        ("rebate_status",),
        ("rebate_documents", line),
        ("dispute_rebate", line, "mine"),
    ):
        refused(r"dealer\.dealer", stranger, "dealer.dealer", method, [foreign], *arguments)
        refused("Only the administrator and the finance", stranger, "dealer.dealer", method, [theirs], *arguments)
        if arguments:
            refused("This rebate is not one of", own, "dealer.dealer", method, [mine], *arguments)
    for model in ("dealer.rebate.line", "dealer.rebate.run", "dealer.rebate.program", "dealer.rebate.settlement"):
        refused(rf"[(（]{re.escape(model)}[)）]", stranger, model, "search_read", [], ["id"])
