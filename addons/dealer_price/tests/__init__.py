from . import (
    test_chain,
    test_explain,
    test_floor,
    test_order_price,
    test_precedence,
    test_price_cost,
    test_price_terms,
)
