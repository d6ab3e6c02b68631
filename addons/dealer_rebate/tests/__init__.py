from . import test_engine, test_engine_laws
