from odoo import api, fields, models

FIGURES = ("allowed", "used", "held", "available", "overdue", "after")


class SaleOrder(models.Model):
    """What the order shows of the dealer's credit while it is written."""

    _inherit = "sale.order"

    credit_line_id = fields.Many2one(
        "dealer.credit.line", compute="_compute_credit", compute_sudo=True, groups="dealer_credit.group_credit_viewer"
    )
    credit_control = fields.Selection(
        selection="_selection_credit_control",
        compute="_compute_credit",
        compute_sudo=True,
        groups="dealer_credit.group_credit_viewer",
    )
    credit_currency_id = fields.Many2one(
        "res.currency",
        string="Currency of the Line",
        compute="_compute_credit",
        compute_sudo=True,
        groups="dealer_credit.group_credit_viewer",
    )
    credit_allowed_amount = fields.Monetary(
        string="Credit Limit",
        compute="_compute_credit",
        compute_sudo=True,
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
    )
    credit_used_amount = fields.Monetary(
        string="Credit Used",
        compute="_compute_credit",
        compute_sudo=True,
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
    )
    credit_held_amount = fields.Monetary(
        string="Credit Held",
        compute="_compute_credit",
        compute_sudo=True,
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
    )
    credit_available_amount = fields.Monetary(
        string="Credit Available",
        compute="_compute_credit",
        compute_sudo=True,
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
        help="Without this order.",
    )
    credit_overdue_amount = fields.Monetary(
        string="Overdue",
        compute="_compute_credit",
        compute_sudo=True,
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
    )
    credit_after_amount = fields.Monetary(
        string="Available after This Order",
        compute="_compute_credit",
        compute_sudo=True,
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
        help="Negative: the order does not fit.",
    )

    @api.model
    def _selection_credit_control(self):
        return self.env["dealer.credit.line"]._fields["control"]._description_selection(self.env)

    @api.depends("dealer_id", "amount_total", "currency_id", "state", "credit_hold_key")
    def _compute_credit(self):
        """Two queries for any number of orders of one page."""
        lines = self._credit_lines()
        figures = self._credit_figures(lines)
        for order in self:
            line_sudo = lines.get(order, self.env["dealer.credit.line"])
            order.credit_line_id = line_sudo
            order.credit_control = line_sudo.control
            order.credit_currency_id = line_sudo.currency_id
            order.update(order._credit_display(line_sudo, figures[order]) if line_sudo else {})
            if not line_sudo:
                order.update({f"credit_{name}_amount": 0.0 for name in FIGURES})

    def _credit_display(self, line, figures):
        """Return the values of the figures shown on one order; the order itself is not among what is used."""
        terms, exposure = figures.terms, figures.exposure
        available = terms.available(exposure) or 0.0
        open_order = self.state in ("draft", "sent", "sale")
        return {
            "credit_allowed_amount": terms.agreed or 0.0,
            "credit_used_amount": exposure.used(count_prepayments=terms.counts_prepayments),
            "credit_held_amount": exposure.held,
            "credit_available_amount": available,
            "credit_overdue_amount": figures.overdue,
            "credit_after_amount": available - (self._credit_convert(line) if open_order else 0.0),
        }

    def action_credit_ask(self):
        """Ask the reviewer of the credit line for a temporary limit for this order: leaves a task on the line."""
        self.ensure_one()
        self.check_access("write")
        line_sudo = self._credit_lines().get(self)
        if line_sudo:
            line_sudo.activity_schedule(
                "dealer_credit.activity_ask",
                summary=self.env._("Temporary limit for %(order)s", order=self.name),
                note=self.env._(
                    "%(user)s asks for %(amount)s more for the order %(order)s.",
                    user=self.env.user.name,
                    amount=line_sudo.currency_id.format(max(-self.sudo().credit_after_amount, 0.0)),
                    order=self.name,
                ),
                user_id=(line_sudo.review_user_id or line_sudo.create_uid).id,
            )
            self.message_post(body=self.env._("A temporary limit has been asked for."))
        return bool(line_sudo)

    def action_open_credit_documents(self):
        """Return the action that shows the documents behind the credit used."""
        self.ensure_one()
        return self.credit_line_id.sudo(False).action_open_documents()
