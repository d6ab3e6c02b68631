from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .by_verb import ByVerb


class DealerTierChange(models.Model):
    """Row of a dealer's tier history, or a change planned for a date. Rows are written by verbs only."""

    _name = "dealer.tier.change"
    _description = "Tier Change"
    _inherit = ["dealer.scope.mixin"]
    _order = "effective_date desc, id desc"
    _rec_name = "dealer_id"

    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="cascade")
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
    origin = fields.Selection(
        [("manual", "Manual"), ("review", "Review")], required=True, default="manual", readonly=True
    )
    review_line_id = fields.Many2one(
        "dealer.tier.review.line", ondelete="set null", readonly=True, index="btree_not_null"
    )
    error = fields.Char(readonly=True, help="Why the change could not take effect on its date.")
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
        given = [index for index, vals in enumerate(vals_list) if not ByVerb.gave(vals, "state")]
        rows = [ByVerb.plain(vals) for vals in vals_list]
        for index in given:
            rows[index] = self._prepare_planned(vals_list[index])
        self.flush_model(["state"])  # one planned row a dealer: a row cancelled just now is none
        changes = super().create(rows)
        self.browse(changes[index].id for index in given)._apply_if_due()
        return changes

    @api.model
    def _prepare_planned(self, vals):
        """Return the values of a planned row; what was asked for is checked, what follows is filled in."""
        if vals.keys() - self._input_fields():
            raise UserError(
                self.env._("A tier change takes a dealer, the new tier, a date and a reason; the rest follows.")
            )
        dealer = self.env["dealer.dealer"].browse(vals["dealer_id"])
        if "to_tier_id" not in vals:
            raise UserError(self.env._("Name the new tier of %(dealer)s.", dealer=dealer.name))
        tier = self.env["dealer.tier"].browse(vals.get("to_tier_id"))
        today = dealer.sudo().company_id._dealer_today()
        date = fields.Date.to_date(vals.get("effective_date")) or today
        self._check_plan(dealer, tier, date, min(today, fields.Date.context_today(self)))
        return {
            "reason": False,
            **vals,
            "effective_date": max(date, today),
            "from_tier_id": dealer.tier_id.id,
            "state": "planned",
            "origin": "manual",
            "review_line_id": False,
            "user_id": self.env.uid,
        }

    @api.model
    def _check_plan(self, dealer, tier, date, today):
        """Raise unless the user may change the dealer's tier, and to ``tier`` at ``date``.

        :param date today: the earliest day that is still today for somebody: for the user, or for the dealer's company
        """
        dealer._check_manager(self.env._("Only a channel manager may change the tier of a dealer."))
        names = {"tier": tier.name or "-", "dealer": dealer.name}
        if date < today:
            raise UserError(
                self.env._("The tier of %(dealer)s cannot change in the past. Give today or a later date.", **names)
            )
        if tier and tier.company_id != dealer.company_id:
            raise UserError(
                self.env._("The tier %(tier)s belongs to another company than the dealer %(dealer)s.", **names)
            )
        if tier == dealer.tier_id:
            raise UserError(self.env._("%(dealer)s already has the tier %(tier)s.", **names))

    @api.model
    def _planned_of(self, dealers):
        """Return {dealer id: planned change} of ``dealers``, in one query."""
        domain = [("dealer_id", "in", dealers.ids), ("state", "=", "planned")]
        return {change.dealer_id.id: change for change in self.search_fetch(domain, ["dealer_id"])}

    @api.model
    def _plan_from_review(self, lines):
        """Plan the changes of the review ``lines``; those whose date has come take effect at once."""
        lines.dealer_id._check_manager(self.env._("Only a channel manager may change the tier of a dealer."))
        changes = self.create(
            [
                {
                    "dealer_id": line.dealer_id.id,
                    "from_tier_id": line.dealer_id.tier_id.id,
                    "to_tier_id": line.proposed_tier_id.id,
                    "effective_date": max(
                        line.review_id.effective_date, line.dealer_id.sudo().company_id._dealer_today()
                    ),
                    "reason": line.note or line.review_id.name,
                    "state": ByVerb("planned"),
                    "origin": "review",
                    "review_line_id": line.id,
                    "user_id": self.env.uid,
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

    def write(self, vals):
        only_reason = not vals.keys() - {"reason"} and all(change.state == "planned" for change in self)
        if not only_reason and not ByVerb.gave(vals, "state"):
            raise UserError(self.env._("The tier history cannot be edited. Cancel a planned change and plan another."))
        return super().write(ByVerb.plain(vals))

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
            todo.write({"state": ByVerb(target)})
        return True

    def _apply_if_due(self):
        """Let the planned rows of ``self`` whose date has come take effect."""
        for change in self.filtered(lambda row: row.state == "planned" and row.effective_date <= row._today()):
            change._apply_one()

    def _today(self):
        """Return the day it is for one change: that of the dealer's company, whoever asks and from wherever."""
        return self.dealer_id.sudo().company_id._dealer_today()

    def _apply_one(self):
        """Set the dealer's tier; the dealer then finds this row and lets it take effect (``_log_tier_changes``)."""
        self.ensure_one()
        if self.dealer_id.tier_id == self.to_tier_id:
            self._take_effect(self.dealer_id.tier_id)
        else:
            self.dealer_id.write({"tier_id": self.to_tier_id.id})

    def _take_effect(self, old_tier):
        """Make a planned row history: from the tier that the dealer really had just before, not later than today."""
        self.ensure_one()
        date = min(self.effective_date, self._today())
        self.write({"state": ByVerb("effective"), "from_tier_id": old_tier.id, "effective_date": date, "error": False})

    @api.model
    def _apply_due(self):
        """Job of each hour: apply all planned changes whose date has come, each for itself.

        :return: number of changes applied
        """
        latest = max(self.env["res.company"]._dealer_days().values())
        due = self.search(Domain("state", "=", "planned") & Domain("effective_date", "<=", latest), order="id")
        due = due.filtered(lambda change: change.effective_date <= change._today())
        applied = []
        self.env["ir.cron"]._do_each(
            due, lambda change: applied.append(change._try_apply()), self.env._("Tier changes")
        )
        return sum(applied)

    def _try_apply(self):
        """Apply one change or store on it why it cannot be; return whether it took effect."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._apply_one()
                self.env.flush_all()
        except UserError as refusal:
            self.env.invalidate_all()
            self.write({"state": ByVerb("planned"), "error": str(refusal)})
            return False
        return True
