from odoo import api, models


class SaleOrder(models.Model):
    """What the checks of a dealer's order find: the hooks that other addons extend."""

    _name = "sale.order"
    _inherit = "sale.order"

    def _dealer_findings(self):
        """Return {order id: [finding]} of what speaks against these orders, without any side effect.

        Works on many orders at once and on unsaved ones. Addons extend it with ``super()`` and append what
        :meth:`_dealer_finding` returns. What has to be exact under concurrency is no finding: see :meth:`_dealer_reserve`.
        """
        findings = {order.id: [] for order in self}
        orders_sudo = self.sudo().filtered("dealer_id")
        for finding_of in orders_sudo and self._dealer_checks():
            for order_sudo, finding in finding_of(orders_sudo):
                findings[order_sudo.id].append(finding)
        return findings

    def _dealer_preview(self):
        """Return {order id: [finding]} of what the form shows while an order is written, without any side effect.

        The findings, and what :meth:`_dealer_reserve` would find as far as it can be seen now: addons that reserve extend
        it. Nothing is decided by it.
        """
        return self._dealer_findings()

    @api.model
    def _dealer_checks(self):
        """Return the checks of this addon: functions of orders that yield (order, finding)."""
        return [
            type(self)._find_dealer,
            type(self)._find_assortment,
            type(self)._find_territory,
            type(self)._find_minimum,
            type(self)._find_multiple,
            type(self)._find_purchase_number,
            type(self)._find_price,
        ]

    def _dealer_reserve(self):
        """Reserve what these orders take, and return {order id: [finding]} of what cannot be reserved.

        Called directly before orders are confirmed, once their plain findings let them pass, and for orders that are
        submitted but wait for a release of something else. Here belongs what must be exact under concurrency and may
        leave something behind, in a transaction of its own. Calling it again for the same order must change nothing.
        What it returns counts like findings of :meth:`_dealer_findings`; :meth:`_dealer_preview` shows it beforehand.
        """
        return {order.id: [] for order in self}

    def _dealer_unreserve(self):
        """Give back what :meth:`_dealer_reserve` took for ``self``: its confirmation was undone in a batch that goes on."""

    def _dealer_void_reserved(self):
        """Give back what was reserved for ``self`` in this transaction, of those confirmed in between as well.

        For whoever undoes a savepoint in which orders were confirmed, and goes on; the orders need not exist any more.
        """

    @api.model
    def _dealer_finding(
        self,
        order,
        kind,
        message,
        severity,
        *,
        amount=0.0,
        currency=None,
        line=None,
        fingerprint="",
        dealer_message=None,
        data=None,
    ):
        """Return a finding: a dict with the names of the parameters, records as ids.

        Both messages are functions of an environment that return the sentence in its language: who reads a stored hold need
        not speak the language of who caused it. The dict has them as texts for who is asking, and as they came in ``says``.

        :param order: the order, a record of sale.order
        :param str kind: one of the kinds of dealer.order.hold
        :param message: what is wrong, by how much and what to do, for the back office: a function, or a text that is the
            same in each language
        :param str severity: "warn" is only shown, "hold" asks for a release, "refuse" cannot be released
        :param float amount: by how much, in ``currency`` (by default the order's); a release covers up to this much
        :param str fingerprint: what exactly is wrong; a release covers the same fingerprint only
        :param dealer_message: what the dealer is told, likewise; must not give away internal figures
        :param dict data: more, JSON-safe
        """
        says = {"message": message, "dealer_message": dealer_message or self._say_checked}
        to_dealer = order._to_dealer()
        return {
            "kind": kind,
            "message": self._said(message, self.env),
            "severity": severity,
            "amount": amount,
            "currency_id": (currency or order.currency_id).id,
            "line_id": line._origin.id if line else False,
            "fingerprint": fingerprint,
            "dealer_message": self._said(says["dealer_message"], to_dealer),
            "says": says,
            "data": data or {},
        }

    @api.model
    def _say_checked(self, env):
        return env._("The order is being checked.")

    @api.model
    def _said(self, message, env):
        """Return what ``message``, of a finding, says in the language of ``env``."""
        return message(env) if callable(message) else message

    def _to_dealer(self):
        """Return the environment in the language in which the dealer of this one order is told something now.

        That of its member who acts: as the page or the call asks for it, else his or her own. If one of us acts, the dealer's.
        Without an order (a finding on a line of credit alone), that of the caller.
        """
        user_sudo = self._acting_user().sudo()
        lang = (self.env.context.get("lang") or user_sudo.lang) if user_sudo.share else self.partner_id.lang
        return self.with_context(lang=lang or self.env.lang).env

    def _dealer_blocking(self, findings):
        """Return those of the ``findings`` of this one order that keep it from being confirmed.

        A warning does not, nor does a hold that somebody has released for the same thing and at least that amount.
        """
        self.ensure_one()
        released_sudo = self._origin.sudo().dealer_hold_ids.filtered(lambda hold: hold.state == "released")
        return [
            finding
            for finding in findings
            if finding["severity"] == "refuse" or (finding["severity"] == "hold" and not released_sudo._covers(finding))
        ]

    @api.model
    def _finding_text(self, finding):
        """Return what the user may read of a finding: a dealer is not told internal figures."""
        return finding["dealer_message"] if self._acting_user().share else finding["message"]
