from . import (
    dealer_terms_mixin,
    dealer_type,
    dealer_dealer,
    dealer_dealer_figures,
    account_move,
    account_move_line,
    account_payment,
    account_partial_reconcile,
    account_analytic_line,
)
