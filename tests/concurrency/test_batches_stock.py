"""Batches of orders for the same counted goods at once: nobody is refused, and in the end no piece is reserved twice."""

import random

import pytest

from tests.rounds import rounds

from .api_world import ApiWorld
from .test_batches import CLIENTS, submit
from .world import LIST_PRICE

BATCH, STOCK = 12, 60


@pytest.fixture
def counted(crowd):
    """A world whose goods are counted: ``STOCK`` pieces of them are there."""
    world = ApiWorld(crowd)
    product = crowd(
        "product.product", "search", [("default_code", "=", world.inputs("", [1])[0]["lines"][0]["product"])]
    )
    crowd("product.product", "write", product, {"is_storable": True})
    return world, product[0]


def put_on_hand(crowd, product):
    """Count ``STOCK`` pieces of the goods in the first warehouse of the company of who calls."""
    [me] = crowd("res.users", "read", [crowd.uid], ["company_id"])
    warehouse = [("company_id", "=", me["company_id"][0])]
    [place] = crowd("stock.warehouse", "search_read", warehouse, ["lot_stock_id"], limit=1)
    vals = {"product_id": product, "location_id": place["lot_stock_id"][0], "inventory_quantity_auto_apply": STOCK}
    crowd("stock.quant", "create", vals, context={"inventory_mode": True})


def look_at_reservations(crowd, product):
    """Run the job that is called when two have reserved at the same moment, until it has nothing to look at."""
    job = crowd("ir.model.data", "check_object_reference", "dealer_stock", "cron_reservations")[1]
    for _run in range(10):
        crowd("ir.cron", "method_direct_trigger", [job])
        if not crowd("stock.move", "search_count", [("reserved_past_lock", "=", True), ("product_id", "=", product)]):
            return
    pytest.fail("the job finds something to look at again and again")


@pytest.mark.parametrize("number", range(rounds(1, 5)))
def test_no_piece_is_reserved_twice(counted, crowd, number):
    world, product = counted
    put_on_hand(crowd, product)
    draw = random.Random(number)
    _dealer, code, line = world.dealer_with_line(10**6)
    pieces = [[draw.randint(1, 5) for _order in range(BATCH)] for _client in range(CLIENTS)]
    results = submit(world.account(), [world.inputs(code, [n * LIST_PRICE for n in batch]) for batch in pieces])
    assert {result["state"] for result in results.values()} == {"confirmed"}
    assert world.figures(line)["used_amount"] == sum(map(sum, pieces)) * LIST_PRICE
    look_at_reservations(crowd, product)
    among = [("product_id", "=", product), ("location_id.usage", "=", "internal")]
    quants = crowd("stock.quant", "search_read", among, ["quantity", "reserved_quantity"])
    on_hand = sum(quant["quantity"] for quant in quants)
    assert sum(quant["reserved_quantity"] for quant in quants) == on_hand < sum(map(sum, pieces))
    moves = crowd("stock.move", "search_read", among[:1] + [("sale_line_id", "!=", False)], ["quantity", "state"])
    assert sum(move["quantity"] for move in moves) == on_hand
