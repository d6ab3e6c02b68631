from odoo import api, fields, models, tools
from odoo.fields import Domain

SEVERITIES = [("warn", "Warn"), ("hold", "Hold"), ("refuse", "Refuse")]


class DealerCreditPolicy(models.Model):
    """What happens when a line is passed, overdue or expired, where it is looked at, and what counts."""

    _name = "dealer.credit.policy"
    _description = "Credit Policy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    type_ids = fields.Many2many("dealer.type", string="Dealer Types", help="Empty: for dealers of all types.")
    tier_ids = fields.Many2many("dealer.tier", string="Tiers", help="Empty: for dealers of all tiers.")
    on_limit = fields.Selection(
        SEVERITIES, string="Over the Limit", required=True, default="hold", help="An order that does not fit the line."
    )
    on_overdue = fields.Selection(
        SEVERITIES,
        string="Overdue",
        required=True,
        default="hold",
        help="The dealer owes more overdue than is tolerated.",
    )
    on_expired = fields.Selection(
        SEVERITIES, string="Expired", required=True, default="hold", help="The last day of the line is over."
    )
    tolerance_percent = fields.Float(
        string="Tolerance (%)", digits=(5, 2), help="By how much the limit of the day may be passed without a hold."
    )
    overdue_days = fields.Integer(
        string="Overdue Days Tolerated", help="What is late by no more than these days does not block orders."
    )
    overdue_amount = fields.Monetary(
        string="Overdue Amount Tolerated", help="Late receivables up to this amount do not block orders."
    )
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    count_prepayments = fields.Boolean(
        default=True,
        help="Payments not yet matched with an invoice reduce the exposure. They always do for dealers who pay in advance.",
    )
    check_submit = fields.Boolean(
        string="When an Order Is Submitted", default=True, help="Check the line before an order is confirmed or grows."
    )
    check_delivery = fields.Boolean(
        string="When Goods Are Reserved", help="Stock is not reserved for a dealer over its line, overdue or frozen."
    )
    check_goods_issue = fields.Boolean(
        string="When Goods Leave", help="A delivery is not done for a dealer over its line, overdue or frozen."
    )
    reservation_days = fields.Integer(
        string="Reserve for Waiting Orders (days)",
        default=7,
        help="How long an order that waits for a release keeps its amount of the line. 0: it does not.",
    )

    _tolerance_range = models.Constraint(
        "CHECK(tolerance_percent BETWEEN 0 AND 100)", "The tolerance must be between 0 and 100 percent."
    )
    _overdue_positive = models.Constraint(
        "CHECK(overdue_days >= 0 AND overdue_amount >= 0)", "Tolerated days and amounts cannot be negative."
    )
    _reservation_positive = models.Constraint(
        "CHECK(reservation_days BETWEEN 0 AND 365)", "Orders can reserve credit for 0 to 365 days."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    @api.model
    @tools.ormcache("name")
    def _is_asked_for(self, name):
        """Tell whether any policy has the check box ``name`` ticked: without, transfers need not be looked at."""
        return bool(self.sudo().with_context(active_test=False).search_count([(name, "=", True)], limit=1))

    @api.model
    def _policies_for(self, dealers):
        """Return {dealer: policy}: the first policy whose company, types and tiers all let the dealer in.

        Dealers that no policy lets in are missing.
        """
        policies_sudo = self.sudo().search(Domain("company_id", "in", [*dealers.company_id.ids, False]))
        found = {}
        for dealer in dealers:
            matching = (policy for policy in policies_sudo if policy._lets_in(dealer))
            if policy := next(matching, None):
                found[dealer] = policy.with_env(self.env)
        return found

    def _lets_in(self, dealer):
        """Tell whether this policy is for ``dealer``."""
        self.ensure_one()
        return (
            self.company_id in (dealer.company_id, self.env["res.company"])
            and (not self.type_ids or dealer.type_id in self.type_ids)
            and (not self.tier_ids or dealer.tier_id in self.tier_ids)
        )
