{
    "name": "Dealer Rebates",
    "summary": "Rebate programs in versions, accrued, reviewed, approved and settled to the cent",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Dealer Suite",
    "category": "Sales/Dealers",
    "website": "https://example.com/dealer-suite",
    "depends": ["dealer_account", "dealer_price_request"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/res_users_role.xml",
    ],
}
