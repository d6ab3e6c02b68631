from . import (
    test_access,
    test_budget,
    test_documents,
    test_figures,
    test_portal,
    test_screens,
    test_terms,
)
