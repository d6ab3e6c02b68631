{
    "name": "Dealer Transfers with Delivery Methods",
    "summary": "Whoever reads dealers' transfers can open them when delivery methods are installed",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Dealer Suite",
    "category": "Sales/Dealers",
    "website": "https://example.com/dealer-suite",
    "depends": ["dealer_stock", "stock_delivery"],
    "data": [
        "security/ir.model.access.csv",
        "views/stock_picking_views.xml",
    ],
    "auto_install": True,
}
