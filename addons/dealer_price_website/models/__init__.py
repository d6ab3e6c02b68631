from . import product_pricelist, product_pricelist_item, product_template, website
