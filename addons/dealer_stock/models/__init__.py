from . import (
    stock_picking,
    stock_move,
    stock_move_reservation,
    stock_quant,
    stock_move_line,
    dealer_dealer,
)
