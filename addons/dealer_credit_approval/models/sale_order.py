from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.dealer.models.by_verb import ByVerb


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_credit_ask(self):
        """Ask for a temporary limit for this order along the approval route of limit requests, if there is one.

        :return: whether there was a credit line to ask for
        :raise AccessError: if the user may not write the order
        """
        self.ensure_one()
        self.check_access("write")
        if not self._credit_can_ask():
            return super().action_credit_ask()
        self._credit_ask(self.env._("For the order %(order)s", order=self.name))
        return True

    def action_dealer_ask_limit(self, reason=""):
        """Ask, as somebody of the dealer, for a temporary limit that lets this held order go on.

        What is missing today is asked for, in the currency of the credit line. Asking again while it is pending changes nothing.

        :param str reason: required, read by those who decide
        :return: True
        :raise AccessError: if the user does not order for the dealer
        :raise UserError: if no reason is given, or the order does not wait for credit
        """
        self.ensure_one()
        self.check_access("read")
        self._check_member_role()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why you ask for more credit: we will read it when we decide."))
        if not self._dealer_may_ask_limit():
            raise UserError(
                self.env._("%(order)s does not wait for credit that can be asked for here.", order=self.sudo().name)
            )
        self.sudo()._credit_ask(reason.strip())
        return True

    def _dealer_may_ask_limit(self):
        """Tell whether this one order waits for credit that the dealer can ask for."""
        self.ensure_one()
        holds_sudo = self.sudo().dealer_hold_ids
        waiting = any(hold.kind == "credit" and hold.state == "open" for hold in holds_sudo)
        return waiting and self.sudo()._credit_can_ask()

    def _credit_limit_asked(self):
        """Tell whether a temporary limit for this one order waits for a decision."""
        return bool(self._credit_pending_request())

    def _credit_can_ask(self):
        """Tell whether this order exceeds the limit of its credit line, and a route decides on limits."""
        line_sudo = self._credit_lines().get(self)
        if not line_sudo or line_sudo.control != "limit" or not self._credit_missing():
            return False
        routes_sudo = self.env["dealer.approval.route"].sudo()
        return bool(routes_sudo.search_count([("res_model", "=", "dealer.credit.request")], limit=1))

    def _credit_missing(self):
        """Return what this order lacks today, in the currency of its credit line."""
        return max(-self.sudo().credit_after_amount, 0.0)

    def _credit_ask(self, reason):
        """Ask for what is missing; as the user, who becomes the requester."""
        if self._credit_pending_request():
            return
        self._credit_new_request(reason)._request_one("")
        self.message_post(body=self.env._("A temporary limit has been asked for."))

    def _credit_pending_request(self):
        """Return the limit request for this order that waits for a decision, as superuser; or an empty one."""
        requests_sudo = self.env["dealer.credit.request"].sudo()
        asked_sudo = requests_sudo.search([("order_id", "=", self.id), ("granted", "=", False)])
        return asked_sudo.filtered(lambda one: one._current_approval_state() == "pending")[:1]

    def _credit_new_request(self, reason):
        """Return a new limit request for what this order lacks today, for the user who asks."""
        today = fields.Date.context_today(self)
        request_sudo = (
            self.env["dealer.credit.request"]
            .sudo()
            .create(
                {
                    "kind": "temporary",
                    "line_id": self._credit_lines()[self].id,
                    "amount": self._credit_missing(),
                    "date_from": today,
                    "date_to": fields.Date.add(today, days=30),
                    "reason": reason,
                    "order_id": self.id,
                    "origin": ByVerb("order"),
                }
            )
        )
        return request_sudo.with_env(self.env)
