from . import (
    dealer_dealer,
    dealer_member,
    dealer_member_verbs,
    dealer_notice,
    dealer_portal,
    dealer_portal_deliveries,
    dealer_portal_home,
    dealer_portal_money,
    dealer_portal_statement,
    dealer_request,
    res_partner,
)
