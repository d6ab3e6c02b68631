from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DealerApprovalStep(models.Model):
    """One step of a route: from which amount it is needed, who decides, and how long that may take."""

    _name = "dealer.approval.step"
    _description = "Approval Step"
    _order = "route_id, sequence, id"

    route_id = fields.Many2one("dealer.approval.route", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    currency_id = fields.Many2one(related="route_id.currency_id")
    reviewer_kind = fields.Selection(
        [
            ("role", "Holders of a role"),
            ("unit_manager", "Manager of the dealer's unit"),
            ("manager_chain", "Chain of managers"),
            ("user", "Named people"),
        ],
        string="Decided by",
        required=True,
        default="role",
    )
    role_id = fields.Many2one("res.users.role", ondelete="restrict")
    user_ids = fields.Many2many(
        "res.users",
        relation="dealer_approval_step_user_rel",
        column1="step_id",
        column2="user_id",
        string="People",
        domain=[("share", "=", False)],
    )
    chain_levels = fields.Integer(
        string="Levels", default=2, help="How many managers, one after the other, from the dealer's unit upwards."
    )
    min_amount = fields.Monetary(string="From Amount", help="The step is needed from this amount on.")
    max_amount = fields.Monetary(string="Below Amount", help="Above it the step is not needed. Zero: no bound.")
    min_percent = fields.Float(string="From Percent", help="The step is needed from this percentage on.")
    limits_match = fields.Selection(
        [("all", "All limits are reached"), ("any", "One of the limits is reached")],
        string="Needed when",
        required=True,
        default="all",
    )
    decide = fields.Selection(
        [("any", "One of them"), ("all", "All of them")], string="Enough", required=True, default="any"
    )
    remind_days = fields.Integer(string="Remind after (Days)", help="Zero: no reminder.")
    days = fields.Integer(string="Time Limit (Days)", help="After it somebody else is asked too. Zero: no limit.")
    escalate_to = fields.Selection(
        [
            ("manager", "Next manager"),
            ("role", "Holders of a role"),
            ("user", "Named people"),
            ("admin", "Administrators"),
        ],
        required=True,
        default="manager",
        help="Who is asked, too, when the time limit is over.",
    )
    escalate_role_id = fields.Many2one("res.users.role", string="Role to Escalate to", ondelete="restrict")
    escalate_user_ids = fields.Many2many(
        "res.users",
        relation="dealer_approval_step_escalate_rel",
        column1="step_id",
        column2="user_id",
        string="People to Escalate to",
        domain=[("share", "=", False)],
    )

    _limits_positive = models.Constraint(
        "CHECK(COALESCE(min_amount, 0) >= 0 AND COALESCE(max_amount, 0) >= 0 AND COALESCE(min_percent, 0) >= 0)",
        "The limits of a step cannot be negative.",
    )
    _days_positive = models.Constraint(
        "CHECK(COALESCE(days, 0) >= 0 AND COALESCE(remind_days, 0) >= 0)",
        "The days of a step cannot be negative. Zero means no limit.",
    )
    _levels_positive = models.Constraint(
        "CHECK(COALESCE(chain_levels, 1) BETWEEN 1 AND 10)", "A chain of managers has between 1 and 10 levels."
    )

    @api.constrains("reviewer_kind", "role_id", "user_ids", "escalate_to", "escalate_role_id", "escalate_user_ids")
    def _check_reviewers_named(self):
        for step in self:
            missing = (
                (step.reviewer_kind == "role" and not step.role_id)
                or (step.reviewer_kind == "user" and not step.user_ids)
                or (step.days and step.escalate_to == "role" and not step.escalate_role_id)
                or (step.days and step.escalate_to == "user" and not step.escalate_user_ids)
            )
            if missing:
                raise ValidationError(
                    self.env._("Name the role or the people who decide in the step %(step)s.", step=step.name)
                )

    def _is_needed(self, amount, percent):
        """Tell whether a document of ``amount`` (currency of the route) and ``percent`` needs this step.

        The band of amounts is half-open: from the first, below the second. Limits left at zero do not count.
        """
        self.ensure_one()
        compare = self.currency_id.compare_amounts
        if self.max_amount and compare(amount, self.max_amount) >= 0:
            return False
        reached = []
        if self.min_amount:
            reached.append(compare(amount, self.min_amount) >= 0)
        if self.min_percent:
            reached.append(fields.Float.compare(percent, self.min_percent, precision_digits=4) >= 0)
        if not reached:
            return True
        return any(reached) if self.limits_match == "any" else all(reached)
