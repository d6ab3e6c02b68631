from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date


class DealerTierChange(models.Model):
    """Row of a dealer's tier history, or a change planned for a date. Rows are written by verbs only."""

    _name = "dealer.tier.change"
    _description = "Tier Change"
    _inherit = ["dealer.scope.mixin"]
    _order = "effective_date desc, id desc"
    _rec_name = "dealer_id"

    dealer_id = fields.Many2one("dealer.dealer", string="Dealer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="dealer_id.company_id", store=True, index=True)
    from_tier_id = fields.Many2one("dealer.tier", string="From", ondelete="restrict", readonly=True)
    to_tier_id = fields.Many2one(
        "dealer.tier", string="To", ondelete="restrict", domain="[('company_id', '=', company_id)]"
    )
    effective_date = fields.Date(required=True, default=fields.Date.context_today)
    state = fields.Selection(
        [("planned", "Planned"), ("effective", "Effective"), ("cancelled", "Cancelled")],
        required=True,
        default="planned",
        index=True,
        readonly=True,
    )
    reason = fields.Char()
    origin = fields.Selection([("manual", "Manual"), ("review", "Review")], required=True, default="manual", readonly=True)
    review_line_id = fields.Many2one(
        "dealer.tier.review.line", string="Review Line", ondelete="set null", readonly=True, index="btree_not_null"
    )
    user_id = fields.Many2one("res.users", string="Decided By", default=lambda self: self.env.user, readonly=True)

    _one_planned = models.UniqueIndex(
        "(dealer_id) WHERE state = 'planned'",
        "A tier change is already planned for this dealer. Cancel it before you plan another.",
    )

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"company_id"}

    @api.model
    def _input_fields(self):
        """Return the names of the fields a caller may give; all else is set by the verbs."""
        return {"dealer_id", "to_tier_id", "effective_date", "reason"}

    @api.model_create_multi
    def create(self, vals_list):
        """Plan a change; one whose date is today takes effect at once.

        :raise UserError: on other fields than dealer, new tier, date and reason; on a past date; on a tier of another
            company
        """
        for vals in vals_list:
            if vals.keys() - self._input_fields():
                raise UserError(self.env._("A tier change takes a dealer, the new tier, a date and a reason; the rest follows."))
        changes = self._create_planned(vals_list)
        changes._apply_if_due()
        return changes

    @api.model
    def _create_planned(self, vals_list):
        """Create planned rows after checking date and tier; ``from_tier_id`` is the dealer's tier now."""
        today = fields.Date.context_today(self)
        rows = []
        for vals in vals_list:
            dealer = self.env["dealer.dealer"].browse(vals["dealer_id"])
            date = fields.Date.to_date(vals.get("effective_date")) or today
            self._check_plan(dealer, self.env["dealer.tier"].browse(vals.get("to_tier_id")), date, today)
            rows.append(
                {
                    "origin": "manual",
                    **vals,
                    "effective_date": date,
                    "from_tier_id": dealer.tier_id.id,
                    "state": "planned",
                    "user_id": self.env.uid,
                }
            )
        return super().create(rows)

    @api.model
    def _check_plan(self, dealer, tier, date, today):
        dealer._check_manager(self.env._("Only a channel manager may change the tier of a dealer."))
        if date < today:
            raise UserError(
                self.env._("The tier of %(dealer)s cannot change in the past. Give today or a later date.", dealer=dealer.name)
            )
        if tier and tier.company_id != dealer.company_id:
            raise UserError(
                self.env._(
                    "The tier %(tier)s belongs to another company than the dealer %(dealer)s.",
                    tier=tier.name,
                    dealer=dealer.name,
                )
            )
        if tier == dealer.tier_id:
            raise UserError(
                self.env._("%(dealer)s already has the tier %(tier)s.", dealer=dealer.name, tier=tier.name or "-")
            )

    @api.model
    def _plan_from_review(self, lines):
        """Plan the changes of the review ``lines``; those whose date has come take effect at once."""
        today = fields.Date.context_today(self)
        changes = self._create_planned(
            [
                {
                    "dealer_id": line.dealer_id.id,
                    "to_tier_id": line.proposed_tier_id.id,
                    "effective_date": max(line.review_id.effective_date, today),
                    "reason": line.note or line.review_id.name,
                    "origin": "review",
                    "review_line_id": line.id,
                }
                for line in lines
            ]
        )
        changes._apply_if_due()
        return changes

    def _plan_text(self):
        """Return in words what one planned change will do."""
        self.ensure_one()
        return self.env._(
            "Already planned: %(tier)s from %(date)s.",
            tier=self.to_tier_id.name or "-",
            date=format_date(self.env, self.effective_date),
        )

    @api.model
    def _create_rows(self, vals_list):
        """Write history rows as they are; for the verbs of this add-on only."""
        return super(DealerTierChange, self.sudo()).create(vals_list).sudo(self.env.su)

    def write(self, vals):
        if vals.keys() - {"reason"} or any(change.state != "planned" for change in self):
            raise UserError(self.env._("The tier history cannot be edited. Cancel a planned change and plan another."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The tier history cannot be deleted. Cancel a planned change instead."))

    def action_cancel(self):
        """Take back planned changes. :raise UserError: if one has already taken effect"""
        self.dealer_id._check_manager(self.env._("Only a channel manager may cancel a tier change."))
        return self._update_state(("planned",), "cancelled")

    def _update_state(self, allowed, target):
        """Bring the rows from one of the states ``allowed`` to ``target``; rows already there are left alone."""
        todo = self.filtered(lambda change: change.state != target)
        for change in todo:
            if change.state not in allowed:
                raise UserError(
                    self.env._("The tier change of %(dealer)s is no longer planned.", dealer=change.dealer_id.name)
                )
        if todo:
            super(DealerTierChange, todo).write({"state": target})
        return True

    def _apply_if_due(self):
        """Let the rows of ``self`` whose date has come take effect."""
        today = fields.Date.context_today(self)
        for change in self.filtered(lambda row: row.state == "planned" and row.effective_date <= today):
            change._apply_one()

    def _apply_one(self):
        """Set the dealer's tier; the row keeps the tier that the dealer really had just before."""
        self.ensure_one()
        super().write({"state": "effective", "from_tier_id": self.dealer_id.tier_id.id})
        self.dealer_id._set_tier(self.to_tier_id)

    @api.model
    def _apply_due(self):
        """Daily job: apply all planned changes whose date has come, each for itself.

        :return: number of changes applied
        """
        due = self.search(Domain("state", "=", "planned") & Domain("effective_date", "<=", fields.Date.context_today(self)))
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        applied = 0
        for change in due:
            with self.env.cr.savepoint():
                change._apply_one()
            applied += 1
            self.env["ir.cron"]._commit_progress(1)
        return applied
