"""No more is sold at a special price than was agreed on, however many orders draw on it at once, and nobody meets an error."""

import random

import pytest

from tests.rounds import rounds

from .special_world import SPECIAL_PRICE, SpecialWorld

CAP = 100


@pytest.fixture(scope="module")
def special_world(crowd):
    return SpecialWorld(crowd)


def submit_all(crowd, orders, clients):
    """Submit every order, from several clients at once; return {order: answer}. An error of one call ends the test."""
    calls = [lambda order=order: crowd("sale.order", "action_submit", [order]) for order in orders]
    return dict(zip(orders, crowd.all_at_once(calls, clients), strict=True))


def check(special_world, request, orders, sold):
    """``sold`` pieces were sold at the special price, all others at the listed one, and each order got all it ordered."""
    lines = special_world.lines(orders)
    assert {line["price_unit"] for line in lines} <= {SPECIAL_PRICE, special_world.list_price}
    special = [line for line in lines if line["price_unit"] == SPECIAL_PRICE]
    assert sum(line["product_uom_qty"] for line in special if line["state"] == "sale") == sold
    assert all(line["special_used"] == line["product_uom_qty"] for line in special if line["state"] == "sale")
    assert not any(line["special_used"] for line in lines if line["price_unit"] == special_world.list_price)
    ordered = dict.fromkeys(orders, 0)
    for line in lines:
        ordered[line["order_id"][0]] += line["product_uom_qty"]
    assert ordered == orders
    assert special_world.remaining(request) == (sold, CAP - sold)


@pytest.mark.parametrize("clients", [2, 8, 16])
@pytest.mark.parametrize("number", range(rounds(2, 30)))
def test_one_special_price(crowd, special_world, clients, number):
    """Clients whose orders want more than the cap: exactly the cap is sold at the special price, and all are confirmed."""
    draw = random.Random(f"{clients}-{number}")
    quantities = [draw.randint(3, 2 * CAP // clients) for _ in range(2 * clients)]
    quantities[0] += max(CAP + 1 - sum(quantities), 0)
    dealer, partner = special_world.dealer()
    request = special_world.special(dealer, CAP)
    orders = special_world.orders(partner, quantities)
    answers = submit_all(crowd, orders, clients)
    assert {answer["state"] for answer in answers.values()} == {"confirmed"}
    check(special_world, request, orders, CAP)


@pytest.mark.parametrize("number", range(rounds(1, 20)))
def test_cancelled_and_drawn_at_once(crowd, special_world, number):
    """What is cancelled while others draw is drawn by one of them or left; never by two."""
    dealer, partner = special_world.dealer()
    request = special_world.special(dealer, CAP)
    first = special_world.orders(partner, [20] * 5)
    submit_all(crowd, first, 5)
    assert special_world.remaining(request) == (CAP, 0)
    second = special_world.orders(partner, [1] * 8)  # priced by the list: nothing is left now
    cancelled = list(first)[:2]
    calls = [lambda order=order: crowd("sale.order", "action_dealer_cancel", [order], "over") for order in cancelled]
    calls += [lambda order=order: crowd("sale.order", "action_submit", [order])["state"] for order in second]
    crowd.all_at_once(calls, 10)
    assert special_world.remaining(request) == (60, 40)
    third = special_world.orders(partner, [7] * 8)
    submit_all(crowd, third, 8)
    assert special_world.remaining(request) == (CAP, 0)


@pytest.mark.parametrize("number", range(rounds(1, 20)))
def test_lost_answers(crowd, special_world, number):
    """Clients that never read the answer ask again: each order draws once."""
    dealer, partner = special_world.dealer()
    request = special_world.special(dealer, CAP)
    orders = special_world.orders(partner, [15] * 8)
    for order in orders:
        crowd.send_and_hang_up("sale.order", "action_submit", [order])
    answers = submit_all(crowd, orders, 8)
    assert {answer["state"] for answer in answers.values()} == {"confirmed"}
    check(special_world, request, orders, CAP)


@pytest.mark.parametrize("number", range(rounds(1, 10)))
def test_confirmed_orders_grow(crowd, special_world, number):
    """Eight orders of 5 want to become 20 at once; the price has room for four of them."""
    dealer, partner = special_world.dealer()
    request = special_world.special(dealer, CAP)
    orders = special_world.orders(partner, [5] * 8)
    submit_all(crowd, orders, 8)
    lines = [line["id"] for line in special_world.lines(orders)]

    def grow(line):
        try:
            return crowd("sale.order.line", "write", [line], {"product_uom_qty": 20})
        except Exception as error:
            assert "can be had at the special price" in str(error), error
            return False

    grown = crowd.all_at_once([lambda line=line: grow(line) for line in lines], 8)
    assert sum(grown) == 4
    assert special_world.remaining(request) == (CAP, 0)
