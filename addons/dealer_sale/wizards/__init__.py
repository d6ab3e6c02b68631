from . import (
    dealer_hold_decide,
    dealer_order_change_refuse,
    dealer_order_change_request,
    dealer_order_split,
)
