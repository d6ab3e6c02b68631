"""A caller that keeps trying what it may not fills no log: its refused calls of a minute are one row."""

from .api_world import Account

TRIES = 8


def rows_of(admin, account, code):
    """Return the rows of the log that tell of calls of ``account`` refused with ``code``."""
    domain = [["user_id", "=", account.uid], ["code", "=", code]]
    return admin("dealer.api.call", "search_read", domain, ["calls", "method", "state", "message"])


def test_without_the_right(url, database, xmlrpc):
    admin = xmlrpc("admin")
    reader = Account(url, database, admin, ["dealer_api.role_read"])
    for _try in range(TRIES):
        assert reader.json2("orders_submit", orders=[])["error"]["code"] == "not_allowed"
    rows = rows_of(admin, reader, "not_allowed")
    assert sum(row["calls"] for row in rows) == TRIES
    assert len(rows) <= 2  # a minute may end meanwhile
    assert {(row["method"], row["state"]) for row in rows} == {("orders_submit", "refused")}
    assert "API: orders" in rows[0]["message"]


def test_beyond_the_limit(url, database, xmlrpc):
    admin = xmlrpc("admin")
    reader = Account(url, database, admin, ["dealer_api.role_read"])
    integration = admin("dealer.api.integration", "search", [["user_id", "=", reader.uid]])
    admin("dealer.api.integration", "write", integration, {"rate_limit": 1})
    answers = [reader.xmlrpc("credit_status", dealers=[]) for _try in range(TRIES)]
    refused = [answer["error"] for answer in answers if not answer["ok"]]
    assert refused
    assert all(error["code"] == "rate_limited" and 1 <= error["retry_after"] <= 60 for error in refused)
    rows = rows_of(admin, reader, "rate_limited")
    assert sum(row["calls"] for row in rows) == len(refused)
    assert len(rows) <= 2
