{
    "name": "Dealer Buyer Approvals",
    "summary": "A dealer's buyer orders up to limits; beyond them the dealer's approver releases on the portal",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Dealer Suite",
    "category": "Sales/Dealers",
    "website": "https://example.com/dealer-suite",
    "depends": ["dealer_sale"],
    "data": [
        "data/dealer_hold_rule.xml",
        "views/dealer_member_views.xml",
        "views/portal_order_templates.xml",
    ],
    "auto_install": True,
}
