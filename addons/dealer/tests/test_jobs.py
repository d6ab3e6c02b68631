import logging
from unittest.mock import patch

import psycopg2

from odoo.exceptions import ConcurrencyError, LockError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DealerCommon

REASON = "No account"
LOGGER = "odoo.addons.dealer.models.ir_cron"


@tagged("post_install", "-at_install")
class TestJobs(DealerCommon):
    """What a job cannot do for one record holds up no other, is undone, and is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealers = cls.dealer_east + cls.dealer_west
        cls.commits = []

    def _do_each(self, act, left=60.0, records=None):
        """Run a job that does ``act``; return those it could not do."""
        self.commits = []

        def commit(cron, processed=0, **kwargs):
            self.commits.append((processed, kwargs))
            return left

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit):
            return self.env["ir.cron"]._do_each(records or self.dealers, act, "Test")

    def test_a_refusal_is_undone_and_told_and_the_rest_goes_on(self):
        def act(dealer):
            dealer.code = f"J-{dealer.id}"
            if dealer == self.dealers[0]:
                raise UserError(REASON)

        before = self.dealers[0].code
        self.assertEqual(self._do_each(act), [self.dealers[0]])
        self.assertEqual(self.dealers.mapped("code"), [before, f"J-{self.dealers[1].id}"])
        self.assertIn("Test: No account", self.dealers[0].message_ids[0].body)
        self.assertEqual(self.commits, [(0, {"remaining": 2}), (1, {}), (1, {})])

    def test_an_error_of_the_program_is_logged_and_the_rest_goes_on(self):
        done = []
        with self.assertLogs(LOGGER, logging.ERROR) as log:
            failed = self._do_each(lambda dealer: done.append(dealer.id // (dealer != self.dealers[0])))
        self.assertEqual((failed, done), ([self.dealers[0]], [self.dealers[1].id]))
        self.assertIn("ZeroDivisionError", log.output[0])
        self.assertIn("ZeroDivisionError", self.dealers[0].message_ids[0].body)

    def test_an_error_of_the_database_leaves_the_transaction_usable(self):
        def act(dealer):
            if dealer == self.dealers[0]:
                self.env.cr.execute("SELECT 1 / 0")
            dealer.code = "J-DB"

        with self.assertLogs(LOGGER, logging.ERROR), mute_logger("odoo.sql_db"):
            self._do_each(act)
        self.assertEqual(self.dealers[1].code, "J-DB")

    def test_who_comes_second_waits_for_the_next_round_without_a_word(self):
        for error in (psycopg2.errors.SerializationFailure, ConcurrencyError, LockError):

            def act(dealer, error=error):
                if dealer == self.dealers[0]:
                    raise error("somebody was quicker")

            said = self.dealers[0].message_ids
            with self.subTest(error=error), self.assertNoLogs(LOGGER, logging.ERROR):
                self.assertEqual(self._do_each(act), [self.dealers[0]])
                self.assertEqual(self.dealers[0].message_ids, said)

    def test_it_stops_when_its_time_is_over(self):
        done = []
        self._do_each(done.append, left=0.0)
        self.assertEqual(done, [self.dealers[0]])

    def test_a_record_that_is_gone_is_only_logged(self):
        tag = self.env["dealer.tag"].create({"name": "Gone"})

        def act(record):
            raise UserError(REASON)

        tag_id = tag.id
        tag.unlink()
        self.assertEqual(self._do_each(act, records=self.env["dealer.tag"].browse([tag_id])).pop().id, tag_id)
