{
    "name": "Dealer Management",
    "summary": "Organisation, access scope, dealer types, tiers, territories and dealers",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Dealer Suite",
    "category": "Sales/Dealers",
    "website": "https://example.com/dealer-suite",
    "depends": ["mail", "portal", "product", "base_user_role"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/ir_sequence.xml",
        "data/dealer_unit.xml",
        "data/dealer_type.xml",
        "data/res_users_role.xml",
        "data/ir_cron.xml",
    ],
    "assets": {
        # The platform's package lacks this file; left in the bundle it stops the web client's console from being clean.
        "web.assets_backend": [
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
        ],
    },
    "application": True,
    "installable": True,
}
