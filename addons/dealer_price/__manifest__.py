{
    "name": "Dealer Prices",
    "summary": "One customer, one price: own lists, conditions, explanation, floor",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Dealer Suite",
    "category": "Sales/Dealers",
    "website": "https://example.com/dealer-suite",
    "depends": ["dealer", "sale"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
    ],
    "post_init_hook": "post_init_hook",
    "installable": True,
}
