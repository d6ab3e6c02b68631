from . import (
    test_accounts_of_dealers,
    test_engine,
    test_master,
    test_orders,
    test_books,
    test_reach,
    test_reading,
    test_rights,
    test_scope_of_accounts,
    test_idempotency,
    test_integration,
    test_webhook,
)
