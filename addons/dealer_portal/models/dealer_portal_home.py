from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine import due

# Where an order stands that a dealer still waits for.
ON_THE_WAY = ("submitted", "held", "confirmed", "allocated", "partly_shipped", "shipped")
BAR_HEIGHT = 48


class DealerPortal(models.AbstractModel):
    """What the home page shows. Each box is one method; addons add theirs to :meth:`_home`."""

    _inherit = "dealer.portal"

    @api.model
    def _home(self, visitor):
        """Return {name of the box: its values} for one membership; what the role must not see is not there."""
        boxes = {"notices": self.env["dealer.notice"]._for_dealer(visitor.dealer_id)}
        if visitor._may("prices"):
            boxes |= {
                "credit": self._home_credit(visitor.dealer_id),
                "todo": self._home_todo(visitor),
                "orders": self._home_orders(visitor.dealer_id),
            }
        if visitor._may("funds"):
            boxes["funds"] = self._home_funds(visitor.dealer_id)
        if visitor._may("rebates"):
            boxes["rebates"] = self._home_rebates(visitor.dealer_id)
        if visitor._may("receive") and not visitor._may("prices"):
            boxes["receive"] = self._home_receive(visitor.dealer_id)
        return boxes

    @api.model
    def _home_credit(self, dealer):
        """Return the figures of the dealer's credit with its due calendar, or False if it is not controlled.

        Amounts in ``currency``. ``percent`` is how much of the limit is used or held, at most 100.
        """
        summary = dealer.credit_summary()[0]
        if summary["control"] == "none":
            return False
        taken = summary["used"] + summary["held"]
        percent = min(100, round(100 * taken / summary["limit"])) if summary["limit"] > 0 else 100 * (taken > 0)
        return {
            **summary,
            "currency": self._currency(summary["currency"]),
            "percent": max(0, percent),
            "calendar": self._due_calendar(summary["due"]),
        }

    @api.model
    def _due_calendar(self, rows):
        """Return the steps of the due calendar: list of dicts ``step label amount height``; empty if nothing is due."""
        labels = {
            "overdue": self.env._("Overdue"),
            "week": self.env._("This week"),
            "next_week": self.env._("Next week"),
            "month": self.env._("Next 3 weeks"),
            "later": self.env._("Later"),
        }
        today = fields.Date.context_today(self)
        steps = due.calendar([(date.fromisoformat(row["date"]), row["amount"]) for row in rows], today)
        heights = due.bars([amount for _step, amount in steps], BAR_HEIGHT)
        if not any(amount for _step, amount in steps):
            return []
        return [
            {"step": step, "label": labels[step], "amount": amount, "height": height}
            for (step, amount), height in zip(steps, heights, strict=True)
        ]

    @api.model
    def _home_todo(self, visitor):
        """Return how much waits for the visitor: ``approve`` (orders) and ``sign`` (quotations)."""
        orders = self.env["sale.order"]
        return {
            "approve": orders.search_count(self._approval_domain(visitor)) if visitor._may("approve") else 0,
            "sign": orders.search_count(self._quotation_domain(visitor.dealer_id)) if visitor._may("order") else 0,
        }

    @api.model
    def _approval_domain(self, visitor):
        """Return the domain of the orders that wait for the approval of one membership of the dealer."""
        holds_sudo = self.env["dealer.order.hold"].sudo()
        waiting_sudo = holds_sudo.search(
            [("dealer_id", "=", visitor.dealer_id.id), ("kind", "=", "buyer"), ("state", "=", "open")]
        )
        return Domain("id", "in", waiting_sudo.order_id.ids) & Domain("submitted_by", "!=", self.env.uid)

    @api.model
    def _quotation_domain(self, dealer):
        """Return the domain of the quotations that were sent to one dealer and wait for its signature."""
        return Domain(
            [("dealer_id", "=", dealer.id), ("state", "=", "sent"), ("dealer_state", "in", (False, "draft", "refused"))]
        )

    @api.model
    def _home_orders(self, dealer):
        """Return the latest orders that are on their way, and how many there are."""
        domain = Domain("dealer_id", "=", dealer.id) & Domain("dealer_state", "in", ON_THE_WAY)
        orders = self.env["sale.order"]
        return {"count": orders.search_count(domain), "latest": orders.search(domain, order="id desc", limit=5)}

    @api.model
    def _home_funds(self, dealer):
        """Return the funds of the dealer as ``fund_status`` tells them, ``currency`` as a record."""
        return [fund | {"currency": self._currency(fund["currency"])} for fund in dealer.fund_status()]

    @api.model
    def _currency(self, code):
        """Return the currency of a code, used at present or not."""
        return self.env["res.currency"].with_context(active_test=False).search([("name", "=", code)], limit=1)

    @api.model
    def _home_rebates(self, dealer):
        """Return the running programs as ``rebate_progress`` tells them, with what a picture of them needs.

        More keys: ``currency`` (record, empty for quantities), ``percent`` (how far on the way to the next band, or to the
        target; at most 100), ``last_day`` (date).
        """
        return [
            row
            | {
                "currency": self._currency(row["unit"]),
                "percent": self._progress_percent(row),
                "last_day": date.fromisoformat(row["period_to"]),
            }
            for row in dealer.rebate_progress()
        ]

    @api.model
    def _progress_percent(self, row):
        goal = row["next_from"] or row["target"]
        return max(0, min(100, int(100 * row["basis"] / goal))) if goal > 0 else 100

    @api.model
    def _home_receive(self, dealer):
        """Return how many deliveries wait for the dealer to say that they arrived."""
        return {"count": self.env["stock.picking"].sudo().search_count(self._receipt_domain(dealer))}

    @api.model
    def _receipt_domain(self, dealer):
        """Return the domain of the deliveries to one dealer that have left and have not been received."""
        shipped = self.env["stock.picking"]._shipped_to_dealer_domain()
        return shipped & Domain("sale_id.dealer_id", "=", dealer.id) & Domain("dealer_received_at", "=", False)
