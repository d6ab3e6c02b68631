{
    "name": "Dealer Funds and Special Prices",
    "summary": "Funds that do not pay for lines at special prices",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Dealer Suite",
    "category": "Sales/Dealers",
    "website": "https://example.com/dealer-suite",
    "depends": ["dealer_fund_sale", "dealer_price_request"],
    "auto_install": True,
}
