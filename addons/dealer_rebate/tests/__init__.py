from . import (
    test_basis,
    test_basis_earned,
    test_basis_eligible,
    test_basis_paid,
    test_basis_sold,
    test_dealer,
    test_engine,
    test_engine_laws,
    test_portal,
    test_programs,
    test_runs,
    test_settlement,
)
