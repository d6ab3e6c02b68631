from . import dealer_state_wizard, dealer_type_push
