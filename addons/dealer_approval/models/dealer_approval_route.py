import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class DealerApprovalRoute(models.Model):
    """Which steps a document goes through until it is approved. The first route that fits decides."""

    _name = "dealer.approval.route"
    _description = "Approval Route"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    res_model = fields.Selection(selection="_selection_res_model", string="Document", required=True, index=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    domain = fields.Char(
        string="Condition", required=True, default="[]", help="The route is for documents that meet this condition."
    )
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    step_ids = fields.One2many("dealer.approval.step", "route_id", string="Steps", copy=True)
    allow_self = fields.Boolean(
        string="Requester May Decide", help="Whoever asks may also approve, if the person is one of the reviewers."
    )
    without_step = fields.Selection(
        [("admin", "Administrators decide"), ("approve", "Approved at once")],
        string="If No Step Is Needed",
        required=True,
        default="admin",
        help="What becomes of a document whose amount and percentage are below the limits of all steps.",
    )
    request_count = fields.Integer(string="Requests", compute="_compute_request_count")

    @api.model
    def _selection_res_model(self):
        """Return the documents that can be approved: all models with the approval mixin."""
        names = self.pool.descendants(["dealer.approval.mixin"], "_inherit")
        models_sudo = self.env["ir.model"].sudo()
        return [(name, models_sudo._get(name).name) for name in sorted(names) if not self.env[name]._abstract]

    @api.depends_context("uid")
    def _compute_request_count(self):
        requests = self.env["dealer.approval.request"]
        counts = dict(requests._read_group([("route_id", "in", self.ids)], ["route_id"], ["__count"]))
        for route in self:
            route.request_count = counts.get(route, 0)

    @api.constrains("domain", "res_model")
    def _check_domain(self):
        for route in self:
            try:
                condition = Domain(ast.literal_eval(route.domain or "[]"))
                self.env[route.res_model].sudo().search(condition, limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The condition of the route %(route)s cannot be used on its documents: %(error)s",
                        route=route.name,
                        error=error,
                    )
                ) from error

    @api.model
    def _route_for(self, document):
        """Return the first route that fits ``document``; none if no route does."""
        company_sudo = document.sudo()._approval_company()
        domain = Domain("res_model", "=", document._name) & Domain("company_id", "in", [company_sudo.id, False])
        document_sudo = document.sudo()
        for route_sudo in self.sudo().search(domain):
            if document_sudo.filtered_domain(ast.literal_eval(route_sudo.domain or "[]")):
                return route_sudo.with_env(self.env)
        return self.browse()

    def _steps_for(self, amount, currency, percent, company):
        """Return the steps of one route that are needed for a document.

        :param float amount: in ``currency``; converted into the route's currency at today's rate of ``company``
        :param float percent: for example the depth of a discount, 12.5 for 12.5 %
        """
        if not self:
            return self.step_ids
        value = currency._convert(amount, self.currency_id, company) if currency else amount
        return self.step_ids.filtered(lambda step: step._is_needed(value, percent))

    def action_open_requests(self):
        """Return the action that lists the requests of this route."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_approval.dealer_approval_request_action")
        return {**action, "domain": [("route_id", "=", self.id)], "context": {}}
