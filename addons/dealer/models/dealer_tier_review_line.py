from odoo import api, fields, models
from odoo.exceptions import UserError

from .by_verb import ByVerb


class DealerTierReviewLine(models.Model):
    """One dealer in a tier review: its figures, the proposal, and the decision."""

    _name = "dealer.tier.review.line"
    _description = "Tier Review Line"
    _inherit = ["dealer.scope.mixin"]
    _order = "review_id, direction desc, dealer_id, id"
    _rec_name = "dealer_id"

    review_id = fields.Many2one("dealer.tier.review", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="review_id.state")
    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="cascade", readonly=True)
    current_tier_id = fields.Many2one("dealer.tier", readonly=True)
    proposed_tier_id = fields.Many2one("dealer.tier", readonly=True)
    direction = fields.Selection(
        [("up", "Up"), ("down", "Down"), ("same", "Same")], required=True, default="same", readonly=True
    )
    sales_amount = fields.Monetary(string="Sales", readonly=True)
    sales_known = fields.Boolean(readonly=True)
    punctuality = fields.Float(string="Punctuality (%)", readonly=True)
    punctuality_known = fields.Boolean(readonly=True)
    growth = fields.Float(string="Growth (%)", readonly=True)
    growth_known = fields.Boolean(readonly=True)
    violation_count = fields.Integer(string="Violations", readonly=True)
    violation_known = fields.Boolean(readonly=True)
    accepted = fields.Boolean()
    note = fields.Char()
    explanation = fields.Char(readonly=True)

    _review_dealer_unique = models.Constraint("UNIQUE(review_id, dealer_id)", "A dealer is in a review once.")

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"company_id"}

    @api.model_create_multi
    def create(self, vals_list):
        if not all(ByVerb.gave(vals, "direction") for vals in vals_list):
            raise UserError(self.env._("The lines of a review are made by Propose."))
        return super().create([ByVerb.plain(vals) for vals in vals_list])

    def write(self, vals):
        if vals.keys() - {"accepted", "note"} or any(line.review_id.state != "proposed" for line in self):
            raise UserError(self.env._("On a proposed review you can accept lines and note why; the figures stand."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if any(line.review_id.state in ("done", "cancelled") for line in self):
            raise UserError(self.env._("The lines of a closed review cannot be deleted."))

    @api.model
    def _prepare_line(self, review, dealer, figures, tiers, planned):
        """Return the values of the line of ``dealer``.

        :param dict figures: one value of ``dealer.dealer._tier_figures``
        :param tiers: tiers of the company, best first
        :param planned: tier change already planned for the dealer, or None
        """
        proposed = tiers._best_for(figures)
        direction = self._direction(tiers, dealer.tier_id, proposed)
        return {
            "review_id": review.id,
            "dealer_id": dealer.id,
            "current_tier_id": dealer.tier_id.id,
            "proposed_tier_id": proposed.id,
            "direction": ByVerb(direction),
            "accepted": direction != "same" and not planned,
            "note": planned and planned._plan_text(),
            "explanation": self._explain(tiers, proposed, figures),
            **self._prepare_figures(figures),
        }

    @api.model
    def _prepare_figures(self, figures):
        return {
            "sales_amount": figures.get("sales") or 0.0,
            "sales_known": figures.get("sales") is not None,
            "punctuality": figures.get("punctuality") or 0.0,
            "punctuality_known": figures.get("punctuality") is not None,
            "growth": figures.get("growth") or 0.0,
            "growth_known": figures.get("growth") is not None,
            "violation_count": figures.get("violations") or 0,
            "violation_known": figures.get("violations") is not None,
        }

    @api.model
    def _direction(self, tiers, current, proposed):
        """Return up, down or same. No tier is below every tier; an archived one has its own sequence still."""
        if current == proposed:
            return "same"
        if not current or not proposed:
            return "up" if proposed else "down"
        return "up" if (proposed.sequence, proposed.id) < (current.sequence, current.id) else "down"

    @api.model
    def _explain(self, tiers, proposed, figures):
        """Return in words what the dealer misses for the tier just better than the proposed one."""
        better = tiers[: tiers.ids.index(proposed.id)] if proposed else tiers
        return better[-1:]._explain(figures) if better else ""

    def _plan_changes(self):
        """Plan the changes of the accepted lines, in place of what was planned before."""
        lines = self.filtered(lambda line: line.accepted and line.proposed_tier_id != line.dealer_id.tier_id)
        lines.dealer_id.planned_tier_change_id._update_state(("planned",), "cancelled")
        self.env["dealer.tier.change"]._plan_from_review(lines)
