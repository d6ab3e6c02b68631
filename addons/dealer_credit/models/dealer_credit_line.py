from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# What of a line was agreed with the dealer: changes are written into the history of decisions.
AGREED = {"control", "limit_amount", "currency_id", "guarantee_amount", "guarantee_until", "valid_until", "policy_id"}


class DealerCreditLine(models.Model):
    """How much a dealer, or a group of dealers, may owe.

    The amounts used and held are never stored: they are summed from the documents each time (see
    ``dealer.credit.exposure``), so there is nothing that could go stale.
    """

    _name = "dealer.credit.line"
    _description = "Credit Line"
    _inherit = ["mail.thread", "mail.activity.mixin", "dealer.scope.mixin"]
    _order = "name, id"

    name = fields.Char(compute="_compute_name", store=True, precompute=True, index="trigram")
    active = fields.Boolean(default=True, tracking=True)
    dealer_id = fields.Many2one("dealer.dealer", index=True, ondelete="restrict", tracking=True)
    group_id = fields.Many2one(
        "dealer.credit.group", string="Credit Group", index=True, ondelete="restrict", tracking=True
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        index=True,
        help="Empty: dealers of several companies share the line.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    control = fields.Selection(
        [("none", "Not Controlled"), ("limit", "Limit"), ("prepaid", "Prepaid")],
        required=True,
        default="limit",
        tracking=True,
        help="Limit: up to the amount; zero allows nothing. Prepaid: only what is paid in advance. Not controlled: no check.",
    )
    limit_amount = fields.Monetary(string="Permanent Limit", tracking=True)
    temporary_ids = fields.One2many("dealer.credit.temporary", "line_id", string="Temporary Limits")
    guarantee_amount = fields.Monetary(
        string="Thereof Guaranteed", tracking=True, help="Part of the permanent limit that a guarantee covers."
    )
    guarantee_until = fields.Date(
        string="Guarantee until",
        tracking=True,
        help="After this day the guaranteed part of the limit no longer counts.",
    )
    valid_until = fields.Date(tracking=True, help="After this day the policy says what happens to new orders.")
    policy_id = fields.Many2one(
        "dealer.credit.policy",
        compute="_compute_policy_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    frozen = fields.Boolean(readonly=True, tracking=True, copy=False, help="No new orders until the line is thawed.")
    frozen_reason = fields.Char(string="Frozen because", readonly=True, tracking=True, copy=False)
    review_date = fields.Date(string="Next Review", tracking=True, index="btree_not_null")
    review_user_id = fields.Many2one(
        "res.users", string="Reviewer", domain="[('share', '=', False)]", default=lambda self: self.env.user
    )
    decision_ids = fields.One2many("dealer.credit.decision", "line_id", string="Decisions")
    note = fields.Text()

    _one_owner = models.Constraint(
        "CHECK((dealer_id IS NULL) <> (group_id IS NULL))",
        "A credit line is for one dealer or for one group of dealers.",
    )
    _limit_positive = models.Constraint(
        "CHECK(COALESCE(limit_amount, 0) >= 0)", "A limit cannot be negative. Zero allows nothing."
    )
    _guarantee_range = models.Constraint(
        "CHECK(COALESCE(guarantee_amount, 0) BETWEEN 0 AND COALESCE(limit_amount, 0))",
        "The guaranteed part is part of the limit: between zero and the limit.",
    )
    _dealer_unique = models.UniqueIndex("(dealer_id) WHERE active", "The dealer already has a credit line.")
    _group_unique = models.UniqueIndex("(group_id) WHERE active", "The group already has a credit line.")

    @api.depends("dealer_id.display_name", "group_id.name")
    def _compute_name(self):
        for line in self:
            line.name = line.dealer_id.display_name if line.dealer_id else line.group_id.name

    @api.depends("dealer_id.company_id", "group_id.company_id")
    def _compute_company_id(self):
        for line in self:
            line.company_id = line.dealer_id.company_id if line.dealer_id else line.group_id.company_id

    @api.depends("dealer_id.currency_id", "company_id")
    def _compute_currency_id(self):
        for line in self:
            # The currency of a line that exists stays: its limit is an amount of it.
            default = line.dealer_id.currency_id or line.company_id.currency_id or self.env.company.currency_id
            line.currency_id = line.currency_id or default

    @api.depends("dealer_id.type_id", "dealer_id.tier_id", "company_id")
    def _compute_policy_id(self):
        """Propose the policy of the dealer's type and tier; one chosen by hand stays until they change."""
        policies = self.env["dealer.credit.policy"]._policies_for(self.dealer_id | self.group_id.dealer_ids)
        default = self.env.ref("dealer_credit.policy_standard", raise_if_not_found=False)
        for line in self:
            dealer = line.dealer_id or line.group_id.dealer_ids[:1]
            line.policy_id = policies.get(dealer) or default

    @api.model
    def _dealer_scope_depends(self):
        return ["dealer_id", "dealer_id.unit_id", "dealer_id.user_id", "group_id.dealer_ids"]

    @api.model
    def _dealer_scope_domain(self, roles=None):
        """A line is seen with its dealer, that of a group with any dealer of the group."""
        dealers = self.env["dealer.dealer"]
        groups_sudo = self.env["dealer.credit.group"].sudo().with_context(active_test=False)
        own = dealers._scope_domain_by("dealer_id", "id", dealers._scope_conditions(roles))
        return own | Domain("group_id", "any", groups_sudo._dealer_scope_domain(roles))

    @api.constrains("dealer_id", "group_id", "active")
    def _check_dealers(self):
        self._check_one_line((self.dealer_id | self.group_id.dealer_ids).sudo())

    @api.model
    def _check_one_line(self, dealers):
        """Raise if one of ``dealers`` would draw on two lines, its own and that of a group."""
        own_sudo = self.sudo().search([("dealer_id", "in", dealers.ids)])
        shared_sudo = self.sudo().search([("group_id.dealer_ids", "in", own_sudo.dealer_id.ids)])
        if both := own_sudo.dealer_id & shared_sudo.group_id.dealer_ids:
            group = shared_sudo.group_id.filtered(lambda group: both[0] in group.dealer_ids)[:1]
            raise ValidationError(
                self.env._(
                    "%(dealer)s has a credit line of its own and shares that of %(group)s. Archive one of the two lines.",
                    dealer=both[0].display_name,
                    group=group.name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._mark_ours()
        for line in lines:
            line._log_decision("opened", amount=line.limit_amount)
        return lines

    def write(self, vals):
        if {"frozen", "frozen_reason"} & vals.keys():
            raise UserError(self.env._("Use Freeze or Thaw: both ask for the reason and keep it."))
        if {"dealer_id", "group_id"} & vals.keys():
            raise UserError(self.env._("A credit line stays with its dealer or group. Archive it and open another."))
        before = {line: line._agreed_values() for line in self} if AGREED & vals.keys() else {}
        self._mark_ours()
        res = super().write(vals)
        for line, values in before.items():
            if line._agreed_values() != values:
                line._log_decision("changed", line._say_changed(values), amount=line.limit_amount)
        return res

    def _mark_ours(self):
        """Remember that this transaction changes what these lines allow: see ``dealer.credit.hold._is_line_ours``."""
        self.env.cr.postcommit.data.setdefault("dealer.credit.line", set()).update(self.ids)

    def _agreed_values(self):
        return {name: self[name] for name in AGREED}

    def _say_changed(self, before):
        """Return the function of an environment that tells which agreed values differ from ``before``, old and new."""
        now = self._agreed_values()

        def said(env):
            line = self.with_env(env)
            return "; ".join(
                f"{line._field_labels([name])}: {line._value_text(name, before[name])} → {line._value_text(name, now[name])}"
                for name in sorted(AGREED)
                if before[name] != now[name]
            )

        return said

    def _value_text(self, name, value):
        if isinstance(value, models.BaseModel):
            return value.with_env(self.env).display_name or "-"
        if self._fields[name].type == "monetary":
            return self.currency_id.format(value)
        if self._fields[name].type == "selection":
            return dict(self._fields[name]._description_selection(self.env)).get(value, "-")
        return str(value or "-")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered(lambda line: line.decision_ids.filtered("order_id")):
            raise UserError(
                self.env._("Orders were decided on the credit line of %(name)s. Archive it instead.", name=used[0].name)
            )

    def action_freeze(self, reason=""):
        """Let no new order of these lines pass; what is confirmed goes on.

        :param str reason: required, kept in the history of decisions
        :raise AccessError: if the user is no credit controller or a line is out of scope
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason why the line is frozen."))
        return self._set_frozen(True, reason)

    def action_thaw(self, reason=""):
        """End the freeze. :param str reason: kept in the history of decisions"""
        return self._set_frozen(False, reason)

    def _set_frozen(self, frozen, reason):
        self.check_access("write")
        todo = self.filtered(lambda line: line.frozen != frozen)
        todo._mark_ours()
        past_our_guard = super(DealerCreditLine, todo)
        past_our_guard.write({"frozen": frozen, "frozen_reason": reason if frozen else False})
        for line in todo:
            line._log_decision("frozen" if frozen else "thawed", reason)
        return True

    def _today(self):
        """Return the day it is for one line: where its company is, whoever asks; where several share it, the first one's."""
        days = self.env["res.company"]._dealer_days()
        return days.get(self.sudo().company_id.id) or next(iter(days.values()))

    def _log_decision(self, kind, reason="", **values):
        """Write one row into the history of decisions on this line."""
        self.ensure_one()
        self.env["dealer.credit.decision"]._log(self, kind, reason, **values)

    @api.model
    def _of_dealers(self, dealers):
        """Return {dealer id: line (superuser)} of the active lines that ``dealers`` draw on; one query each kind."""
        lines_sudo = self.sudo()
        domain = Domain("dealer_id", "in", dealers.ids) | Domain("group_id.dealer_ids", "in", dealers.ids)
        found = {}
        for line_sudo in lines_sudo.search(domain):
            for dealer in line_sudo.dealer_id or line_sudo.group_id.dealer_ids:
                found[dealer.id] = line_sudo
        return found

    @api.model
    def _cron_review(self):
        """Give each reviewer a task for the lines whose review day has come."""
        due_sudo = self.sudo()._due_for_review()
        self.env["ir.cron"]._do_each(due_sudo, lambda line_sudo: line_sudo._ask_for_review(), self.env._("Review"))

    @api.model
    def _due_for_review(self):
        """Return the lines, of those that the caller sees, whose review day has come and whose reviewer has no task yet."""
        due = self.search([("review_date", "<=", fields.Date.today()), ("control", "!=", "none")])
        activity_type = self.env.ref("dealer_credit.activity_review")
        return due.filtered(lambda line: activity_type not in line.activity_ids.activity_type_id)

    def _ask_for_review(self):
        """Give the reviewer of one line (superuser's) a task."""
        self.activity_schedule(
            "dealer_credit.activity_review",
            date_deadline=self.review_date,
            user_id=(self.review_user_id or self.dealer_id.user_id or self.env.user).id,
        )
