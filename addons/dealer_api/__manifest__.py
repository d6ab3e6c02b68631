{
    "name": "Dealer API",
    "summary": "What other systems call: batches over XML-RPC and JSON-2, idempotent, with a change feed and webhooks",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Dealer Suite",
    "category": "Sales/Dealers",
    "website": "https://example.com/dealer-suite",
    "depends": ["dealer_credit", "dealer_sale", "dealer_price", "dealer_account", "dealer_stock", "dealer_fund", "dealer_rebate"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/res_users_role.xml",
        "data/ir_cron.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
