from odoo import api, fields, models


class DealerDealer(models.Model):
    """Tier of a dealer: history, planned change, and the figures tiers are judged by."""

    _inherit = "dealer.dealer"

    violation_ids = fields.One2many(
        "dealer.violation", "dealer_id", string="Violations", groups="dealer.group_dealer_viewer"
    )
    tier_change_ids = fields.One2many(
        "dealer.tier.change", "dealer_id", string="Tier History", groups="dealer.group_dealer_viewer"
    )
    planned_tier_change_id = fields.Many2one(
        "dealer.tier.change",
        string="Planned Tier Change",
        compute="_compute_planned_tier_change_id",
        groups="dealer.group_dealer_viewer",
    )

    @api.depends("tier_change_ids.state")
    def _compute_planned_tier_change_id(self):
        planned = self.env["dealer.tier.change"].search_fetch(
            [("dealer_id", "in", self.ids), ("state", "=", "planned")], ["dealer_id"]
        )
        by_dealer = {change.dealer_id: change for change in planned}
        for dealer in self:
            dealer.planned_tier_change_id = by_dealer.get(dealer._origin, False)

    def _log_tier_changes(self, old_tiers):
        """Write history rows for the dealers whose tier is not the one in ``old_tiers`` ({dealer: tier}) any more."""
        today = fields.Date.context_today(self)
        self.env["dealer.tier.change"]._create_rows(
            [
                {
                    "dealer_id": dealer.id,
                    "from_tier_id": old.id,
                    "to_tier_id": dealer.tier_id.id,
                    "effective_date": today,
                    "state": "effective",
                }
                for dealer, old in old_tiers.items()
                if dealer.tier_id != old
            ]
        )

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
