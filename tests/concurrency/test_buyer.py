"""A buyer who submits many orders at the same moment orders no more alone than the month allows."""

import pytest

from tests.rounds import rounds

from .clients import Crowd

AMOUNT, LIMIT, ORDERS = 400.0, 1000.0, 6


@pytest.fixture
def buyer(crowd_server, database, world):
    """Return (client of a new dealer's buyer with a monthly limit, the dealer's partner)."""
    dealer, partner = world.dealer()
    login = world.member(dealer, partner, role="buyer", month_limited=True, month_limit=LIMIT)
    return Crowd(crowd_server.url, database, login, login), partner


@pytest.mark.parametrize("number", range(rounds(1, 20)))
def test_orders_at_the_same_moment_count_for_each_other(buyer, crowd, world, number):
    client, partner = buyer
    orders = world.orders(partner, [AMOUNT] * ORDERS)
    calls = [lambda order=order: client("sale.order", "action_submit", [order])["state"] for order in orders]
    told = client.all_at_once(calls, ORDERS)
    assert sorted(told) == ["confirmed"] * 2 + ["held"] * 4
    confirmed = [state for state in world.states(orders).values() if state == "sale"]
    assert len(confirmed) * AMOUNT <= LIMIT
