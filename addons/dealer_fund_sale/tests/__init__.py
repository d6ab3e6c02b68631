from . import test_documents, test_plan, test_settle
