from . import (
    test_access,
    test_reservations,
    test_screens,
    test_transfers,
)
