from odoo import models
from odoo.exceptions import UserError


class DealerOrderPad(models.Model):
    """The last look at an order: what would become of it, each time the dealer says something else about it."""

    _inherit = "dealer.order.pad"

    def preview(self, values=None):
        """Keep what the dealer says about the draft of this pad, and tell what would become of it. Nothing is placed.

        :param dict values: as of :meth:`submit`, without ``total``
        :return: JSON-safe dict ``left`` (to pay after funds) and ``credit`` (dict ``available after over overdue``, empty if no
            credit is controlled) as texts, ``findings`` (list of dicts ``severity text``, what speaks against it), ``refused``
        :raise UserError: there is no draft, or a value does not do; nothing is kept then
        """
        self._check_own()
        self._lock()
        order_sudo = self.sudo().order_id
        if not order_sudo or order_sudo.state != "draft" or order_sudo.submitted_at:
            raise UserError(self.env._("This order was begun anew in another window. Look at the order pad again."))
        order = order_sudo.with_env(self.env)
        order._take_checkout(values or {})
        return self._preview_answer(order)

    def _preview_answer(self, order):
        """Return the answer of :meth:`preview` about the draft ``order`` as it is."""
        order_sudo = order.sudo()
        currency, funds = order_sudo.currency_id, order_sudo._fund_plan_lines()
        paid = [(fund["kind"], fund["planned"]) for fund in funds]
        left = currency.round(order_sudo.amount_total - sum(amount for _kind, amount in paid))
        findings = order._checkout_findings()
        return {
            "left": currency.with_env(self.env).format(left),
            "credit": self._credit_answer(currency, order_sudo.amount_total, paid),
            "findings": [{"severity": severity, "text": text} for severity, text in findings],
            "refused": any(severity == "refuse" for severity, _text in findings),
        }
