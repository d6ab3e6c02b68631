from . import (
    test_ask,
    test_budget,
    test_decide,
    test_follow_up,
    test_rights,
    test_substitute,
    test_tier_change,
)
