from . import dealer_credit_freeze
