"""Administrators of a dealer who step down at the same moment: one of them stays."""

import uuid
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor

import pytest

ROUNDS = 6


@pytest.fixture
def administrators(xmlrpc):
    """Two administrators of a dealer of their own: (log-in, id of the membership) of each."""
    admin, mark = xmlrpc("admin"), uuid.uuid4().hex[:8]
    unit = admin("ir.model.data", "check_object_reference", "dealer", "unit_group")[1]
    group = admin("ir.model.data", "check_object_reference", "base", "group_portal")[1]
    partner = admin("res.partner", "create", {"name": f"Members {mark}", "is_company": True})
    kind = admin("dealer.type", "create", {"name": f"Members {mark}", "code": f"members-{mark}"})
    vals = {"partner_id": partner, "unit_id": unit, "type_id": kind, "state": "active", "user_id": False}
    dealer = admin("dealer.dealer", "create", vals)
    people = []
    for number in range(2):
        login = f"members{number}{mark}"
        user = admin(
            "res.users",
            "create",
            {"name": login, "login": login, "password": f"{login}_demo", "group_ids": [(6, 0, [group])]},
            context={"no_reset_password": True},
        )
        member = admin("dealer.member", "create", {"dealer_id": dealer, "user_id": user, "role": "admin"})
        people.append((login, member))
    yield people
    admin("dealer.dealer", "write", [dealer], {"active": False})


def test_both_step_down(xmlrpc, administrators):
    admin = xmlrpc("admin")
    members = [member for _login, member in administrators]
    callers = [(xmlrpc(login), member) for login, member in administrators]

    def step_down(caller):
        call, member = caller
        try:
            return call("dealer.member", "change_role", [member], "viewer")
        except xmlrpc_fault() as fault:
            assert "no administrator left" in fault.faultString
            return False

    for _round in range(ROUNDS):
        admin("dealer.member", "write", members, {"role": "admin"})
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(step_down, callers))
        roles = sorted(row["role"] for row in admin("dealer.member", "read", members, ["role"]))
        assert (sorted(done), roles) == ([False, True], ["admin", "viewer"])


def xmlrpc_fault():
    return xmlrpc.client.Fault
