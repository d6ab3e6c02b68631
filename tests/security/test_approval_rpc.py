"""No one approves over RPC but who is asked, and by no other way than the verbs; against the server with the demo story."""

import uuid

import pytest

from tests.e2e.clients import Refused
from tests.story import submit_far_above_the_line

FORBIDDEN, UNPROCESSABLE = 403, 422  # a refusal; anything else would be an answer about something else
OTHERS = (
    "sales",
    "zhangmin",
    "channel",
    "manager",
    "finance",
    "warehouse",
    "auditor",
    "groupadmin",
    "integrator",
    "dealer1",
)
REQUEST, HOLD = "dealer.approval.request", "dealer.order.hold"


def refused(call, *arguments, **keywords):
    """Call, expecting a refusal; return its text."""
    with pytest.raises(Refused) as refusal:
        call(*arguments, **keywords)
    assert refusal.value.status in (FORBIDDEN, UNPROCESSABLE), refusal.value
    return str(refusal.value)


@pytest.fixture
def held(web):
    """(order id, hold id, request id) of an order far above the credit line of its dealer, submitted by the sales desk."""
    sales = web("sales")
    order, answer = submit_far_above_the_line(sales, f"approval {uuid.uuid4().hex[:8]}")
    (hold,) = answer["holds"]
    (request,) = sales(REQUEST, "search", [("res_model", "=", HOLD), ("res_id", "=", hold["id"])])
    yield order, hold["id"], request
    sales("sale.order", "action_cancel", [order])


def uid(admin, login):
    """Return the id of a user."""
    return admin("res.users", "search", [("login", "=", login)])[0]


def state(web, request):
    return web("sales")(REQUEST, "read", [request], ["state"])[0]["state"]


def test_nobody_writes_an_approval(web, admin, held):
    _order, _hold, request = held
    rows = web("sales")("dealer.approval.reviewer", "search", [("request_id", "=", request)])
    for login in (*OTHERS, "linwei", "admin"):
        user, user_id = web(login), uid(admin, login)
        for values in ({"state": "approved"}, {"requester_id": user_id}, {"allow_self": True}, {"fingerprint": ""}):
            refused(user, REQUEST, "write", [request], values)
        refused(user, REQUEST, "web_save", [request], {"state": "approved"}, {})
        refused(user, REQUEST, "update_field_translations", [request], "name", {"en_US": "Other"})
        refused(user, REQUEST, "copy", [request])
        refused(user, REQUEST, "unlink", [request])
        refused(user, "dealer.approval.reviewer", "write", rows, {"state": "approved"})
        refused(user, "dealer.approval.reviewer", "write", rows, {"user_id": user_id})
        row = {"request_id": request, "stage": 1, "user_id": user_id, "state": "pending"}
        refused(user, "dealer.approval.reviewer", "create", row)
        fact = {"request_id": request, "user_id": user_id, "kind": "approved"}
        refused(user, "dealer.approval.decision", "create", fact)
    assert state(web, request) == "pending"


def test_nobody_decides_who_is_not_asked(web, held):
    _order, hold, request = held
    for login in OTHERS:
        user = web(login)
        refused(user, REQUEST, "action_approve", [request], "mine")
        refused(user, REQUEST, "action_refuse", [request], "mine")
        refused(user, HOLD, "action_release", [hold], "past the route")
        refused(user, HOLD, "action_refuse", [hold], "past the route")
        for private in ("_decide", "_finish", "_set_state", "_go_on", "_tell_document"):
            refused(user, REQUEST, private, [request], "approved")
        for context in ({"su": True}, {"skip_validation": True}, {"default_state": "approved"}):
            refused(user, REQUEST, "action_approve", [request], "mine", context=context)
    assert state(web, request) == "pending"


def test_two_steps_twice_and_after_withdrawal(web, xmlrpc, json2, held):
    order, _hold, request = held
    (answer,) = xmlrpc("linwei")(REQUEST, "action_approve", [request], "first step")["results"]
    assert (answer["id"], answer["state"]) == (request, "pending")
    assert "not asked" in refused(web("linwei"), REQUEST, "action_approve", [request], "again")
    (answer,) = json2("channel")(REQUEST, "action_refuse", ids=[request], reason="too much at once")["results"]
    assert answer["state"] == "refused"
    with pytest.raises(Refused) as refusal:
        json2("channel")(REQUEST, "action_approve", ids=[request])
    assert refusal.value.status == 422
    sales = web("sales")
    (hold,) = sales("sale.order", "action_submit", [order])["holds"]
    again = sales(REQUEST, "search", [("res_model", "=", HOLD), ("res_id", "=", hold["id"]), ("state", "=", "pending")])
    refused(web("zhangmin"), REQUEST, "action_withdraw", again)
    assert sales(REQUEST, "action_withdraw", again, "not needed")["results"][0]["state"] == "withdrawn"
    assert "no longer pending" in refused(web("linwei"), REQUEST, "action_approve", again)


def test_who_reads_a_request(web, held):
    _order, _hold, request = held
    for login, sees in (
        ("sales", True),  # asked for it
        ("linwei", True),  # is asked
        ("channel", True),  # is asked next
        ("auditor", True),  # supervises
        ("zhangmin", False),  # neither
        ("finance", False),
        ("warehouse", False),
    ):
        for model, field in ((REQUEST, "id"), ("dealer.approval.decision", "request_id")):
            assert bool(web(login)(model, "search_count", [(field, "=", request)])) == sees, (login, model)
        if not sees:
            refused(web(login), REQUEST, "read", [request], ["figures"])
    refused(web("dealer1"), REQUEST, "search_count", [])


def test_substitutes_are_named_by_the_approver(web, admin, held):
    _order, _hold, request = held
    zhang = web("zhangmin")
    days = {"date_from": "2020-01-01", "date_to": "2099-01-01"}
    refused(
        zhang,
        "dealer.approval.substitute",
        "create",
        {"user_id": uid(admin, "linwei"), "substitute_id": uid(admin, "zhangmin"), **days},
    )
    assert state(web, request) == "pending"
    refused(zhang, REQUEST, "action_approve", [request])
