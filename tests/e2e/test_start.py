"""The suite is up: every kind of user gets in, by every door, and sees what the demo story promises."""

import xmlrpc.client

import pytest

from .clients import Refused

BACK_OFFICE = ["admin", "channel", "sales", "finance", "credit", "warehouse", "auditor", "linwei"]


@pytest.mark.parametrize("name", BACK_OFFICE)
def test_back_office_users_read_dealers(xmlrpc, name):
    assert xmlrpc(name)("dealer.dealer", "search_count", []) > 0


def test_portal_user_reads_own_dealer_only(xmlrpc):
    dealer1 = xmlrpc("dealer1")
    seen = dealer1("dealer.dealer", "search_read", [], ["member_ids"])
    assert seen, "a member must see the dealership"
    members = dealer1(
        "dealer.member", "search_read", [("dealer_id", "in", [dealer["id"] for dealer in seen])], ["user_id"]
    )
    assert dealer1.uid in [member["user_id"][0] for member in members]
    assert len(seen) < xmlrpc("admin")("dealer.dealer", "search_count", [])


def test_both_protocols_tell_the_same(xmlrpc, json2):
    domain, names = [("state", "=", "active")], ["code", "name"]
    over_json = json2("integrator")("dealer.dealer", "search_read", domain=domain, fields=names, order="id")
    assert over_json
    assert over_json == xmlrpc("integrator")("dealer.dealer", "search_read", domain, names, order="id")


def test_a_wrong_password_gets_nowhere(xmlrpc):
    nobody = xmlrpc("sales", "wrong")
    assert nobody.uid is False
    with pytest.raises(xmlrpc_fault()):
        nobody("dealer.dealer", "search_count", [])


def test_a_wrong_key_gets_nowhere(url, database):
    from .clients import Json2

    with pytest.raises(Refused) as refused:
        Json2(url, database, "0" * 40)("dealer.dealer", "search_count", domain=[])
    assert refused.value.status == 401


def xmlrpc_fault():
    return xmlrpc.client.Fault


@pytest.mark.parametrize(("name", "word"), [("channel", "Dealers"), ("linwei", "经销商")])
def test_back_office_in_the_browser(visit, name, word):
    browser = visit(name)
    browser.open_action("dealer.dealer_dealer_action")
    browser.page.wait_for_selector(".o_kanban_record:not(.o_kanban_ghost), .o_data_row")
    assert word in browser.page.inner_text(".o_control_panel, .o_main_navbar")
    browser.screenshot(f"back-office-{name}")
    assert browser.errors == []


@pytest.mark.parametrize("name", ["dealer1", "dealer2"])
def test_portal_on_a_phone(visit, name):
    browser = visit(name, width=390, height=844)
    browser.open("/my")
    browser.page.wait_for_selector(".o_portal_my_home, .o_portal")
    assert browser.page.evaluate("document.documentElement.scrollWidth") <= 390, "nothing may stick out sideways"
    browser.screenshot(f"portal-{name}")
    assert browser.errors == []
