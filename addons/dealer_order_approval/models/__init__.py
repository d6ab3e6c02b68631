from . import (
    dealer_hold_rule,
    dealer_order_hold,
    sale_order,
)
