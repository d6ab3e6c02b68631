"""The access matrix over the protocols of integrators, against the server with the demo story.

Reading is tried letter by letter; of what is not allowed, changing is tried too and must be refused. What is allowed to
be changed is not changed here: the tests inside Odoo do that.
"""

import functools
import xmlrpc.client as xmlrpc_client

import pytest

from tests.e2e.clients import Refused

from . import matrix
from .reach import ELSEWHERE, FOREIGN, OWN

FORBIDDEN, MISSING, WARNING = 403, 404, 422
LOGINS = [(login, person) for person, row in matrix.load()["persons"].items() for login in row.get("log-ins", ())]
WRITES = matrix.changes()


def refused(call, *arguments, statuses=(FORBIDDEN,), **keywords):
    """Return whether the server refuses the call for want of rights; any other error is raised."""
    try:
        call(*arguments, **keywords)
    except Refused as refusal:
        if refusal.status in statuses:
            return True
        raise
    return False


class Asking:
    """One user asks about one record, letter by letter, with one company ticked."""

    def __init__(self, rpc, reach, admin, model, record):
        self._rpc = functools.partial(rpc, **reach.ticked)
        self._admin, self._model, self._record = admin, model, record

    def allowed(self, letters):
        """Return those of ``letters`` that the server allows."""
        return {letter for letter in letters if getattr(self, f"_{letter}")()}

    def _found(self, method, *arguments):
        try:
            return self._rpc(self._model, method, *arguments)
        except Refused as refusal:
            # A row of a report is missing for whom it is not calculated; who may not export gets a warning.
            if refusal.status in (FORBIDDEN, MISSING, WARNING):
                return None
            raise

    def _r(self):
        return self._found("read", [self._record], ["display_name", "company_id"])

    def _s(self):
        return self._found("search", [("id", "=", self._record)])

    def _g(self):
        groups = self._found("formatted_read_group", [("id", "=", self._record)], [], ["__count"])
        return groups and groups[0]["__count"]

    def _e(self):
        exported = self._found("export_data", [self._record], [".id", "company_id/name"])
        return exported and exported["datas"]

    def _n(self):
        return self._found("name_search", "", [("id", "=", self._record)])

    def _m(self):
        """Messages of the record, whichever the story has; without one there is nothing to be refused."""
        domain = [
            ("model", "=", self._model),
            ("res_id", "=", self._record),
            ("message_type", "!=", "user_notification"),
        ]
        all_of_them = self._admin("mail.message", "search", domain)
        return self._rpc("mail.message", "search", [("id", "in", all_of_them)]) if all_of_them else None

    def _w(self, values):
        return not refused(self._rpc, self._model, "write", [self._record], values)

    def _u(self):
        # The platform says of some records that they are too far advanced before it asks who wants to delete them.
        return not refused(self._rpc, self._model, "unlink", [self._record], statuses=(FORBIDDEN, WARNING))


@pytest.mark.parametrize(("login", "person"), LOGINS)
@pytest.mark.parametrize("name", matrix.load()["models"])
def test_cells(web, admin, reach, login, person, name):
    spec, seen, rpc = matrix.load(), reach(login), web(login)
    model, operations = spec["models"][name]["name"], spec["models"][name]["operations"]
    columns = dict(zip(matrix.positions(), spec["persons"][person]["cells"][name], strict=True))
    # Who has ticked one company does not reach the documents of another, wherever else his role reaches.
    hidden_cells = {FOREIGN: "-", ELSEWHERE: "-" if name != "contact" else None}
    asked = 0
    for position, cell in {OWN: columns[OWN], **hidden_cells}.items():
        record = seen.record(name, model, position)
        if record is None or cell is None:
            continue
        asked += 1
        expected = matrix.expand(cell, operations)
        asking = Asking(rpc, seen, admin, model, record)
        letters = set(operations) & set("rsgen")
        assert asking.allowed(letters) == expected & letters, f"{login}, {name} {record} at {position}"
        if "w" in operations and "w" not in expected:
            assert not asking._w(WRITES[name]), f"{login} wrote {name} {record} at {position}"
        if "u" in operations and "u" not in expected:
            assert not asking._u(), f"{login} deleted {name} {record} at {position}"
        if "m" in operations and not expected:
            assert not asking._m(), f"{login} reads messages of {name} {record} at {position}"
    assert asked, "the demo story has a record for at least one of the cells"


@pytest.mark.parametrize("login", ["sales", "zhangmin", "channel", "linwei"])
def test_nothing_is_made_for_a_dealer_out_of_reach(web, admin, reach, login):
    seen, rpc = reach(login), web(login)
    out_of_reach = [("id", "in", seen.dealers[FOREIGN] or seen.dealers[ELSEWHERE])]
    both_ways = ("partner_id.dealer_ids", "not in", seen.dealers[OWN])
    [dealer] = admin(
        "dealer.dealer", "search_read", [*out_of_reach, both_ways], ["partner_id", "unit_id"], limit=1, **seen.companies
    )
    partner = dealer["partner_id"][0]
    for model, values in {
        "res.partner": {"name": "new", "parent_id": partner},
        "sale.order": {"partner_id": partner},
        "account.move": {"partner_id": partner, "move_type": "out_invoice"},
        "account.payment": {"partner_id": partner, "amount": 1},
        "dealer.dealer": {"partner_id": partner, "unit_id": dealer["unit_id"][0]},
    }.items():
        made = not refused(rpc, model, "create", values, statuses=(FORBIDDEN, WARNING))
        assert not made, f"{login} made a {model} for {dealer}"


@pytest.mark.parametrize("login", ["sales", "auditor"])
def test_json_2(json2, web, admin, reach, login):
    """The protocol of today: the same records, and the status of a refusal."""
    seen, over_json, over_web = reach(login), json2(login), web(login)
    for name, model in (("dealer", "dealer.dealer"), ("order", "sale.order"), ("invoice", "account.move")):
        found = over_json(model, "search", domain=[], order="id", **seen.ticked)
        assert found == over_web(model, "search", [], order="id", **seen.ticked)
        for position in (FOREIGN, ELSEWHERE):
            if record := seen.record(name, model, position):
                assert refused(over_json, model, "read", ids=[record], fields=["display_name"], **seen.ticked)
                assert refused(over_json, model, "write", ids=[record], vals=WRITES[name], **seen.ticked)


@pytest.mark.parametrize("login", ["sales", "dealer1"])
def test_xml_rpc(xmlrpc, web, admin, reach, login):
    """The protocol of many integrations."""
    seen, over_xml, over_web = reach(login), xmlrpc(login), web(login)
    for name, model in (("dealer", "dealer.dealer"), ("order", "sale.order")):
        assert over_xml(model, "search", [], order="id", **seen.ticked) == over_web(
            model, "search", [], order="id", **seen.ticked
        )
        if record := seen.record(name, model, FOREIGN):
            for method, arguments in (("read", [["display_name"]]), ("write", [WRITES[name]]), ("unlink", [])):
                with pytest.raises(xmlrpc_client.Fault) as fault:
                    over_xml(model, method, [record], *arguments, **seen.ticked)
                assert fault.value.faultCode == 4, fault.value
