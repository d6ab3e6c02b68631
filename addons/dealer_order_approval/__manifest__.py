{
    "name": "Dealer Order Approvals",
    "summary": "Held orders are released along approval routes",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Dealer Suite",
    "category": "Sales/Dealers",
    "website": "https://example.com/dealer-suite",
    "depends": ["dealer_sale", "dealer_approval"],
    "data": ["views/dealer_order_hold_views.xml"],
    "demo": ["demo/dealer_approval_route_demo.xml"],
    "auto_install": True,
}
