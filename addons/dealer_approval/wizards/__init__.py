from . import dealer_approval_decide
