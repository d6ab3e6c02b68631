from . import test_lots, test_proofs, test_verbs
