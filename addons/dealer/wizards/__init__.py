from . import base_partner_merge, dealer_state_wizard, dealer_territory_lookup, dealer_type_push
