from . import test_pad_check, test_pad_submit, test_part_numbers
