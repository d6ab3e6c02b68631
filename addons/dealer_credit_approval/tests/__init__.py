from . import (
    test_order_request,
    test_proposal,
    test_request,
)
