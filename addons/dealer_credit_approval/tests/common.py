from odoo import fields

from odoo.addons.dealer_credit.tests.common import CreditCase


class LimitCase(CreditCase):
    """Sales people ask for limits, a credit controller decides, from 5,000 more on a channel manager too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._staff("limit boss", "dealer.role_channel_manager", "subtree", cls.region)
        cls.stranger = cls._staff("limit stranger", "dealer.role_credit_controller", "unit", cls.foreign)
        cls.auditor = cls._staff("limit auditor", "dealer.role_auditor", "subtree", cls.region)
        steps = [("Credit", "dealer.role_credit_controller", 0.0), ("Channel", "dealer.role_channel_manager", 5000.0)]
        cls.route = cls.env["dealer.approval.route"].create(
            {
                "name": "Limits",
                "res_model": "dealer.credit.request",
                "currency_id": cls.currency.id,
                "step_ids": [
                    (
                        0,
                        0,
                        {
                            "name": name,
                            "reviewer_kind": "role",
                            "role_id": cls.env.ref(role).id,
                            "min_amount": amount,
                            "sequence": amount,
                        },
                    )
                    for name, role, amount in steps
                ],
            }
        )

    @classmethod
    def _ask(cls, user=None, **vals):
        """Return (request of ``user``, the clerk, for a limit; the request of its approval), as superuser."""
        today = fields.Date.today()
        values = {
            "line_id": cls.line.id,
            "kind": "temporary",
            "amount": 500.0,
            "date_from": today,
            "date_to": fields.Date.add(today, days=10),
            "reason": "Season",
            **vals,
        }
        wish = cls.env["dealer.credit.request"].with_user(user or cls.clerk).create(values)
        return wish.sudo(), wish.action_request_approval().sudo()
