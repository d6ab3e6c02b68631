from odoo import fields, models


class DealerOrderHold(models.Model):
    _inherit = "dealer.order.hold"

    kind = fields.Selection(
        selection_add=[("credit", "Credit"), ("overdue", "Overdue")],
        ondelete={"credit": "cascade", "overdue": "cascade"},
    )
    credit_line_id = fields.Many2one(
        "dealer.credit.line", compute="_compute_credit", compute_sudo=True, groups="dealer_credit.group_credit_viewer"
    )
    credit_currency_id = fields.Many2one(
        "res.currency",
        string="Currency of the Line",
        compute="_compute_credit",
        compute_sudo=True,
        groups="dealer_credit.group_credit_viewer",
    )
    credit_allowed_amount = fields.Monetary(
        string="Limit Today",
        compute="_compute_credit",
        compute_sudo=True,
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
    )
    credit_exposed_amount = fields.Monetary(
        string="Used and Held",
        compute="_compute_credit",
        compute_sudo=True,
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
    )
    credit_overdue_amount = fields.Monetary(
        string="Overdue",
        compute="_compute_credit",
        compute_sudo=True,
        currency_field="credit_currency_id",
        groups="dealer_credit.group_credit_viewer",
    )

    def _compute_credit(self):
        """What whoever decides wants to see beside the queue; two queries for the page."""
        lines = self.env["dealer.credit.line"]._of_dealers(self.dealer_id)
        for hold in self:
            line_sudo = lines.get(hold.dealer_id.id, self.env["dealer.credit.line"])
            hold.credit_line_id = line_sudo
            hold.credit_currency_id = line_sudo.currency_id
            hold.credit_allowed_amount = line_sudo.allowed_amount
            hold.credit_exposed_amount = line_sudo.used_amount + line_sudo.held_amount
            hold.credit_overdue_amount = line_sudo.overdue_amount

    def action_open_exposure(self):
        """Return the action that shows the documents behind the dealer's exposure."""
        self.ensure_one()
        return self.credit_line_id.action_open_documents()
