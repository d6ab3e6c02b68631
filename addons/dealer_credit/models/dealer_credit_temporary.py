from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class DealerCreditTemporary(models.Model):
    """An amount added to the limit of a line for some days."""

    _name = "dealer.credit.temporary"
    _description = "Temporary Limit"
    _inherit = ["dealer.credit.part.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "line_id"

    currency_id = fields.Many2one(related="line_id.currency_id")
    amount = fields.Monetary(required=True)
    date_from = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="To", required=True, help="Last day, included.")
    reason = fields.Char(required=True)
    is_current = fields.Boolean(string="In Force", compute="_compute_is_current", search="_search_is_current")

    _amount_positive = models.Constraint("CHECK(amount > 0)", "A temporary limit must be greater than zero.")
    _dates_order = models.Constraint("CHECK(date_from <= date_to)", "A temporary limit ends on or after its first day.")

    @api.depends("date_from", "date_to", "line_id.company_id")
    def _compute_is_current(self):
        for temporary in self:
            first, last, today = temporary.date_from, temporary.date_to, temporary.line_id._today()
            temporary.is_current = bool(first and last and first <= today <= last)

    def _search_is_current(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        current = SQL(
            """(SELECT temporary.id
                 FROM dealer_credit_temporary temporary JOIN dealer_credit_line line ON line.id = temporary.line_id
                WHERE %s BETWEEN temporary.date_from AND temporary.date_to)""",
            self.env["res.company"]._dealer_today_sql("line.company_id"),
        )
        self.flush_model(["line_id", "date_from", "date_to"])
        self.env["dealer.credit.line"].flush_model(["company_id"])
        return Domain("id", "in", current)

    @api.model_create_multi
    def create(self, vals_list):
        temporaries = super().create(vals_list)
        temporaries.line_id._mark_ours()
        for temporary in temporaries:
            temporary.line_id._log_decision("temporary", temporary.reason, amount=temporary.amount)
        return temporaries

    def write(self, vals):
        """The dates may be changed, so that a limit ends early; the rest is history."""
        if fixed := vals.keys() & {"line_id", "amount"}:
            raise UserError(
                self.env._(
                    "%(fields)s of a temporary limit cannot be changed. End this one and grant another.",
                    fields=self._field_labels(fixed),
                )
            )
        self.line_id._mark_ours()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if begun := self.filtered(lambda temporary: temporary.date_from <= temporary.line_id._today()):
            raise UserError(
                self.env._(
                    "The temporary limit of %(line)s from %(date)s has begun. Bring its last day forward instead.",
                    line=begun[0].line_id.display_name,
                    date=begun[0].date_from,
                )
            )
