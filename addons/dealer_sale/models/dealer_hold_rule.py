from odoo import api, fields, models
from odoo.fields import Domain


class DealerHoldRule(models.Model):
    """Who may release holds of a kind, and up to which amount."""

    _name = "dealer.hold.rule"
    _description = "Hold Release Rule"
    _order = "kind, sequence, id"
    _rec_name = "kind"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(selection="_selection_kind", required=True, index=True)
    company_id = fields.Many2one("res.company", string="Company", index=True, help="Empty: for all companies.")
    group_ids = fields.Many2many(
        "res.groups",
        relation="dealer_hold_rule_group_rel",
        column1="rule_id",
        column2="group_id",
        string="Released by",
        required=True,
        help="Members of one of these groups release and refuse such holds of the dealers in their access scope.",
    )
    limited = fields.Boolean(string="Up to an Amount")
    currency_id = fields.Many2one(
        "res.currency", string="Currency", required=True, default=lambda self: self.env.company.currency_id
    )
    max_amount = fields.Monetary(string="Greatest Amount", help="By how much the limit of the check may be missed.")
    four_eyes = fields.Boolean(
        string="Not by the Submitter", help="Whoever submitted the order does not decide its holds."
    )

    _max_amount_positive = models.Constraint("CHECK(max_amount >= 0)", "The greatest amount cannot be negative.")

    @api.model
    def _selection_kind(self):
        return self.env["dealer.order.hold"]._fields["kind"]._description_selection(self.env)

    @api.model
    def _decidable_domain(self):
        """Return the domain of the holds that the user may decide: by rule, amount, company and access scope of the role."""
        return Domain.OR(
            self._rule_domain(rule, company)
            for rule in self._of_user()
            for company in (rule.company_id or self.env.user.company_ids)
        )

    @api.model
    def _of_user(self):
        """Return the rules for groups of the user, with the user's own rights to go on."""
        group_ids = self.env.user._get_group_ids()
        rules_sudo = self.sudo().search_fetch([("group_ids", "in", list(group_ids))])
        return rules_sudo.with_env(self.env)

    @api.model
    def _rule_domain(self, rule, company):
        """Return the domain of the holds of ``company`` that ``rule`` lets the user decide."""
        rule_sudo, company_sudo = rule.sudo(), company.sudo()
        domain = Domain("kind", "=", rule_sudo.kind) & Domain("company_id", "=", company_sudo.id)
        if rule_sudo.limited:
            limit = rule_sudo.currency_id._convert(rule_sudo.max_amount, company_sudo.currency_id, company_sudo)
            domain &= Domain("amount_company", "<=", limit)
        if rule_sudo.four_eyes:
            domain &= Domain("submitted_by", "!=", self.env.uid)
        roles = self.env["dealer.access"]._roles_with_any_group(rule_sudo.group_ids.ids)
        return domain & self.env["dealer.order.hold"].sudo()._dealer_scope_domain(roles)

    @api.model
    def _who_decides(self, hold):
        """Return the sentence that names who decides ``hold``."""
        rules_sudo = self.sudo().search(
            [("kind", "=", hold.kind), ("company_id", "in", [hold.sudo().company_id.id, False])]
        )
        names = rules_sudo.group_ids.mapped("full_name")
        if not names:
            return self.env._("No rule says who may: ask an administrator for one.")
        return self.env._("Ask one of: %(groups)s.", groups=", ".join(names))
