from . import (
    dealer_member,
    dealer_order_hold,
    sale_order,
)
