from . import (
    test_access_matrix,
    test_checks,
    test_guard,
    test_hold,
    test_submit,
)
