"""A document that can be approved, people who decide, and a route; importable by tests of add-ons that build on this."""

from odoo import fields, models

from odoo.addons.dealer.tests.common import DealerCommon


class DealerApprovalTestDocument(models.Model):
    """What the tests ask about: an amount and a depth of discount for a dealer; the note is immaterial."""

    _name = "dealer.approval.test.document"
    _description = "Document of the approval tests"
    _inherit = ["dealer.approval.mixin", "dealer.scope.mixin"]
    _module = None

    name = fields.Char()
    dealer_id = fields.Many2one("dealer.dealer")
    company_id = fields.Many2one(related="dealer_id.company_id")
    currency_id = fields.Many2one("res.currency")
    amount = fields.Float()
    percent = fields.Float()
    note = fields.Char()
    outcome = fields.Char()

    def _approval_amount(self):
        return self.amount, self.currency_id

    def _approval_percent(self):
        return self.percent

    def _approval_figures(self):
        return [{"label": "Amount", "value": self.currency_id.format(self.amount)}]

    def _on_approved(self, request):
        self.outcome = f"{self.outcome or ''}approved by {self.env.user.login};"

    def _on_refused(self, request, reason):
        self.outcome = f"{self.outcome or ''}refused by {self.env.user.login}: {reason};"


class DealerApprovalCase(DealerCommon):
    """A sales person asks; the manager of the unit, then (from 1,000 on) a credit controller decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_test_model(DealerApprovalTestDocument)
        cls.env.user.tz = "UTC"
        cls.seller = cls.make_user("ap_seller", "sales_desk", "unit", cls.branch)
        cls.manager = cls.make_user("ap_manager", "account_manager", "unit", cls.branch)
        cls.upper = cls.make_user("ap_upper", "channel_manager", "subtree", cls.east)
        cls.credit = cls.make_user("ap_credit", "credit_controller", "subtree", cls.east)
        cls.colleague = cls.make_user("ap_colleague", "sales_desk", "unit", cls.branch)
        cls.foreigner = cls.make_user("ap_foreign", "channel_manager", "subtree", cls.west)
        cls.admin = cls.make_user("ap_admin", "group_admin", "subtree", cls.group)
        cls.branch.manager_id = cls.manager
        cls.east.manager_id = cls.upper
        cls.currency = cls.company.currency_id
        cls.route = cls.make_route([{"reviewer_kind": "unit_manager"}, cls.role_step(min_amount=1000)])

    @classmethod
    def role_step(cls, role="credit_controller", **vals):
        """Return the values of a step decided by the holders of a role."""
        return {"reviewer_kind": "role", "role_id": cls.env.ref(f"dealer.role_{role}").id, **vals}

    @classmethod
    def make_route(cls, steps, **vals):
        """Return a route for the test document. ``steps``: list of values; each step is named by its number."""
        return cls.env["dealer.approval.route"].create(
            {
                "name": "Test route",
                "res_model": "dealer.approval.test.document",
                "currency_id": cls.currency.id,
                "step_ids": [
                    (0, 0, {"name": f"Step {number}", "sequence": number, **step})
                    for number, step in enumerate(steps, start=1)
                ],
                **vals,
            }
        )

    @classmethod
    def make_document(cls, amount=500.0, dealer=None, **vals):
        """Return a document of the branch's dealer unless another is given."""
        return cls.env["dealer.approval.test.document"].create(
            {
                "name": "Document",
                "dealer_id": (dealer or cls.dealer_branch).id,
                "currency_id": cls.currency.id,
                "amount": amount,
                **vals,
            }
        )

    def ask(self, document=None, user=None, comment="please", **vals):
        """Return the request (superuser) that ``user`` (the seller) made on ``document``, or on a new one."""
        document = document or self.make_document(**vals)
        return document.with_user(user or self.seller).action_request_approval(comment).sudo()

    def run_job(self):
        """Run the hourly job inside the test's transaction."""
        with self._no_commit():
            self.env["dealer.approval.request"]._cron_follow_up()

    def document_of(self, request):
        """Return the document of a request, as superuser."""
        return request.env[request.res_model].browse(request.res_id).sudo()

    def asked(self, request):
        """Return who is asked now."""
        return request.reviewer_ids.filtered(lambda row: row.state == "pending").user_id
