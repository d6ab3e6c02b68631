from . import (
    dealer_dealer,
    sale_order,
    sale_order_line,
    stock_picking,
    stock_move,
    payment_transaction,
    payment_token,
    dealer_access,
    dealer_hold_rule,
    dealer_order_hold,
    sale_order_findings,
    sale_order_submit,
)
