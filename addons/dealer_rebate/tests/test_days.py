"""Jobs of rebates go by the day of the company, not by UTC nor by who asks."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import RebateCase

LAST_EVENING = "2025-04-01 05:00:00"  # in Los Angeles the quarter is not over, in Shanghai it is
NEXT_MORNING = "2025-04-01 07:01:00"  # a minute past midnight in Los Angeles, at summer time


@tagged("post_install", "-at_install")
class TestDays(RebateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "America/Los_Angeles"
        cls.program = cls._program(accrual_account_id=cls.accrual_account.id)
        cls._sell(6000, "2025-02-10")
        cls._sell(1000, "2025-03-30")

    def _after_jobs(self, moment):
        """Return (runs, days of accrual) after the nightly jobs have run at ``moment`` (UTC), whatever the zone of their user."""
        for zone in ("UTC", "Asia/Shanghai"):
            with freeze_time(moment), self._no_commit():
                self.env["dealer.rebate.run"].with_context(tz=zone)._cron_draft_runs()
                self.program.with_context(tz=zone)._cron_accrue()
        return len(self.program.run_ids), self.program.accrual_ids.mapped("date")

    def test_a_period_is_over_when_it_is_over_where_the_company_is(self):
        self.assertEqual(self._after_jobs(LAST_EVENING), (0, [date(2025, 2, 28)]))
        self.assertEqual(self.program.accrual_ids.mapped("amount"), [120])
        self._sell(500, "2025-03-31")
        self.assertEqual(self._after_jobs(NEXT_MORNING), (1, [date(2025, 2, 28), date(2025, 3, 31)]))
        self.assertEqual(self.program.run_ids.line_ids.mapped("basis"), [7500])

    def test_a_run_is_settled_on_the_day_of_the_company(self):
        run = self._approved(self._run(self.program, 1))
        with freeze_time(LAST_EVENING):
            run.with_context(tz="Asia/Shanghai").action_settle()
        self.assertEqual(run.settle_date, date(2025, 3, 31))
