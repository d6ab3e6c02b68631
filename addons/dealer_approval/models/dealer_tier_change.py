from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class DealerTierChange(models.Model):
    """A change of tier that a route fits takes effect only once it is approved; without a route, as before."""

    _name = "dealer.tier.change"
    _inherit = ["dealer.tier.change", "dealer.approval.mixin"]

    def _approval_title(self):
        names = {
            "dealer": self.dealer_id.name,
            "old": self.from_tier_id.name or "-",
            "new": self.to_tier_id.name or "-",
        }
        return self.env._("%(dealer)s: %(old)s → %(new)s", **names)

    def _approval_requester(self):
        return self.sudo().user_id or self.env.user

    def _approval_figures(self):
        """Return the tiers, the date, and what the review of tiers found, if the change comes from one."""
        line = self.review_line_id
        rows = [
            (self.env._("From tier"), self.from_tier_id.name or "-"),
            (self.env._("To tier"), self.to_tier_id.name or "-"),
            (self.env._("Effective on"), format_date(self.env, self.effective_date)),
            (self.env._("Reason"), self.reason or "-"),
        ]
        if line.sales_known:
            rows.append((self.env._("Sales of 12 months"), line.currency_id.format(line.sales_amount)))
        if line.punctuality_known:
            rows.append((self.env._("Paid in time"), f"{line.punctuality:.0f} %"))
        if line:
            rows.append((self.env._("Violations"), str(line.violation_count)))
        return [{"label": label, "value": value} for label, value in rows]

    def _approval_fingerprint(self):
        return f"{self.dealer_id.id} {self.to_tier_id.id} {self.effective_date}"

    def _check_may_request(self):
        self.dealer_id._check_manager(self.env._("Only a channel manager may change the tier of a dealer."))
        if any(change.state != "planned" for change in self):
            raise UserError(self.env._("Only a planned change of tier can be put up for approval."))

    @api.model_create_multi
    def create(self, vals_list):
        """Put what has not taken effect at once on its route."""
        changes = super().create(vals_list)
        changes._follow_route()
        return changes

    def _follow_route(self):
        """Ask for the approval of the planned changes that a route fits and that nobody was asked about."""
        for change in self.filtered(lambda row: row.state == "planned" and not row._latest_requests()):
            if change._is_routed():
                self.env["dealer.approval.request"]._ask(change)

    def _is_routed(self):
        return bool(self.env["dealer.approval.route"]._route_for(self))

    def _apply_if_due(self):
        """Leave what a route fits, or what was put on one, until it is approved."""
        self._follow_route()
        free = self.filtered(lambda row: row._may_take_effect())
        return super(DealerTierChange, free)._apply_if_due()

    def _may_take_effect(self):
        """Tell whether one change needs no approval, or has it."""
        return self._is_approved() or not (self._latest_requests() or self._is_routed())

    def _on_approved(self, request):
        self._apply_if_due()

    def _on_refused(self, request, reason):
        self._update_state(("planned",), "cancelled")

    def _update_state(self, allowed, target):
        res = super()._update_state(allowed, target)
        if target == "cancelled":
            self._cancel_approval(self.env._("The change of tier was cancelled."))
        return res

    def _try_apply(self):
        """Let the daily job pass over what still waits for its approval."""
        return self._may_take_effect() and super()._try_apply()
