from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..engine.period import period_of


class DealerRebateTarget(models.Model):
    """What one dealer is to reach in one period of cumulation."""

    _name = "dealer.rebate.target"
    _description = "Rebate Target"
    _inherit = ["dealer.scope.mixin", "dealer.rebate.part.mixin"]
    _order = "program_id, date_from, dealer_id, id"
    _check_company_auto = True

    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True, precompute=True)
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", required=True)
    value = fields.Float(string="Target", digits=(16, 4), required=True, help="In the program's currency or unit.")

    _value_positive = models.Constraint("CHECK(value > 0)", "A target is greater than zero.")
    _dates_in_order = models.Constraint("CHECK(date_to >= date_from)", "The last day lies before the first one.")
    _dealer_period_unique = models.UniqueIndex(
        "(program_id, dealer_id, date_from)", "The dealer already has a target for this period of the program."
    )

    @api.constrains("program_id", "date_from", "date_to")
    def _check_days(self):
        """A target that lies in no period of cumulation would be found by none: nobody would miss it."""
        for target in self:
            program = target.program_id
            first, last = target._period()
            if (
                target.date_from < first
                or target.date_to > last
                or target.date_from > program.date_to
                or target.date_to < program.date_from
            ):
                raise ValidationError(
                    self.env._(
                        "The target of %(dealer)s from %(from)s until %(until)s lies in no period of %(program)s: it must"
                        " lie within %(first)s – %(last)s.",
                        **{
                            "from": format_date(self.env, target.date_from),
                            "until": format_date(self.env, target.date_to),
                        },
                        dealer=target.dealer_id.name,
                        program=program.display_name,
                        first=format_date(self.env, first),
                        last=format_date(self.env, last),
                    )
                )

    def _period(self):
        """Return (first, last day) of the period of cumulation that one target is for; where the program begins within a
        calendar period, that of the calendar."""
        program = self.program_id
        if program.cumulation_period == "program":
            return program.date_from, program.date_to
        day = min(max(self.date_from, program.date_from), program.date_to)
        return period_of(program.cumulation_period, day, date.min, date.max)

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"company_id"}
