from odoo import models


class SaleOrder(models.Model):
    """Reserving what funds pay when an order is submitted, and giving it back when it comes to nothing."""

    _inherit = "sale.order"

    def _dealer_reserve(self):
        """Reserve the funds before anything else is: what they pay needs no credit."""
        for order in self.filtered(lambda order: order.state in ("draft", "sent") and order.sudo().dealer_id):
            order.sudo()._fund_take()
        return super()._dealer_reserve()

    def _fund_take(self):
        """Reserve what the funds are to pay of this order, as far as it is there. Again, it changes nothing."""
        self._fund_asked().add(self.id)
        if not (funds := self._fund_sources()):
            return
        chosen = {row.fund_id.id: row.amount for row in self.fund_plan_ids}
        planned = self._fund_planned(funds, chosen)
        holds = {hold.fund_id.id: hold for hold in self.fund_hold_ids if hold.state == "live"}
        rest = self._fund_total()
        for fund, source in funds.items():
            amount = min(self._fund_wanted(source, chosen, planned), rest)
            hold = self._fund_reserve(fund, holds.get(fund.id), self.currency_id.round(amount))
            rest = self.currency_id.round(rest - (hold.amount if hold else 0.0))
        self.invalidate_recordset(["fund_hold_ids"], flush=False)

    def _fund_asked(self):
        """Return the ids of the orders that have got from funds what they get, in the memory of this transaction.

        Nothing may be all they got: this transaction, which is older than what others have just taken, need not see why.
        """
        return self.env.cr.postcommit.data.setdefault("dealer.fund.asked", set())

    def _fund_wanted(self, source, chosen, planned):
        """Return what is to be reserved of one fund: what was chosen, or as much as its rules allow."""
        allowed = source.allowed(self.currency_id.decimal_places)
        if self.fund_plan_set:
            return min(chosen.get(source.key, 0.0), allowed)
        return allowed if planned.get(source.key) else 0.0

    def _fund_reserve(self, fund, hold, amount):
        """Make the ``hold`` of this order on ``fund`` (None: there is none) one of ``amount``; return it."""
        if hold:
            if self.currency_id.compare_amounts(hold.amount, amount):
                hold._resize(amount)
            return hold
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            return None
        return self.env["dealer.fund.hold"]._place_upto(fund, amount, order_id=self.id, origin=self.name)

    def _fund_release(self):
        """Give back what is reserved for these orders."""
        self._fund_asked().difference_update(self.ids)
        live_sudo = self.sudo().fund_hold_ids.filtered(lambda hold: hold.state == "live")
        if live_sudo:
            live_sudo._release()

    def _dealer_hold(self, findings, reserved=False):
        """An order that waits keeps what the funds pay of it; one that is refused does not."""
        result = super()._dealer_hold(findings, reserved)
        if result["state"] == "held":
            self.sudo()._fund_take()
        else:
            self._fund_release()
        return result

    def _dealer_mark_refused(self, reason):
        self._fund_release()
        return super()._dealer_mark_refused(reason)

    def _dealer_mark_withdrawn(self):
        self._fund_release()
        return super()._dealer_mark_withdrawn()
