from . import (
    dealer_credit_line,
    dealer_credit_request,
    dealer_order_hold,
    sale_order,
)
