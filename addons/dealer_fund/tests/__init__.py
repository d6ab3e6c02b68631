from . import test_books, test_engine, test_lots, test_proofs, test_verbs
