from odoo import fields, models

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
        line_sudo = self._credit_lines().get(self)
        routes_sudo = self.env["dealer.approval.route"].sudo()
        routed = routes_sudo.search_count([("res_model", "=", "dealer.credit.request")], limit=1)
        missing = max(-self.credit_after_amount, 0.0)
        if not line_sudo or line_sudo.control != "limit" or not missing or not routed:
            return super().action_credit_ask()
        self._credit_request(line_sudo, missing)._request_one("")
        self.message_post(body=self.env._("A temporary limit has been asked for."))
        return True

    def _credit_request(self, line_sudo, missing):
        """Return the open request for this order, with the amount that is missing today; as the user who asks."""
        requests_sudo = self.env["dealer.credit.request"].sudo()
        domain = [("order_id", "=", self.id), ("granted", "=", False)]
        for request_sudo in requests_sudo.search(domain):
            if request_sudo._current_approval_state() == "pending":
                return request_sudo.with_env(self.env)
        today = fields.Date.context_today(self)
        request_sudo = requests_sudo.create(
            {
                "kind": "temporary",
                "line_id": line_sudo.id,
                "amount": missing,
                "date_from": today,
                "date_to": fields.Date.add(today, days=30),
                "reason": self.env._("For the order %(order)s", order=self.name),
                "order_id": self.id,
                "origin": ByVerb("order"),
            }
        )
        return request_sudo.with_env(self.env)
