from odoo import api, fields, models
from odoo.fields import Domain


class DealerHoldRule(models.Model):
    """Who may release holds of a kind, and up to which amount; who decides on changes of confirmed orders."""

    _name = "dealer.hold.rule"
    _description = "Hold Release Rule"
    _order = "kind, sequence, id"
    _rec_name = "kind"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(selection="_selection_kind", required=True, index=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    group_ids = fields.Many2many(
        "res.groups",
        relation="dealer_hold_rule_group_rel",
        column1="rule_id",
        column2="group_id",
        string="Decided by",
        required=True,
        help="Members of one of these groups decide for the dealers in their access scope.",
    )
    limited = fields.Boolean(string="Up to an Amount")
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    max_amount = fields.Monetary(string="Greatest Amount", help="By how much the limit of the check may be missed.")
    four_eyes = fields.Boolean(
        string="Not by the Submitter", help="Whoever submitted the order, or asked for the change, does not decide."
    )

    _max_amount_positive = models.Constraint("CHECK(max_amount >= 0)", "The greatest amount cannot be negative.")

    @api.model
    def _selection_kind(self):
        kinds = self.env["dealer.order.hold"]._fields["kind"]._description_selection(self.env)
        return [*kinds, ("change", self.env._("Change request"))]

    @api.model
    def _decidable_domain(self):
        """Return the domain of the holds that the user may decide: by rule, amount, company and scope of the role."""
        rules_sudo = self.sudo().search(self._of_user_domain() & Domain("kind", "!=", "change"))
        return Domain.OR(
            Domain("kind", "=", rule.kind)
            & self._limit_domain(rule, company)
            & self._reach_domain(rule, company, "dealer.order.hold", "submitted_by")
            for rule in rules_sudo
            for company in rule.company_id or self.env.user.sudo().company_ids
        )

    @api.model
    def _change_domain(self):
        """Return the domain of the change requests that the user may decide."""
        rules_sudo = self.sudo().search(self._of_user_domain() & Domain("kind", "=", "change"))
        return Domain.OR(
            self._reach_domain(rule, company, "dealer.order.change", "requested_by")
            for rule in rules_sudo
            for company in rule.company_id or self.env.user.sudo().company_ids
        )

    @api.model
    def _of_user_domain(self):
        """Return the domain of the rules for groups of the user."""
        return Domain("group_ids", "in", list(self.env.user._get_group_ids()))

    @api.model
    def _limit_domain(self, rule_sudo, company_sudo):
        if not rule_sudo.limited:
            return Domain.TRUE
        limit = rule_sudo.currency_id._convert(rule_sudo.max_amount, company_sudo.currency_id, company_sudo)
        return Domain("amount_company", "<=", limit)

    @api.model
    def _reach_domain(self, rule_sudo, company_sudo, model, submitter):
        """Return the domain of the records of ``model`` that lie in the scope of the roles which the rule counts on."""
        domain = Domain("company_id", "=", company_sudo.id)
        if rule_sudo.four_eyes:
            domain &= Domain(submitter, "!=", self.env.uid)
        roles = self.env["dealer.access"]._roles_with_any_group(rule_sudo.group_ids.ids)
        return domain & self.env[model].sudo()._dealer_scope_domain(roles)

    @api.model
    def _who_decides(self, kind, company):
        """Return the sentence that names who decides on ``kind`` in ``company``."""
        rules_sudo = self.sudo().search([("kind", "=", kind), ("company_id", "in", [company.id, False])])
        names = rules_sudo.group_ids.mapped("full_name")
        if not names:
            return self.env._("No rule says who may: ask an administrator for one.")
        return self.env._("Ask one of: %(groups)s.", groups=", ".join(names))
