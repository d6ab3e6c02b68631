from . import (
    test_checkpoints,
    test_currency,
    test_engine,
    test_exposure,
    test_growth,
    test_lines,
    test_paths,
    test_reports,
    test_rights,
    test_state_machine,
    test_submit,
    test_waiting,
)
