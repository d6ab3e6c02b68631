{
    "name": "Dealer Funds and Credit",
    "summary": "What a fund pays of an order needs no credit; prepayment funds count as prepayments, deposits never",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Dealer Suite",
    "category": "Sales/Dealers",
    "website": "https://example.com/dealer-suite",
    "depends": ["dealer_fund_sale", "dealer_credit"],
    "auto_install": True,
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
