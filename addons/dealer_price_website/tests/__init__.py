from . import test_price_leak, test_shop
