"""Two approvers who press at the same moment grant once; whoever asks twice at the same moment asks once."""

import uuid
import xmlrpc.client
from datetime import date, timedelta
from functools import partial

import pytest

from tests.rounds import rounds

from .clients import Crowd

DEALER = "Jinling Supply"
WISH, REQUEST = "dealer.credit.request", "dealer.approval.request"


@pytest.fixture(scope="module")
def people(crowd_server, database):
    """{log-in: client} of who asks and who decides."""
    return {
        login: Crowd(crowd_server.url, database, login, f"{login}_demo")
        for login in ("sales", "linwei", "credit", "channel")
    }


def wish(people, amount=1000.0):
    """Return (id, reason) of a new request for a temporary limit, asked by nobody yet."""
    reason = f"at once {uuid.uuid4().hex[:8]}"
    (line,) = people["credit"]("dealer.credit.line", "search", [("dealer_id.name", "like", DEALER)])
    vals = {
        "line_id": line,
        "kind": "temporary",
        "amount": amount,
        "reason": reason,
        "date_to": (date.today() + timedelta(days=5)).isoformat(),
    }
    return people["sales"](WISH, "create", vals), reason


def at_once(people, *calls):
    """Start all calls at the same moment; return [(whether it succeeded, answer or sentence of the refusal)]."""

    def attempt(call):
        try:
            return True, call()
        except xmlrpc.client.Fault as refusal:
            assert "Traceback" not in refusal.faultString
            return False, refusal.faultString

    return people["sales"].all_at_once([partial(attempt, call) for call in calls], len(calls))


def granted(people, reason):
    return people["credit"]("dealer.credit.temporary", "search_count", [("reason", "=", reason)])


def test_two_approve_at_once(people):
    for _round in range(rounds(5, 100)):
        wish_id, reason = wish(people)
        (request,) = people["sales"](WISH, "action_request_approval", [wish_id])
        answers = at_once(
            people,
            *(
                lambda who=who, request=request: people[who](REQUEST, "action_approve", [request])
                for who in ("linwei", "credit")
            ),
        )
        assert sorted(success for success, _answer in answers) == [False, True], answers
        assert granted(people, reason) == 1
        facts = people["sales"]("dealer.approval.decision", "search_read", [("request_id", "=", request)], ["kind"])
        assert [fact["kind"] for fact in facts] == ["approved", "requested"]


def test_one_approves_while_the_other_refuses(people):
    for _round in range(rounds(5, 100)):
        wish_id, reason = wish(people)
        (request,) = people["sales"](WISH, "action_request_approval", [wish_id])
        answers = at_once(
            people,
            lambda request=request: people["linwei"](REQUEST, "action_approve", [request]),
            lambda request=request: people["credit"](REQUEST, "action_refuse", [request], "no"),
            lambda request=request: people["sales"](REQUEST, "action_withdraw", [request]),
        )
        assert [success for success, _answer in answers].count(True) == 1, answers
        (state,) = {row["state"] for row in people["sales"](REQUEST, "read", [request], ["state"])}
        assert granted(people, reason) == (state == "approved")


def test_two_ask_at_once(people):
    for _round in range(rounds(5, 100)):
        wish_id, _reason = wish(people)
        answers = at_once(
            people, *[lambda wish_id=wish_id: people["sales"](WISH, "action_request_approval", [wish_id])] * 2
        )
        assert any(success for success, _answer in answers), answers
        pending = [("res_model", "=", WISH), ("res_id", "=", wish_id), ("state", "=", "pending")]
        (request,) = people["sales"](REQUEST, "search", pending)
        people["sales"](REQUEST, "action_withdraw", [request])
