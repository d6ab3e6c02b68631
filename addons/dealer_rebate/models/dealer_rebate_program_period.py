from odoo import models

from ..engine.period import period_of, periods


class DealerRebateProgram(models.Model):
    """Periods of a program."""

    _inherit = "dealer.rebate.program"

    def _settlement_period_of(self, day):
        """Return (first day, last day) of the settlement period that ``day`` lies in."""
        self.ensure_one()
        return period_of(self.settlement_period, day, self.date_from, self.date_to)

    def _cumulation_period_of(self, day):
        """Return (first day, last day) of the period of cumulation that ``day`` lies in."""
        self.ensure_one()
        return period_of(self.cumulation_period, day, self.date_from, self.date_to)

    def _settlement_periods(self):
        """Return the list of all (first day, last day) that are settled, in order."""
        self.ensure_one()
        return periods(self.settlement_period, self.date_from, self.date_to)

    def _cumulation_periods(self):
        """Return the list of all (first day, last day) over which the volume adds up, in order."""
        self.ensure_one()
        return periods(self.cumulation_period, self.date_from, self.date_to)

    def _next_unsettled_period(self):
        """Return (first day, last day) of the first settlement period without a final run; the last one if all have."""
        self.ensure_one()
        runs = self.env["dealer.rebate.run"].search(
            [("program_id", "=", self.id), ("kind", "=", "final"), ("state", "!=", "cancelled")]
        )
        taken = set(runs.mapped("period_from"))
        days = self._settlement_periods()
        return next((period for period in days if period[0] not in taken), days[-1])

    def _has_final_run(self, days):
        domain = [
            ("program_id", "=", self.id),
            ("kind", "=", "final"),
            ("period_from", "=", days[0]),
            ("state", "!=", "cancelled"),
        ]
        return bool(self.env["dealer.rebate.run"].search_count(domain, limit=1))
