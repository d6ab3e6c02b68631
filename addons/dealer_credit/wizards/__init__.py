from . import dealer_credit_freeze, dealer_credit_release
