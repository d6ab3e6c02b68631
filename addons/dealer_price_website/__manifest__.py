{
    "name": "Dealer Prices on the Website",
    "summary": "Dealers see their own prices in the shop; nobody reads another dealer's",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Dealer Suite",
    "category": "Sales/Dealers",
    "website": "https://example.com/dealer-suite",
    "depends": ["dealer_price", "website_sale"],
    "data": [
        "security/rules.xml",
    ],
    "post_init_hook": "post_init_hook",
    "auto_install": True,
}
