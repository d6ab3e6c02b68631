from . import test_special
