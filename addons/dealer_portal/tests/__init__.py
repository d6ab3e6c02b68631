from . import (
    test_engine,
    test_funds,
    test_keeper,
    test_members,
    test_money,
    test_notices,
    test_order_pages,
    test_pad_check,
    test_pad_submit,
    test_pages,
    test_part_numbers,
    test_requests,
)
