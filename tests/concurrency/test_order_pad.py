"""An order pad that is sent many times at the same moment, and again, makes one order."""

import uuid

import pytest

from tests.rounds import rounds

from .clients import Crowd


@pytest.fixture
def buyer(crowd_server, database, world):
    """Return (client of a new dealer's buyer, the dealer)."""
    dealer, partner = world.dealer()
    login = world.member(dealer, partner, role="buyer")
    return Crowd(crowd_server.url, database, login, login), dealer


@pytest.fixture
def code(crowd):
    """The code of a new product."""
    value = f"PAD-{uuid.uuid4().hex[:8]}"
    vals = {"name": value, "default_code": value, "type": "consu", "list_price": 10.0, "taxes_id": [(5,)]}
    crowd("product.product", "create", vals)
    return value


def orders_of(crowd, dealer):
    """Return [(state, number of lines)] of the orders of a dealer that are not drafts."""
    domain = [("dealer_id", "=", dealer), ("state", "!=", "draft")]
    found = crowd("sale.order", "search_read", domain, ["state", "order_line"])
    return [(order["state"], len(order["order_line"])) for order in found]


@pytest.mark.parametrize("clients", (2, 8, *rounds((), (16, 24))))
def test_sent_at_the_same_moment(buyer, crowd, code, clients):
    client, dealer = buyer
    pad = client("dealer.order.pad", "open_for", dealer)["pad_id"]
    key = client("dealer.order.pad", "check", [pad], [{"code": code, "quantity": 3}])["key"]
    calls = [lambda: client.stubborn("dealer.order.pad", "submit", [pad], key)] * clients
    told = client.all_at_once(calls, clients)
    assert len({answer["order_id"] for answer in told}) == 1
    assert {answer["state"] for answer in told} == {"confirmed"}
    assert sum(not answer["replay"] for answer in told) == 1
    assert client("dealer.order.pad", "submit", [pad], key)["replay"]
    assert orders_of(crowd, dealer) == [("sale", 1)]


def test_opened_at_the_same_moment(buyer):
    client, dealer = buyer
    told = client.all_at_once([lambda: client.stubborn("dealer.order.pad", "open_for", dealer)] * 8, 8)
    assert len({answer["pad_id"] for answer in told}) == 1


def test_typed_in_two_windows_loses_no_order(buyer, crowd, code):
    client, dealer = buyer
    pad = client("dealer.order.pad", "open_for", dealer)["pad_id"]
    key = client("dealer.order.pad", "check", [pad], [{"code": code, "quantity": 1}])["key"]
    calls = [
        lambda n=n: client.stubborn("dealer.order.pad", "check", [pad], [{"code": code, "quantity": n}])
        for n in (2, 3, 4)
    ]
    calls.append(lambda: client.stubborn("dealer.order.pad", "submit", [pad], key))
    *_checked, submitted = client.all_at_once(calls, 4)
    assert submitted["state"] == "confirmed"
    assert orders_of(crowd, dealer) == [("sale", 1)]
