from . import (
    dealer_dealer,
    dealer_price_policy,
    dealer_territory,
    dealer_tier,
    dealer_type,
    product_category,
    product_pricelist,
    product_pricelist_chain,
    product_pricelist_candidates,
    product_pricelist_run,
    product_pricelist_price,
    product_pricelist_item,
    product_template,
    res_company,
    res_config_settings,
    sale_order,
    sale_order_line,
)

# isort: split
from . import (  # the price book, changes and imports
    dealer_dealer_book,
    dealer_price_change,
    dealer_price_change_line,
    dealer_price_figures,
    dealer_price_import,
    dealer_price_import_line,
    dealer_price_import_load,
    dealer_price_version,
    product_pricelist_book,
    product_pricelist_rights,
)
