from . import (
    dealer_order_fund,
    dealer_fund_use,
    dealer_fund_hold,
    sale_order,
    sale_order_plan,
    sale_order_take,
    sale_order_settle,
    account_move,
    dealer_payment_proof,
    dealer_fund,
)
