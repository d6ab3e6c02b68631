from . import test_precedence
