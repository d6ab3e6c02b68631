from . import (
    dealer_dealer,
    sale_order,
    sale_order_line,
    stock_picking,
    stock_move,
    payment_transaction,
    payment_token,
)
