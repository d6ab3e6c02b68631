"""The plan of an import: few calls, and nothing comes before what it followed."""

import random

import pytest
from books import expected, files
from books.batches import Batches
from books.plan import BATCH, Plan, Settings

from .test_import import BOOKS

DATED = ("payments_register", "orders_submit", "deliveries_confirm", "invoices_create")


@pytest.fixture(params=BOOKS, ids=lambda folder: folder.name)
def plan(request):
    return Plan(files.read(request.param), Settings())


def sent(plan):
    """Return [(method, kind and number, item)] of all that happened, in the order in which it is sent."""
    return [
        (step.method, tuple(item["external_ref"].split("-")[1:]), item)
        for step in plan.steps
        for item in step.items
        if item.get("external_ref") and step.method != "stock_count"
    ]


def test_orders_invoices_and_payments_are_sent_in_the_order_of_their_dates(plan):
    for method in DATED:
        dates = [item["date"] for name, _ref, item in sent(plan) if name == method]
        assert dates
        assert dates == sorted(dates)


def test_what_happened_to_a_customer_is_sent_in_its_order(plan):
    customers = {order.number: order.customer for order in plan.books.orders}
    wanted, got = {}, {}
    for _date, _rank, kind, one in expected.movements(plan.books):
        happened = {
            "payment": lambda one: [("payment", one.customer, one.check)],
            "order": lambda one: [
                ("order", one.number),
                *([("cancel", one.number)] if one.state == "Cancelled" else []),
            ],
            "shipment": lambda one: [(what, one.number) for what in ("release", "delivery", "invoice")],
        }[kind](one)
        wanted.setdefault(one.customer, []).extend(happened)
    for _method, ref, _item in sent(plan):
        customer = ref[1] if ref[0] == "payment" else customers[ref[1]]
        got.setdefault(customer, []).append(ref)
    assert got == wanted


def test_calls_are_few_and_not_too_long(plan):
    history = [step for step in plan.steps if step.method in (*DATED, "orders_cancel", "orders_release")]
    assert max(len(step.items) for step in history) <= BATCH
    days = {(step.method, item.get("date")) for step in history for item in step.items}
    assert len(history) < len(days)


def test_the_same_books_make_the_same_plan(plan):
    assert Plan(plan.books, Settings()).digest == plan.digest
    assert Plan(plan.books, Settings(prefix="XX")).digest != plan.digest


@pytest.mark.parametrize("seed", range(20))
def test_batches_keep_both_orders(seed):
    chance = random.Random(seed)
    things = [(chance.choice("abc"), chance.choice("XYZ"), number) for number in range(60)]
    batches = Batches(5)
    for kind, customer, number in things:
        batches.add(kind, customer, (kind, customer, number))
    made = [thing for _kind, items in batches for thing in items]
    assert sorted(made, key=lambda thing: thing[2]) == things
    for place in (0, 1):
        for name in {thing[place] for thing in things}:
            numbers = [thing[2] for thing in made if thing[place] == name]
            assert numbers == sorted(numbers)
    assert all(len(items) <= 5 and {thing[0] for thing in items} == {kind} for kind, items in batches)
