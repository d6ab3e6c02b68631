from odoo import fields, models


class DealerMember(models.Model):
    """How much a buyer orders for the dealer alone; what is more, the dealer's approver releases."""

    _inherit = "dealer.member"

    currency_id = fields.Many2one(related="dealer_id.currency_id")
    order_limited = fields.Boolean(string="Limited per Order")
    order_limit = fields.Monetary(
        string="Greatest Order",
        help="With taxes. A greater order waits for the dealer's approver. Zero: every order does.",
    )
    month_limited = fields.Boolean(string="Limited per Month")
    month_limit = fields.Monetary(
        string="Greatest Month", help="With taxes, all orders that the buyer submits in a calendar month."
    )

    _limits_positive = models.Constraint(
        "CHECK(COALESCE(order_limit, 0) >= 0 AND COALESCE(month_limit, 0) >= 0)",
        "The limits of a buyer cannot be negative.",
    )

    def _excess(self, amount, month_amount):
        """Return by how much an order passes the limits of one buyer; zero if it does not.

        :param float amount: of the order, in the dealer's currency, with taxes
        :param float month_amount: of the other orders of the month, likewise
        """
        self.ensure_one()
        excesses = [0.0]
        if self.order_limited:
            excesses.append(amount - self.order_limit)
        if self.month_limited:
            excesses.append(amount + month_amount - self.month_limit)
        return self.currency_id.round(max(excesses))
