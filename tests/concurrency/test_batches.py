"""Batches of orders that other systems send at once: each order once, never beyond the line, and nobody waits for ever."""

import random

import pytest

from tests.rounds import rounds

from .api_world import ApiWorld
from .world import LIST_PRICE

CLIENTS, BATCH = 4, 50
AMOUNTS = (50, 80, 120, 200, 310, 500)


@pytest.fixture(scope="module")
def api_world(crowd):
    return ApiWorld(crowd)


def submit(account, batches):
    """Send every batch from a client of its own, all at the same moment; return the results of each order by its reference."""
    calls = [lambda batch=batch: account("dealer.api", "orders_submit", orders=batch) for batch in batches]
    answers = account.all_at_once(calls, len(calls))
    assert all(answer["ok"] for answer in answers), [answer["error"] for answer in answers]
    results = [result for answer in answers for result in answer["results"]]
    assert all(result["ok"] and not result["replay"] for result in results)
    return {result["external_ref"]: result for result in results}


def draw_batches(api_world, code, number):
    """Return (batches, {reference: amount}) for one dealer."""
    draw = random.Random(number)
    batches = [api_world.inputs(code, [draw.choice(AMOUNTS) for _order in range(BATCH)]) for _client in range(CLIENTS)]
    amounts = {one["external_ref"]: one["lines"][0]["quantity"] * LIST_PRICE for batch in batches for one in batch}
    return batches, amounts


@pytest.mark.parametrize("number", range(rounds(1, 10)))
def test_all_fit(api_world, number):
    dealer, code, line = api_world.dealer_with_line(10**6)
    batches, amounts = draw_batches(api_world, code, number)
    results = submit(api_world.account(), batches)
    assert {result["state"] for result in results.values()} == {"confirmed"}
    assert api_world.orders(dealer) == {ref: ("sale", amount) for ref, amount in amounts.items()}
    figures = api_world.figures(line)
    assert (figures["used_amount"], figures["held_amount"]) == (sum(amounts.values()), 0)


@pytest.mark.parametrize("number", range(rounds(1, 10)))
def test_part_of_them_fits(api_world, number):
    """What is confirmed fits, is what the line says, and nothing that would have fitted was held."""
    dealer, code, line = api_world.dealer_with_line(20_000)
    batches, amounts = draw_batches(api_world, code, number)
    results = submit(api_world.account(), batches)
    orders = api_world.orders(dealer)
    assert {ref: amount for ref, (_state, amount) in orders.items()} == amounts
    confirmed = {ref for ref, (state, _amount) in orders.items() if state == "sale"}
    assert confirmed == {ref for ref, result in results.items() if result["state"] == "confirmed"}
    figures = api_world.figures(line)
    used = sum(amounts[ref] for ref in confirmed)
    assert 0 < used <= figures["limit_amount"]
    assert (figures["used_amount"], figures["held_amount"]) == (used, 0)
    assert all(amounts[ref] > figures["available_amount"] for ref in amounts.keys() - confirmed)
