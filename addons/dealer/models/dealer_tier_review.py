from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .by_verb import ByVerb


class DealerTierReview(models.Model):
    """Batch proposal of tier changes: figures per dealer, a decision per line, one date."""

    _name = "dealer.tier.review"
    _description = "Tier Review"
    _inherit = ["dealer.scope.mixin"]
    _order = "date desc, id desc"

    name = fields.Char(required=True, default=lambda self: self._default_name())
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    date = fields.Date(
        required=True, default=fields.Date.context_today, help="Figures are of the 12 months up to this day."
    )
    effective_date = fields.Date(required=True, default=fields.Date.context_today)
    unit_id = fields.Many2one("dealer.unit", string="Only Unit", help="Limits the review to this unit and those below.")
    state = fields.Selection(
        [("draft", "Draft"), ("proposed", "Proposed"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    line_ids = fields.One2many("dealer.tier.review.line", "review_id", string="Lines")
    line_count = fields.Integer(compute="_compute_line_count")
    change_count = fields.Integer(string="Number of Tier Changes", compute="_compute_change_count")
    proposal_text = fields.Char(string="Proposal", compute="_compute_proposal_text")

    @api.model
    def _default_name(self):
        month = format_date(self.env, fields.Date.context_today(self), date_format="LLLL y")
        return self.env._("Tier review %(month)s", month=month)

    @api.depends_context("uid")
    def _compute_line_count(self):
        lines = self.env["dealer.tier.review.line"]
        counts = dict(lines._read_group([("review_id", "in", self.ids)], ["review_id"], ["__count"]))
        for review in self:
            review.line_count = counts.get(review, 0)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_change_count(self):
        for review in self:
            review.change_count = self.env["dealer.tier.change"].search_count(review._changes_domain())

    @api.depends("line_ids.accepted", "line_ids.direction")
    @api.depends_context("uid", "lang")
    def _compute_proposal_text(self):
        for review in self:
            directions = Counter(review.line_ids.mapped("direction"))
            review.proposal_text = self.env._(
                "%(up)s up, %(down)s down, %(same)s unchanged; accepted: %(accepted)s",
                up=directions["up"],
                down=directions["down"],
                same=directions["same"],
                accepted=len(review.line_ids.filtered(lambda line: line.accepted and line.direction != "same")),
            )

    def _changes_domain(self):
        return [("review_line_id.review_id", "in", self.ids)]

    def action_open_changes(self):
        """Return the action that shows the tier changes that these reviews made or planned."""
        action = self.env["ir.actions.actions"]._for_xml_id("dealer.dealer_tier_change_action")
        return {**action, "domain": self._changes_domain(), "context": {}}

    @api.model
    def _dealer_scope_depends(self):
        return ["unit_id"]

    @api.model
    def _dealer_scope_domain(self, roles=None):
        """One's own reviews, and those limited to a unit in scope."""
        return Domain("create_uid", "=", self.env.uid) | self.env["dealer.access"]._unit_domain("unit_id", roles)

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(self.env._("A tier review starts as a draft."))
        return super().create([{**vals, "state": "draft"} for vals in vals_list])

    def write(self, vals):
        if "state" in vals and not ByVerb.gave(vals, "state"):
            raise UserError(self.env._("The state of a tier review cannot be written. Use Propose, Apply or Cancel."))
        if vals.keys() & {"company_id", "date", "unit_id"} and any(review.state != "draft" for review in self):
            raise UserError(
                self.env._("What a review covers cannot change once it is proposed. Cancel it and start another.")
            )
        return super().write(ByVerb.plain(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(review.state == "done" for review in self):
            raise UserError(self.env._("A review that was applied is part of the tier history and cannot be deleted."))

    def action_propose(self):
        """Compute, or compute again, the line of every dealer in the user's scope; decisions start anew."""
        self._check_rights()
        for review in self:
            review._update_state(("draft", "proposed"), "proposed")
            review._lines_in_scope().unlink()
            review._propose_lines()
        return True

    def action_apply(self):
        """Plan (or, if the date has come, make) the tier changes of the accepted lines.

        :raise UserError: if the review holds dealers that the user cannot see
        """
        self._check_rights()
        for review in self.filtered(lambda review: review.state != "done"):
            review._check_complete()
            review._update_state(("proposed",), "done")
            review._lines_in_scope()._plan_changes()
        return True

    def action_cancel(self):
        """Give up a review that was not applied."""
        self._check_rights()
        for review in self:
            review._update_state(("draft", "proposed"), "cancelled")
        return True

    def _check_rights(self):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group("dealer.group_dealer_manager")):
            raise AccessError(self.env._("Only a channel manager may review tiers."))

    def _update_state(self, allowed, target):
        """Bring one review from one of the states ``allowed`` to ``target``; nothing happens if it is there."""
        self.ensure_one()
        if self.state not in (target, *allowed):
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The review %(review)s is in state '%(state)s': this is no longer possible.",
                    review=self.name,
                    state=states[self.state],
                )
            )
        self.write({"state": ByVerb(target)})

    def _lines_in_scope(self):
        """Return the lines that the user may see, whatever else was read in this transaction."""
        return self.env["dealer.tier.review.line"].search([("review_id", "in", self.ids)])

    def _check_complete(self):
        lines = self._lines_in_scope()
        if lines.sudo().search_count([("review_id", "=", self.id)]) != len(lines):
            raise UserError(
                self.env._(
                    "The review %(review)s holds dealers outside your access scope. Let its author apply it.",
                    review=self.name,
                )
            )

    def _dealer_domain(self):
        """Return the domain of the dealers that the review looks at."""
        domain = [("company_id", "=", self.company_id.id), ("state", "in", ("active", "on_hold"))]
        if self.unit_id:
            domain.append(("unit_id", "child_of", self.unit_id.id))
        return domain

    def _propose_lines(self):
        """Create the lines: figures of all dealers in a fixed number of queries."""
        dealers = self.env["dealer.dealer"].search(self._dealer_domain())
        figures = dealers._tier_figures(self.date)
        tiers = self.env["dealer.tier"].search([("company_id", "=", self.company_id.id)], order="sequence, id")
        planned = self.env["dealer.tier.change"]._planned_of(dealers)
        lines = self.env["dealer.tier.review.line"]
        lines.create(
            [lines._prepare_line(self, dealer, figures[dealer.id], tiers, planned.get(dealer.id)) for dealer in dealers]
        )
