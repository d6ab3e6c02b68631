from . import test_accounts_of_dealers
