{
    "name": "Dealer Approvals",
    "summary": "Approval routes for dealers' documents: steps, substitutes, time limits, evidence",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Dealer Suite",
    "category": "Sales/Dealers",
    "website": "https://example.com/dealer-suite",
    "depends": ["dealer", "mail"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/res_users_role.xml",
        "data/mail_activity_type.xml",
        "data/ir_cron.xml",
    ],
}
