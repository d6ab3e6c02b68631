"""The dealer portal by its addresses and over RPC: strangers, members without the role, nobody."""

import re
import urllib.error
import urllib.parse
import urllib.request
import xmlrpc.client

import pytest

from .test_portal_routes import Browser

PAGES = (
    "/my/dealer/orders",
    "/my/dealer/approvals",
    "/my/dealer/deliveries",
    "/my/dealer/money",
    "/my/dealer/money/open.csv",
    "/my/dealer/statement",
    "/my/dealer/statement.csv",
    "/my/dealer/statement.pdf",
    "/my/dealer/funds",
    "/my/dealer/proofs",
    "/my/dealer/credit",
    "/my/dealer/prices",
    "/my/dealer/members",
)
# Addresses that take an id, the model of the id, the fields they could change, and a form that would do it.
DEEDS = (
    ("/my/dealer/approvals/{id}/approve", "sale.order", ["state", "dealer_state"], {}),
    ("/my/dealer/approvals/{id}/refuse", "sale.order", ["state", "dealer_state"], {"reason": "x"}),
    (
        "/my/dealer/orders/{id}/change",
        "sale.order",
        ["dealer_change_ids"],
        {"kind": "date", "reason": "x", "date": "2030-01-01"},
    ),
    ("/my/dealer/deliveries/{id}/received", "stock.picking", ["dealer_received_at"], {}),
    ("/my/dealer/members/{id}/role", "dealer.member", ["role"], {"role": "viewer"}),
    ("/my/dealer/members/{id}/deactivate", "dealer.member", ["active"], {}),
)
PRICED = (
    "sale.order",
    "sale.order.line",
    "account.move",
    "account.move.line",
    "account.payment",
    "product.pricelist",
    "product.pricelist.item",
    "dealer.price.request",
    "dealer.price.request.line",
    "dealer.credit.line",
    "dealer.credit.status",
    "dealer.credit.document",
    "dealer.credit.request",
    "dealer.fund",
    "dealer.fund.lot",
    "dealer.fund.hold",
    "dealer.payment.proof",
    "dealer.rebate.line",
    "dealer.rebate.program",
    "dealer.order.hold",
    "dealer.notice.read",
)


class PortalBrowser(Browser):
    """A session that also sends forms."""

    def send(self, path, **values):
        """Send a form with a valid token; return the status."""
        token = re.search(r'csrf_token: "([^"]+)"', self.page("/my")[1]).group(1)
        body = urllib.parse.urlencode({"csrf_token": token, **values}).encode()
        try:
            with self._open(urllib.request.Request(self._url + path, body)) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            assert error.code < 500, f"{path}: {error.code}"
            return error.code


@pytest.mark.parametrize("path", PAGES)
def test_nobody_sees_a_page_without_a_log_in(url, path):
    with urllib.request.urlopen(url + path) as answer:
        assert "/web/login" in answer.url


# A buyer and a storekeeper have fewer pages than an administrator.
CLOSED = {
    "dealer2": ("/my/dealer/approvals", "/my/dealer/members", "/my/dealer/funds", "/my/rebates"),
    "dealer1store": tuple(page for page in PAGES if page != "/my/dealer/deliveries"),
}


@pytest.mark.parametrize("login", CLOSED)
def test_pages_that_the_role_does_not_have(url, database, login):
    browser = PortalBrowser(url, database, login)
    for path in CLOSED[login]:
        assert browser.page(path)[1] == "", f"{login} {path}"


def attempts():
    """Yield (login, deed): dealer2 tries all that is another dealer's, colleagues what their role does not do."""
    for deed in DEEDS:
        model = deed[1]
        yield "dealer2", deed
        if model != "stock.picking":
            yield "dealer1store", deed
        if model == "dealer.member":
            yield "dealer1buyer", deed


@pytest.mark.parametrize(("login", "deed"), list(attempts()))
def test_ids_of_strangers_and_of_others_rights(url, database, admin, login, deed):
    path, model, fields, form = deed
    domain = [("dealer_id.name", "like", "Lida Trading")]
    records = admin(model, "search_read", domain, fields, limit=3, order="id desc")
    assert records, "the story has such records"
    browser = PortalBrowser(url, database, login)
    for record in records:
        browser.send(path.format(id=record["id"]), **form)
        (after,) = admin(model, "read", [record["id"]], fields)
        assert after == record, f"{login} {path}"


def test_an_id_that_is_none(url, database):
    browser = PortalBrowser(url, database, "dealer2")
    for path, _model, _fields, form in DEEDS:
        browser.send(path.format(id=10**7), **form)
    assert browser.send(f"/my/dealer/notices/{10**7}/read") < 500


def test_storekeeper_reaches_no_price_over_rpc(xmlrpc):
    keeper = xmlrpc("dealer1store")
    for model in PRICED:
        try:
            found = keeper(model, "search_read", [], [], limit=5)
        except xmlrpc_fault():
            continue
        assert found == [], model
    (dealer,) = keeper("dealer.dealer", "search", [])
    for verb in ("credit_summary", "fund_status", "payment_proofs", "rebate_progress", "rebate_status"):
        with pytest.raises(xmlrpc_fault()):
            keeper("dealer.dealer", verb, [dealer])
    with pytest.raises(xmlrpc_fault()):
        keeper("dealer.dealer", "explain_price", [dealer], 1)


@pytest.mark.parametrize("login", ["dealer1buyer", "dealer1store", "dealer2"])
def test_nobody_makes_an_administrator_over_rpc(xmlrpc, login):
    member, rpc = xmlrpc("admin"), xmlrpc(login)
    (own,) = member("dealer.member", "search_read", [("user_id.login", "=", login)], ["role", "dealer_id"])
    for method, arguments in (
        ("write", [[own["id"]], {"role": "admin"}]),
        ("change_role", [[own["id"]], "admin"]),
        ("create", [{"dealer_id": own["dealer_id"][0], "user_id": rpc.uid, "role": "admin"}]),
        ("unlink", [[own["id"]]]),
        ("deactivate", [[own["id"]]]),
        ("_reactivate", [[own["id"]], "admin"]),
    ):
        with pytest.raises(xmlrpc_fault()):
            rpc("dealer.member", method, *arguments, context={"active_test": False, "skip_check": True})
    with pytest.raises(xmlrpc_fault()):
        rpc("dealer.dealer", "invite_member", [own["dealer_id"][0]], "X", "x@example.com", "admin")
    assert member("dealer.member", "read", [own["id"]], ["role"])[0]["role"] == own["role"]


def xmlrpc_fault():
    return xmlrpc.client.Fault
