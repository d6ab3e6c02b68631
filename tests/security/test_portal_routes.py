"""A dealer in the browser against the documents of another dealer, by every route that shows one."""

import json
import re
import urllib.error
import urllib.request
from http.cookiejar import CookieJar

import pytest

from .reach import FOREIGN, OWN

ROUTES = {
    "sale.order": (
        "/my/orders/{id}",
        "/my/orders/{id}?access_token=wrong",
        "/my/orders/{id}?report_type=html",
        "/my/orders/{id}?report_type=pdf&download=true",
        "/my/orders/{id}/download_edi",
        "/report/html/sale.report_saleorder/{id}",
        "/report/pdf/sale.report_saleorder/{id}",
    ),
    "account.move": (
        "/my/invoices/{id}",
        "/my/invoices/{id}?access_token=wrong",
        "/my/invoices/{id}?report_type=html",
        "/my/invoices/{id}?report_type=pdf&download=true",
        "/account/download_invoice_documents/{id}/pdf",
        "/report/html/account.report_invoice/{id}",
    ),
    "stock.picking": ("/my/picking/pdf/{id}", "/my/picking/pdf/{id}?access_token=wrong"),
}


class Browser:
    """A session of the portal without a screen."""

    def __init__(self, url, database, login):
        self._url = url
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open
        self.json("/web/session/authenticate", db=database, login=login, password=f"{login}_demo")

    def json(self, path, **parameters):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters}).encode()
        request = urllib.request.Request(self._url + path, body, {"Content-Type": "application/json"})
        with self._open(request) as answer:
            return json.load(answer)

    def page(self, path):
        """Return (address that answered, text); a refusal is an empty text."""
        try:
            with self._open(self._url + path) as answer:
                return answer.url, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            assert error.code < 500, f"{path}: {error.code}"
            return error.url, ""


@pytest.fixture(scope="module", params=["dealer1", "dealer2"])
def login(request):
    return request.param


@pytest.fixture(scope="module")
def browser(url, database, login):
    return Browser(url, database, login)


@pytest.mark.parametrize("model", ROUTES)
def test_no_route_shows_a_strange_document(browser, admin, reach, login, model):
    seen = reach(login)
    strange = admin(
        model, "search_read", [("dealer_id", "in", seen.dealers[FOREIGN])], ["name"], limit=3, **seen.companies
    )
    assert strange, "the story has documents of other dealers"
    if model == "stock.picking":  # the platform compares with the order's token without asking whether it has one
        for picking in admin(model, "read", [record["id"] for record in strange], ["sale_id"], **seen.companies):
            admin("sale.order", "get_portal_url", [picking["sale_id"][0]], **seen.companies)
    for record in strange:
        for route in ROUTES[model]:
            _url, text = browser.page(route.format(id=record["id"]))
            assert record["name"] not in text and not text.startswith("%PDF"), f"{login} {route} {record}"


@pytest.mark.parametrize(("model", "path"), [("sale.order", "/my/orders/{id}"), ("account.move", "/my/invoices/{id}")])
def test_own_documents_are_shown(browser, admin, reach, login, model, path):
    seen = reach(login)
    shown = {"sale.order": ("state", "in", ("sale", "sent")), "account.move": ("move_type", "=", "out_invoice")}
    domain = [("dealer_id", "in", seen.dealers[OWN]), ("name", "!=", False), shown[model]]
    own = admin(model, "search_read", domain, ["name"], limit=1, order="id", **seen.companies)
    assert own, "the story has documents of this dealer"
    _url, text = browser.page(path.format(id=own[0]["id"]))
    assert re.search(rf"{re.escape(own[0]['name'])}\b", text)


def test_token_of_one_document_opens_no_other(browser, admin, reach, login):
    seen = reach(login)
    strange = admin(
        "sale.order", "search_read", [("dealer_id", "in", seen.dealers[FOREIGN])], ["name"], limit=2, **seen.companies
    )
    link = admin("sale.order", "get_portal_url", [strange[0]["id"]], **seen.companies)
    token = re.search(r"access_token=([^&]+)", link).group(1)
    assert strange[0]["name"] in browser.page(link)[1], "who was sent the link may follow it"
    for path in ("/my/orders/{id}?access_token=" + token, "/my/invoices/{id}?access_token=" + token):
        assert strange[1]["name"] not in browser.page(path.format(id=strange[1]["id"]))[1]


def test_strange_quotation_is_neither_accepted_nor_declined(browser, admin, reach, login):
    seen = reach(login)
    [order] = admin(
        "sale.order", "search_read", [("dealer_id", "in", seen.dealers[FOREIGN])], ["state"], limit=1, **seen.companies
    )
    answer = browser.json(
        f"/my/orders/{order['id']}/accept", name="A. Buyer", signature="c2lnbg==", access_token="wrong"
    )
    assert answer.get("error") or answer["result"]["error"]
    [after] = admin("sale.order", "read", [order["id"]], ["state", "signed_by"], **seen.companies)
    assert after["state"] == order["state"] and not after["signed_by"]


def test_attachments_and_messages_of_strange_documents(browser, admin, reach, login, web):
    seen = reach(login)
    [order] = admin("sale.order", "search", [("dealer_id", "in", seen.dealers[FOREIGN])], limit=1, **seen.companies)
    attachment = admin(
        "ir.attachment", "create", {"name": "note.txt", "raw": "c2VjcmV0", "res_model": "sale.order", "res_id": order}
    )
    message = admin(
        "sale.order",
        "message_post",
        [order],
        body=f"secret from {login}",
        subtype_xmlid="mail.mt_comment",
        **seen.companies,
    )
    try:
        for path in (f"/web/content/{attachment}", f"/web/content/{attachment}?access_token=wrong"):
            assert "secret" not in browser.page(path)[1]
        rpc = web(login)
        assert not rpc("mail.message", "search", [("id", "in", [message] if isinstance(message, int) else message)])
        # Of a document out of reach this route answers with whatever else the reader may see.
        shown = browser.json("/mail/thread/messages", thread_model="sale.order", thread_id=order)
        assert f"secret from {login}" not in json.dumps(shown)
    finally:
        admin("ir.attachment", "unlink", [attachment])
