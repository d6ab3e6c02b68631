from . import test_engine, test_request, test_rights, test_use
