from . import dealer_rebate_simulation, dealer_rebate_dispute, dealer_rebate_document
