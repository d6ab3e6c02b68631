from . import test_hold_approval
