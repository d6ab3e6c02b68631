from odoo import api, fields, models


class DealerDealer(models.Model):
    """What only the screens of a dealer ask for: figures of the smart buttons, and what may be edited."""

    _inherit = "dealer.dealer"

    state = fields.Selection(group_expand=True)
    child_count = fields.Integer(
        string="Number of Sub-Dealers", compute="_compute_child_count", groups="dealer.group_dealer_viewer"
    )
    violation_count = fields.Integer(
        string="Number of Violations", compute="_compute_violation_count", groups="dealer.group_dealer_viewer"
    )
    tier_change_count = fields.Integer(
        string="Number of Tier Changes", compute="_compute_tier_change_count", groups="dealer.group_dealer_viewer"
    )
    can_manage = fields.Boolean(string="May Be Managed by Me", compute="_compute_can_manage")

    def _compute_child_count(self):
        """Count all that stands below, at any depth, within the user's scope: what the button opens."""
        below = self.search_fetch([("id", "child_of", self.ids)], ["parent_path"])
        paths = [dealer.parent_path for dealer in below]
        for dealer in self:
            own = dealer.parent_path
            dealer.child_count = sum(path != own and path.startswith(own) for path in paths) if own else 0

    def _compute_violation_count(self):
        counts = self._count_on_dealer("dealer.violation")
        for dealer in self:
            dealer.violation_count = counts.get(dealer, 0)

    def _compute_tier_change_count(self):
        counts = self._count_on_dealer("dealer.tier.change")
        for dealer in self:
            dealer.tier_change_count = counts.get(dealer, 0)

    def _count_on_dealer(self, model):
        """Return {dealer: number of its records of ``model`` that the user sees}, in one query."""
        return dict(self.env[model]._read_group([("dealer_id", "in", self.ids)], ["dealer_id"], ["__count"]))

    @api.depends_context("uid")
    def _compute_can_manage(self):
        """The screen greys out what :meth:`_check_write_rights` would refuse."""
        self.can_manage = self.env.user.has_group("dealer.group_dealer_manager")
