from odoo import models
from odoo.exceptions import UserError


class DealerDealer(models.Model):
    _inherit = "dealer.dealer"

    def write(self, vals):
        if "tier_id" in vals and not self.env.su:
            self._check_tier_route(vals["tier_id"])
        return super().write(vals)

    def _check_tier_route(self, tier_id):
        """Raise if a change of tier for which there is an approval route would pass it by.

        What the planned change of a dealer sets has been approved, or needs no approval: it asks itself.
        """
        changes_sudo = self.env["dealer.tier.change"].sudo()
        planned_sudo = changes_sudo._planned_of(self)
        for dealer in self.filtered(lambda one: one.tier_id.id != (tier_id or False)):
            change_sudo = planned_sudo.get(dealer.id, changes_sudo)
            if change_sudo.to_tier_id.id == tier_id and change_sudo and change_sudo._may_take_effect():
                continue
            wanted_sudo = changes_sudo.new(
                {"dealer_id": dealer.id, "from_tier_id": dealer.tier_id.id, "to_tier_id": tier_id, "state": "planned"}
            )
            if wanted_sudo._is_routed():
                raise UserError(
                    self.env._(
                        "A change of the tier of %(dealer)s needs approval. Plan it: it is asked for at once, and takes"
                        " effect when it is approved.",
                        dealer=dealer.display_name,
                    )
                )
