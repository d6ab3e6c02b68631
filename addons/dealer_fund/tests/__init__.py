from . import test_verbs
