from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount


class DealerOrderHold(models.Model):
    """A hold for which a route exists is released by the route's steps, not by the rule of its kind."""

    _name = "dealer.order.hold"
    _inherit = ["dealer.order.hold", "dealer.approval.mixin"]

    def _approval_title(self):
        return f"{self.order_id.name}: {self._kind_text()}"

    def _approval_requester(self):
        return self.sudo().submitted_by or self.env.user

    def _approval_amount(self):
        """Return by how much the limit of the check is missed."""
        return self.amount, self.currency_id

    def _approval_fingerprint(self):
        return f"{self.kind} {self.fingerprint} {self.currency_id.round(self.amount)} {self.currency_id.name}"

    @api.model
    def _approval_material_fields(self):
        return ["kind", "fingerprint", "amount", "currency_id"]

    def _approval_figures(self):
        """Return why the order is held, and the figures of the order."""
        order = self.order_id
        return [
            {"label": self.env._("Why"), "value": self.message},
            {"label": self.env._("By how much"), "value": format_amount(self.env, self.amount, self.currency_id)},
            {
                "label": self.env._("Order, untaxed"),
                "value": format_amount(self.env, order.amount_untaxed, order.currency_id),
            },
            {
                "label": self.env._("Order, total"),
                "value": format_amount(self.env, order.amount_total, order.currency_id),
            },
        ]

    def _check_may_request(self):
        """Who may submit the order may ask for the release of what holds it."""
        self.check_access("read")
        self.sudo().order_id.with_env(self.env).check_access("write")
        if any(hold.state != "open" for hold in self):
            raise UserError(self.env._("Only an open hold can be put up for approval."))

    def _on_approved(self, request):
        """Release the hold; the last one confirms the order."""
        self.action_release(request.decision_comment or self.env._("Approved."))

    def _on_refused(self, request, reason):
        """Refuse the order."""
        self.action_refuse(reason)

    @api.model
    def _sync(self, order, findings):
        """Put the open holds on their routes: new ones, and those that have become more or something else."""
        opened = super()._sync(order, findings)
        for hold_sudo in opened.sudo():
            hold_sudo._follow_route()
        return opened

    def _follow_route(self):
        """Ask for the approval of one open hold if a route fits it and nothing is pending on it as it is now."""
        request_sudo = self._latest_requests().get(self.id, self.env["dealer.approval.request"].sudo())
        if request_sudo.state == "pending" and not request_sudo._is_outdated():
            return
        if not request_sudo and not self.env["dealer.approval.route"]._route_for(self):
            return
        try:
            with self.env.cr.savepoint():
                self._request_one(self.order_id.refusal_reason or "")
        except UserError:
            # Nobody but the submitter could decide by the route: the rule of the kind stays in force.
            self.env.invalidate_all()

    def _void(self):
        opened_sudo = self.sudo().filtered(lambda hold: hold.state == "open")
        res = super()._void()
        opened_sudo._cancel_approval(self.env._("The order no longer needs it."))
        return res

    def _decided_elsewhere(self):
        """Say where a hold on a route is decided."""
        hold_sudo = self.sudo().filtered("approval_request_ids")[:1]
        if not hold_sudo:
            return super()._decided_elsewhere()
        return self.env._(
            "The hold '%(kind)s' of %(order)s is decided by approval. %(where)s",
            kind=hold_sudo._kind_text(),
            order=hold_sudo.order_id.name,
            where=hold_sudo.approval_waiting_for or self.env._("Submit the order again to ask for it."),
        )

    def _check_may_decide(self):
        if not self.env.su and (where := self._decided_elsewhere()):
            raise AccessError(where)
        return super()._check_may_decide()
