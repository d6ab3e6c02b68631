from odoo import api, fields, models

from .by_verb import ByVerb


class DealerTieredMixin(models.AbstractModel):
    """Tier of a dealer: history, planned change, and the figures tiers are judged by."""

    _name = "dealer.tiered.mixin"
    _description = "Tier of a Dealer"

    violation_ids = fields.One2many(
        "dealer.violation", "dealer_id", string="Violations", groups="dealer.group_dealer_viewer"
    )
    tier_change_ids = fields.One2many(
        "dealer.tier.change", "dealer_id", string="Tier History", groups="dealer.group_dealer_viewer"
    )
    planned_tier_change_id = fields.Many2one(
        "dealer.tier.change",
        compute="_compute_planned_tier_change_id",
        groups="dealer.group_dealer_viewer",
    )

    @api.depends("tier_change_ids.state")
    @api.depends_context("uid")
    def _compute_planned_tier_change_id(self):
        planned = self.env["dealer.tier.change"]._planned_of(self)
        for dealer in self:
            dealer.planned_tier_change_id = planned.get(dealer._origin.id, False)

    def _log_tier_changes(self, old_tiers):
        """Bring the history up to date for the dealers whose tier is not the one in ``old_tiers`` ({dealer: tier}).

        A tier that was planned and now is there has taken effect; any other change gets a row of its own, of today.
        """
        dealers = self.browse(dealer.id for dealer, old in old_tiers.items() if dealer.tier_id != old)
        planned_sudo = self.env["dealer.tier.change"].sudo()._planned_of(dealers)
        rows = []
        for dealer in dealers:
            change_sudo = planned_sudo.get(dealer.id)
            if change_sudo and change_sudo.to_tier_id.id == dealer.tier_id.id:
                change_sudo._take_effect(old_tiers[dealer])
            else:
                rows.append(dealer._prepare_tier_change(old_tiers[dealer]))
        self.env["dealer.tier.change"].sudo().create(rows)

    def _prepare_tier_change(self, old_tier):
        """Return the values of the history row of a tier that was set by hand."""
        self.ensure_one()
        return {
            "dealer_id": self.id,
            "from_tier_id": old_tier.id,
            "to_tier_id": self.tier_id.id,
            "effective_date": self.sudo().company_id._dealer_today(),
            "state": ByVerb("effective"),
            "origin": "manual",
            "user_id": self.env.uid,
        }

    def _tier_figures(self, date):
        """Return the figures of the 12 months up to ``date`` that tiers are judged by.

        :return: {dealer id: {"sales": untaxed amount in company currency | None, "punctuality": percent | None,
            "growth": percent | None, "violations": int}}; None is a figure that no installed add-on measures
        """
        violations = self.env["dealer.violation"]._count_by_dealer(self, date)
        return {
            dealer_id: {
                "sales": None,
                "punctuality": None,
                "growth": None,
                "violations": violations.get(dealer_id, 0),
            }
            for dealer_id in self.ids
        }
