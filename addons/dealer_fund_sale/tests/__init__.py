from . import test_documents, test_engine, test_plan, test_settle
