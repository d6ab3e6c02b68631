from . import dealer_fund_move, dealer_fund_print, dealer_payment_proof_refuse
