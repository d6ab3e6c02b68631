"""The answer is lost after the work was done: the client sends again, as Python's own XML-RPC client does by itself."""

import http.client
import urllib.error

import pytest

from tests.e2e.api_world import done, make_dealer, order, over_json2, over_xmlrpc, ref
from tests.e2e.clients import Json2, XmlRpc

from .proxy import CuttingProxy


@pytest.fixture
def dealer(xmlrpc):
    return make_dealer(over_xmlrpc(xmlrpc("integrator")))


@pytest.fixture
def proxy(url):
    cutting = CuttingProxy(url, cuts=1)
    yield cutting
    cutting.close()


def again(call, *arguments, **keywords):
    """Call until an answer comes back, at most three times."""
    for _try in range(3):
        try:
            return call(*arguments, **keywords)
        except (http.client.HTTPException, urllib.error.URLError, ConnectionError):
            continue
    raise AssertionError("no answer")


def test_xmlrpc_makes_one_order(proxy, database, dealer, xmlrpc):
    call = over_xmlrpc(XmlRpc(proxy.url, database, "integrator", "integrator_demo"))
    sent = [order(dealer), order(dealer)]
    answer = again(call, "orders_submit", orders=sent)
    assert proxy.lost == 1
    assert [result["replay"] for result in done(answer)] == [True, True]
    references = [one["external_ref"] for one in sent]
    assert xmlrpc("admin")("sale.order", "search_count", [("origin", "in", references)]) == 2


def test_json2_books_one_payment(proxy, database, dealer, json2, xmlrpc):
    call = over_json2(Json2(proxy.url, database, json2("integrator").key))
    payment = {"external_ref": ref("check"), "dealer": dealer, "amount": 17.5}
    answer = again(call, "payments_register", payments=[payment])
    assert proxy.lost == 1
    [result] = done(answer)
    assert result["replay"]
    booked = xmlrpc("admin")("account.payment", "search", [("memo", "=", payment["external_ref"])])
    assert booked == [result["id"]]
