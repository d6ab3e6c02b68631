from . import dealer_fund_move, dealer_payment_proof_refuse
