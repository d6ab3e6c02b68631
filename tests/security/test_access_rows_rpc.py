"""Records of the suite's own models in the demo story that a user must not see, by every way over the network."""

import base64

import pytest

from tests.e2e.clients import Refused

from . import matrix
from .reach import ELSEWHERE, FOREIGN
from .test_portal_routes import Browser

LOGINS = ("sales", "warehouse", "dealer1", "dealer1store")
REFUSED = (403, 404, 422)
SECRET = "a secret of another dealer"
FILES = (
    "/web/content/{id}",
    "/web/content/{id}?download=true",
    "/web/content/{id}?access_token=wrong",
    "/web/image/{id}",
)


def answer(call, *arguments, **keywords):
    """Return what a call answers; None if it is refused."""
    try:
        return call(*arguments, **keywords)
    except Refused as refusal:
        assert refusal.status in REFUSED, refusal
        return None


def ways(rpc, model, record):
    """Yield (way, answer) of each way to read a record; an answer that holds anything tells of it."""
    among = [("id", "=", record)]
    yield "read", answer(rpc, model, "read", [record], ["display_name"])
    yield "web_read", answer(rpc, model, "web_read", [record], {"display_name": {}})
    yield "search", answer(rpc, model, "search", among)
    yield "search_count", answer(rpc, model, "search_count", among)
    yield "search_read", answer(rpc, model, "search_read", among, ["display_name"])
    listed = answer(rpc, model, "web_search_read", among, {"display_name": {}})
    yield "web_search_read", listed and listed["records"]
    groups = answer(rpc, model, "formatted_read_group", among, [], ["__count"])
    yield "formatted_read_group", groups and groups[0]["__count"]
    yield "name_search", answer(rpc, model, "name_search", "", among)
    exported = answer(rpc, model, "export_data", [record], [".id", "display_name"])
    yield "export_data", exported and exported["datas"]
    yield (
        "write",
        answer(rpc, model, "write", [record], {}) if answer(rpc, model, "has_access", [record], "write") else None,
    )


def of_other_dealers(admin, seen):
    """Yield (model, id) of one record of each model that is a dealer's whom the user does not reach."""
    dealers = [*seen.dealers[FOREIGN], *seen.dealers[ELSEWHERE]]
    for model, row in matrix.rows().items():
        fields = {}
        if row["per"] == "dealer":  # what belongs to one person only is closed to the administrator, too
            fields = answer(admin, model, "fields_get", ["dealer_id"], ["type", "searchable"]) or {}
        field = fields.get("dealer_id", {"type": "", "searchable": False})
        if field["type"] == "many2one" and field["searchable"]:
            among = [("dealer_id", "in", dealers)]
            for record in answer(admin, model, "search", among, limit=1, order="id", **seen.companies) or ():
                yield model, record


@pytest.mark.parametrize("login", LOGINS)
def test_nothing_tells_of_other_dealers(web, admin, reach, login):
    seen, rpc = reach(login), web(login)
    told, tried = [], set()
    for model, record in of_other_dealers(admin, seen):
        tried.add(model)
        told += [(model, record, way) for way, got in ways(rpc, model, record) if got]
    assert not told
    assert len(tried) > 5, f"the story has records of many models: {tried}"


@pytest.mark.parametrize("login", LOGINS)
def test_no_address_shows_files_and_papers_of_other_dealers(url, database, web, admin, reach, login):
    browser, rpc, shown = Browser(url, database, login), web(login), []
    reports = admin(
        "ir.actions.report", "search_read", [("model", "in", list(matrix.rows()))], ["model", "report_name"]
    )
    for model, record in of_other_dealers(admin, reach(login)):
        for report in reports:
            if report["model"] == model:
                _at, text = browser.page(f"/report/html/{report['report_name']}/{record}")
                shown += (
                    [(model, record, report["report_name"])] if "/web/login" not in _at and "article" in text else []
                )
        file = answer(admin, "ir.attachment", "create", file_of(model, record))
        if file:  # a row of a view has no files
            shown += [(model, record, path) for path in FILES if SECRET in browser.page(path.format(id=file))[1]]
            shown += [(model, record, "rpc")] if answer(rpc, "ir.attachment", "read", [file], ["name"]) else []
            admin("ir.attachment", "unlink", [file])
    assert not shown


def file_of(model, record):
    """Return the values of a file of a record."""
    return {"name": "note.txt", "raw": base64.b64encode(SECRET.encode()).decode(), "res_model": model, "res_id": record}
