from . import (
    test_access,
    test_screens,
    test_transfers,
)
