"""Rights that end, end at the next request, whichever worker answers it."""

from datetime import date, timedelta

import pytest

from tests.e2e.clients import Refused, WebSession

MODELS = ("dealer.dealer", "sale.order", "account.move", "stock.picking")


@pytest.fixture
def person(admin, url, database):
    """A new employee of Northstar China: (client, id). Archived at the end."""
    [company] = admin("res.company", "search", [("name", "=", "Northstar China")])
    login = f"leaver{admin('res.users', 'search_count', [('login', 'like', 'leaver')], context={'active_test': False})}"
    user = admin(
        "res.users",
        "create",
        {
            "name": "Leaver",
            "login": login,
            "password": f"{login}_demo",
            "company_id": company,
            "company_ids": [(6, 0, [company])],
        },
        context={"no_reset_password": True},
    )
    yield WebSession(url, database, login, f"{login}_demo"), user
    admin("res.users", "write", [user], {"active": False})


def give(admin, user, role, code, **values):
    """Give a user a role for a unit and those below; return the line."""
    [unit] = admin("dealer.unit", "search", [("code", "=", code)])
    role_id = admin("ir.model.data", "search_read", [("module", "=", "dealer"), ("name", "=", role)], ["res_id"])[0][
        "res_id"
    ]
    return admin(
        "res.users.role.line",
        "create",
        {"user_id": user, "role_id": role_id, "scope": "subtree", "unit_ids": [(6, 0, [unit])], **values},
    )


def dealers_of(client, model):
    """Return the ids of the dealers whose records the client finds; none if it may not even ask."""
    try:
        if model == "dealer.dealer":
            return set(client(model, "search", []))
        rows = client(model, "search_read", [("dealer_id", "!=", False)], ["dealer_id"])
    except Refused as refusal:
        assert refusal.status == 403, refusal
        return set()
    return {row["dealer_id"][0] for row in rows}


def assert_nothing(client):
    # Several times: each answer may come from another worker.
    for _turn in range(4):
        for model in MODELS:
            assert dealers_of(client, model) == set(), model


def test_line_removed(admin, person):
    client, user = person
    line = give(admin, user, "role_sales_desk", "CN-E")
    for model in MODELS:
        assert dealers_of(client, model), model
    seen = client("sale.order", "search", [("dealer_id", "!=", False)], limit=1)
    admin("res.users.role.line", "unlink", [line])
    assert_nothing(client)
    with pytest.raises(Refused):
        client("sale.order", "read", seen, ["amount_total"])


def test_line_ended_by_its_date(admin, person):
    client, user = person
    line = give(admin, user, "role_sales_desk", "CN-E", date_to=str(date.today() + timedelta(days=2)))
    assert dealers_of(client, "sale.order")
    admin("res.users.role.line", "write", [line], {"date_to": str(date.today() - timedelta(days=2))})
    assert_nothing(client)


def test_line_narrowed(admin, person):
    client, user = person
    line = give(admin, user, "role_sales_desk", "CN")
    before = dealers_of(client, "account.move")
    [unit] = admin("dealer.unit", "search", [("code", "=", "CN-E-SH")])
    admin("res.users.role.line", "write", [line], {"unit_ids": [(6, 0, [unit])]})
    for _turn in range(4):
        after = dealers_of(client, "account.move")
        assert after < before
        units = {dealer["unit_id"][0] for dealer in client("dealer.dealer", "read", list(after), ["unit_id"])}
        assert units == {unit}


def test_role_loses_a_right(admin, person):
    """A right taken out of a role is gone for its holders at their next request."""
    client, user = person
    give(admin, user, "role_auditor", "CN-E")
    assert dealers_of(client, "account.move")
    [role] = admin("res.users.role.line", "search_read", [("user_id", "=", user)], ["role_id"])
    role_id = role["role_id"][0]
    before = admin("res.users.role", "read", [role_id], ["implied_ids"])[0]["implied_ids"]
    stay = admin(
        "ir.model.data", "search_read", [("module", "in", ("base", "dealer")), ("model", "=", "res.groups")], ["res_id"]
    )
    kept = [group for group in before if group in {row["res_id"] for row in stay}]
    try:
        admin("res.users.role", "write", [role_id], {"implied_ids": [(6, 0, kept)]})
        for _turn in range(4):
            assert dealers_of(client, "account.move") == set()
            assert dealers_of(client, "dealer.dealer")
    finally:
        admin("res.users.role", "write", [role_id], {"implied_ids": [(6, 0, before)]})
    assert dealers_of(client, "account.move")


def test_dealer_moves_with_its_documents(admin, person):
    client, user = person
    give(admin, user, "role_sales_desk", "CN-N")
    [north] = admin("dealer.unit", "search", [("code", "=", "CN-N")])
    everywhere = {"context": {"allowed_company_ids": admin("res.company", "search", [])}}
    orders = admin(
        "sale.order", "search_read", [("dealer_unit_id.code", "=like", "CN-E%")], ["dealer_id"], limit=1, **everywhere
    )
    dealer = orders[0]["dealer_id"][0]
    [home] = [row["unit_id"][0] for row in admin("dealer.dealer", "read", [dealer], ["unit_id"], **everywhere)]
    assert dealer not in dealers_of(client, "sale.order")
    try:
        admin("dealer.dealer", "write", [dealer], {"unit_id": north}, **everywhere)
        for model in ("dealer.dealer", "sale.order", "account.move"):
            assert dealer in dealers_of(client, model), model
    finally:
        admin("dealer.dealer", "write", [dealer], {"unit_id": home}, **everywhere)
    for model in ("dealer.dealer", "sale.order", "account.move"):
        assert dealer not in dealers_of(client, model), model
