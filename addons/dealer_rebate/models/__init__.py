from . import (
    dealer_rebate_program,
    dealer_rebate_program_verbs,
    dealer_rebate_program_period,
    dealer_rebate_band,
    dealer_rebate_target,
)
