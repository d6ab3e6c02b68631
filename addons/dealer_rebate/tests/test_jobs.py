"""Jobs of rebates: a program or run that fails holds up no other, and says why."""

from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RebateCase

REASON = "No such account"
JOB_LOG = "odoo.addons.dealer.models.ir_cron"


@tagged("post_install", "-at_install")
class TestJobs(RebateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programs = cls.env["dealer.rebate.program"].union(
            *(cls._program(code=code, accrual_account_id=cls.accrual_account.id) for code in ("BAD", "BROKEN", "SOUND"))
        )
        cls._sell(6000, "2025-02-10")

    def _failing(self, name):
        """Return a patch by which method ``name`` is refused for the first program, and breaks for the second."""
        original, (refused, broken, _sound) = getattr(type(self.programs), name), self.programs.ids

        def method(program, *args):
            if program.id == refused:
                raise UserError(REASON)
            return 1 / 0 if program.id == broken else original(program, *args)

        return patch.object(type(self.programs), name, method)

    def _assert_told(self, job):
        bad, broken, sound = self.programs
        self.assertEqual(bad.job_error, f"{job}: No such account")
        self.assertIn("ZeroDivisionError", broken.job_error)
        self.assertFalse(sound.job_error)
        self.assertIn("No such account", bad.message_ids[0].body)

    def test_accrual(self):
        with self._failing("_accrual_differences"), self._no_commit(), self.assertLogs(JOB_LOG, "ERROR"):
            self.env["dealer.rebate.program"]._cron_accrue()
        self._assert_told("Accrual")
        self.assertEqual([sum(program.accrual_ids.mapped("amount")) for program in self.programs], [0, 0, 120])
        with self._no_commit():
            self.env["dealer.rebate.run"]._cron_draft_runs()
            self.assertTrue(self.programs[0].job_error, "another job that succeeds does not wipe it out")
            self.env["dealer.rebate.program"]._cron_accrue()
        self.assertEqual(self.programs.mapped("job_error"), [False] * 3)
        self.assertEqual([sum(program.accrual_ids.mapped("amount")) for program in self.programs], [120] * 3)

    def test_calculation(self):
        with self._failing("_earned_best"), self._no_commit(), self.assertLogs(JOB_LOG, "ERROR"):
            self.env["dealer.rebate.run"]._cron_draft_runs()
        self._assert_told("Calculation")
        self.assertEqual([len(program.run_ids) for program in self.programs], [0, 0, 1])

    def test_settlement(self):
        runs = self.env["dealer.rebate.run"].union(*(self._approved(self._run(program)) for program in self.programs))
        original = type(runs)._settle_next
        with patch.object(type(runs), "_settle_next", lambda run: 0):
            runs.action_settle()

        def settle_next(run):
            if run.id == runs[0].id:
                raise psycopg2.errors.SerializationFailure("somebody was quicker")
            return 1 / 0 if run.id == runs[1].id else original(run)

        with patch.object(type(runs), "_settle_next", settle_next), self.assertLogs(JOB_LOG, "ERROR"):
            self._finish(runs)
        self.assertEqual(runs.mapped("state"), ["settling", "settling", "settled"])
        self.assertIn("ZeroDivisionError", runs[1].message_ids[0].body)
        self._finish(runs)
        self.assertEqual(runs.mapped("state"), ["settled"] * 3)
        self.assertEqual([self._paid(program) for program in self.programs], [120] * 3)
