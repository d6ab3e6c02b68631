"""An order far above the credit line goes through two approvals in the browser; figures beside the buttons, also on a phone."""

import uuid

import pytest

from tests.story import submit_far_above_the_line


@pytest.fixture
def order(xmlrpc):
    """(id, name) of an order that the sales desk has submitted and that two people have to approve."""
    sales = xmlrpc("sales")
    order, answer = submit_far_above_the_line(sales, f"e2e {uuid.uuid4().hex[:8]}")
    assert answer["state"] == "held"
    yield order, sales("sale.order", "read", [order], ["name"])[0]["name"]
    sales("sale.order", "action_cancel", [order])


def test_two_people_approve(visit, xmlrpc, order):
    order_id, name = order
    controller = visit("linwei", width=1366, height=768)
    page = controller.page
    page.wait_for_selector(".o-mail-ActivityMenu-counter")
    controller.open_action("dealer_approval.dealer_approval_request_action_mine")
    page.click(f".o_data_row:has-text('{name}') td[name=name]")
    page.wait_for_selector("[name=figures_html] table")
    assert "信用" in page.inner_text(".oe_title [name=name]"), "in the reader's language"
    controller.screenshot("approvals-first-step")
    page.click("button[name=action_approve_on_screen] >> visible=true")
    page.wait_for_selector("button[name=action_approve_on_screen] >> visible=true", state="detached")
    assert not controller.errors
    (record,) = xmlrpc("sales")("sale.order", "read", [order_id], ["state"])
    assert record["state"] == "sent", "one approval is not enough"

    manager = visit("channel", width=390, height=844)
    manager.open_action("dealer_approval.dealer_approval_request_action_mine")
    card = f".o_kanban_record:has-text('{name}')"
    manager.page.wait_for_selector(f"{card} table")
    manager.screenshot("approvals-second-step-phone")
    manager.page.click(f"{card} button[name=action_approve_on_screen]")
    manager.page.wait_for_selector(card, state="detached")
    assert not manager.errors
    (record,) = xmlrpc("sales")("sale.order", "read", [order_id], ["state", "open_hold_count"])
    assert (record["state"], record["open_hold_count"]) == ("sale", 0)


def test_refusal_asks_for_the_reason(visit, xmlrpc, order):
    order_id, name = order
    controller = visit("linwei")
    page = controller.page
    controller.open_action("dealer_approval.dealer_approval_request_action_mine")
    page.click(f".o_data_row:has-text('{name}') td[name=name]")
    page.click("button[name=action_open_refuse] >> visible=true")
    page.fill(".modal [name=comment] textarea", "Pay the open invoices first")
    controller.screenshot("approvals-refuse")
    page.click(".modal button[name=action_apply] >> visible=true")
    page.wait_for_selector(".modal", state="detached")
    (record,) = xmlrpc("sales")("sale.order", "read", [order_id], ["state", "refusal_reason"])
    assert (record["state"], record["refusal_reason"]) == ("sent", "Pay the open invoices first")
