from . import dealer_credit_propose
