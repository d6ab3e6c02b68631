from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

APPROVING_ROLES = ("admin", "approver")


class SaleOrder(models.Model):
    """A buyer's order beyond his or her limits waits for somebody of the dealer who approves."""

    _inherit = "sale.order"

    @api.model
    def _dealer_checks(self):
        return [*super()._dealer_checks(), type(self)._find_buyer]

    def _find_buyer(self):
        """Yield (order, finding) of the orders that pass a limit of the buyer who submits, or has submitted them."""
        members = self._buyer_memberships()
        for order in self:
            member_sudo = members.get((order.dealer_id.id, order._buyer().id))
            excess = member_sudo and member_sudo._excess(order._buyer_amount(), order._buyer_month_amount())
            if excess and member_sudo.currency_id.compare_amounts(excess, 0) > 0:
                yield order, self._buyer_finding(order, member_sudo, excess)

    def _buyer(self):
        """Return who orders: whoever has submitted the order, else the user who acts."""
        return self.submitted_by if self.submitted_at else self._acting_user()

    def _buyer_memberships(self):
        """Return {(dealer id, user id): membership} of the limited buyers of these orders, in one query."""
        domain = (
            Domain("dealer_id", "in", self.dealer_id.ids)
            & Domain("user_id", "in", [order._buyer().id for order in self])
            & Domain("role", "=", "buyer")
            & Domain("active", "=", True)  # whatever the context says
            & (Domain("order_limited", "=", True) | Domain("month_limited", "=", True))
        )
        found_sudo = self.env["dealer.member"].sudo().search(domain)
        return {(member.dealer_id.id, member.user_id.id): member for member in found_sudo}

    def _buyer_amount(self):
        """Return the total of one order in the dealer's currency, at the rate of its day."""
        day = self.date_order or fields.Datetime.now()
        return self.currency_id._convert(self.amount_total, self.dealer_id.currency_id, self.company_id, day)

    def _buyer_month_start(self):
        """Return the moment (naive, UTC) at which the month began where the company of one order is."""
        company = self.company_id
        return company._dealer_day_start(date_utils.start_of(company._dealer_today(), "month"))

    def _buyer_month_amount(self):
        """Return what the buyer has submitted for the dealer this month beside one order, in the dealer's currency."""
        domain = (
            Domain("dealer_id", "=", self.dealer_id.id)
            & Domain("submitted_by", "=", self._buyer().id)
            & Domain("submitted_at", ">=", self._buyer_month_start())
            & Domain("state", "!=", "cancel")
            & Domain("id", "!=", self._origin.id)
        )
        others_sudo = self.env["sale.order"].sudo().search(domain)
        return sum(order._buyer_amount() for order in others_sudo)

    def _buyer_finding(self, order, member_sudo, excess):
        buyer = member_sudo.user_id.name

        def message(env):
            return env._(
                "%(buyer)s orders %(amount)s more than the dealer lets this buyer order alone. The dealer's approver"
                " releases it on the portal.",
                buyer=buyer,
                amount=member_sudo.currency_id.with_env(env).format(excess),
            )

        def told(env):
            return env._(
                "Over the limit of %(buyer)s by %(amount)s: an approver of your company has to release it.",
                buyer=buyer,
                amount=member_sudo.currency_id.with_env(env).format(excess),
            )

        return self._dealer_finding(
            order,
            "buyer",
            message,
            "hold",
            amount=excess,
            currency=member_sudo.currency_id,
            fingerprint=f"buyer {member_sudo.user_id.id}",
            dealer_message=told,
        )

    def _dealer_mark_submitted(self, then=()):
        """Let orders that one buyer submits at the same moment be judged one after the other."""
        self.filtered(lambda order: not order.submitted_at)._claim_month()
        return super()._dealer_mark_submitted(then)

    def _claim_month(self):
        """Make whoever submits for the same buyer at this moment start again, and count what we submit.

        Plain SQL that changes nothing: the row is a new one all the same, and a transaction that began before fails as a
        serialization error, which the platform repeats.
        """
        members = {member for member in self._buyer_memberships().values() if member.month_limited}
        if members:
            ids = tuple(sorted(member.id for member in members))
            self.env.cr.execute(SQL("UPDATE dealer_member SET month_limited = month_limited WHERE id IN %s", ids))

    def _dealer_hold(self, findings, reserved=False):
        """Tell the dealer's approvers of a hold that is theirs to decide."""
        before_sudo = self._buyer_holds()
        result = super()._dealer_hold(findings, reserved)
        if self._buyer_holds() - before_sudo:
            self._tell_approvers()
        return result

    def _buyer_holds(self):
        """Return the open holds of these orders that the dealer decides."""
        holds_sudo = self.sudo().dealer_hold_ids.filtered(lambda hold: hold.kind == "buyer" and hold.state == "open")
        return holds_sudo.with_env(self.env)

    def _approving_members(self):
        """Return the memberships of those who approve for the dealer of one order; not of who submitted it."""
        domain = (
            Domain("dealer_id", "=", self.sudo().dealer_id.id)
            & Domain("role", "in", APPROVING_ROLES)
            & Domain("user_id", "!=", self.sudo().submitted_by.id)
        )
        members_sudo = self.env["dealer.member"].sudo().search(domain)
        return members_sudo.with_env(self.env)

    def _tell_approvers(self):
        for user_sudo in self._approving_members().sudo().user_id:
            order_sudo = self.sudo().with_context(lang=user_sudo.lang)
            order_sudo.message_notify(
                partner_ids=user_sudo.partner_id.ids,
                subject=order_sudo.env._("%(order)s waits for your approval", order=order_sudo.name),
                body=order_sudo.env._(
                    "%(buyer)s has submitted the order %(order)s. Please approve or refuse it on its page.",
                    buyer=order_sudo.submitted_by.name,
                    order=order_sudo.name,
                ),
            )

    def _dealer_may_approve(self):
        """Tell whether the user approves one order for the dealer, now."""
        self.ensure_one()
        return bool(self._buyer_holds()) and self._acting_user() in self._approving_members().sudo().user_id

    def action_buyer_approve(self, comment=""):
        """Release, for the dealer, what these orders wait for because of a buyer's limit.

        :param str comment: kept on the hold
        :return: list of the results of :meth:`action_submit`, JSON-safe
        :raise AccessError: if the user does not approve for the dealer, or has submitted the order
        :raise UserError: if nothing waits for the dealer
        """
        holds_sudo = self._check_may_approve().sudo()
        return holds_sudo.action_release(comment or self.env._("Approved by the dealer."))

    def action_buyer_refuse(self, reason=""):
        """Refuse these orders for the dealer: they stay quotations that can be changed and submitted again.

        :param str reason: required, the buyer reads it
        :return: as :meth:`action_buyer_approve`
        :raise AccessError: likewise; :raise UserError: no reason is given, or nothing waits for the dealer
        """
        holds_sudo = self._check_may_approve().sudo()
        return holds_sudo.action_refuse(reason)

    def _check_may_approve(self):
        """Return the holds to decide, or raise."""
        self.check_access("read")
        for order in self:
            if self._acting_user() not in order._approving_members().sudo().user_id:
                raise AccessError(
                    self.env._(
                        "Only an approver or an administrator of the dealer decides on %(order)s, and not who submitted it.",
                        order=order.sudo().name,
                    )
                )
            if not order._buyer_holds():
                raise UserError(self.env._("%(order)s does not wait for your approval.", order=order.sudo().name))
        return self._buyer_holds()
