{
    "name": "Dealer Portal",
    "summary": "What a dealer does in the browser, on a phone or at a desk: order, follow, pay, ask, approve",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Dealer Suite",
    "category": "Sales/Dealers",
    "website": "https://example.com/dealer-suite",
    "depends": [
        "portal",
        "dealer_sale",
        "dealer_account",
        "dealer_credit",
        "dealer_buyer_approval",
        "dealer_credit_approval",
        "dealer_price_request",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/rules.xml",
        "views/dealer_notice_views.xml",
        "views/frame_templates.xml",
        "views/home_templates.xml",
        "views/orders_templates.xml",
        "views/money_templates.xml",
        "views/members_templates.xml",
        "views/requests_templates.xml",
    ],
    "assets": {
        "web.assets_frontend": [
            "dealer_portal/static/src/scss/dealer_portal.scss",
        ],
    },
}
