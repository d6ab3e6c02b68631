from . import (
    test_order_request,
    test_portal,
    test_proposal,
    test_request,
)
