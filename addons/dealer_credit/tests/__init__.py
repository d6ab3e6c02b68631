from . import (
    test_currency,
    test_exposure,
    test_growth,
    test_lines,
    test_paths,
    test_submit,
    test_waiting,
)
