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
