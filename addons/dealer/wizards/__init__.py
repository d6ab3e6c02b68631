from . import dealer_state_wizard, dealer_territory_lookup, dealer_type_push
