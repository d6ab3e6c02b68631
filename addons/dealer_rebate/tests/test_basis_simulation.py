"""What a program would have cost."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .basis_common import RebateBasisCase


@tagged("post_install", "-at_install")
class TestBasisSimulation(RebateBasisCase):
    def test_runs_of_last_year(self):
        """Golden vector (a), from documents."""
        program = self._program(
            settlement_period="month", cumulation_period="year", bands=[(5000, 25000, 2), (25000, 0, 4)]
        )
        for amount, day in ((3000, "2025-01-31"), (4000, "2025-02-01"), (20000, "2025-03-05")):
            self._bill(amount, day)
        trial = self.basis._simulate(program, date(2025, 1, 1), date(2025, 3, 31))[self.dealer.id]
        self.assertEqual([settlement.to_settle for _period, _outcome, settlement in trial.runs], [0, 140, 940])
        self.assertEqual((trial.earned, trial.settled), (1080, 1080))

    def test_a_target_counts_for_the_same_days_of_last_year(self):
        program = self._program(comparison="target", bands=[(100, 0, 5)])
        program.target_ids = [
            Command.create(
                {"dealer_id": self.dealer.id, "date_from": "2026-01-01", "date_to": "2026-03-31", "value": 1000}
            )
        ]
        self._bill(1200, "2025-02-28")
        trials = self.basis._simulate(program, date(2025, 1, 1), date(2025, 12, 31))
        self.assertEqual(trials[self.dealer.id].settled, 60)

    def test_one_query_a_period(self):
        program = self._program(settlement_period="month")
        self._bill(100, "2025-05-05")
        self.basis._simulate(program, date(2025, 1, 1), date(2025, 12, 31))
        with self.assertQueryCount(12):
            self.basis._simulate(program, date(2025, 1, 1), date(2025, 12, 31))
