from . import dealer_scope_mixin, dealer_terms_mixin  # what others inherit comes first

# isort: split
from . import (
    dealer_document_mixin,
    dealer_job_mixin,
    dealer_lifecycle_mixin,
    dealer_own_terms_mixin,
    dealer_tiered_mixin,
    dealer_tree_mixin,
)

# isort: split
from . import (
    base,
    base_numbers,
    dealer_access,
    dealer_dealer,
    dealer_dealer_documents,
    dealer_dealer_screen,
    dealer_member,
    dealer_tag,
    dealer_territory,
    dealer_territory_postcode,
    dealer_territory_screen,
    dealer_tier,
    dealer_tier_change,
    dealer_tier_review,
    dealer_tier_review_line,
    dealer_type,
    dealer_unit,
    dealer_unit_screen,
    dealer_violation,
    ir_cron,
    ir_model_access,
    ir_rule,
    mail_thread,
    res_company,
    res_config_settings,
    res_groups,
    res_partner,
    res_partner_documents,
    res_users,
    res_users_login,
    res_users_role,
    res_users_role_line,
    settings_rights,
)
