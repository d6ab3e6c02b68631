from . import test_fund_credit
