"""What a dealer sees of its rebates."""

import json
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import RebateCase


@tagged("post_install", "-at_install")
class TestDealer(RebateCase):
    def test_progress_says_how_much_more_by_when(self):
        program = self._program()
        self._sell(7000, "2025-02-10")
        with freeze_time("2025-03-01"):
            rows = self.dealer.with_user(self.member).rebate_progress()
        self.assertEqual(len(rows), 1)
        row = rows[0]
        self.assertEqual(row["program_id"], program.id)
        wanted = {"basis": 7000, "earned": 140, "rate_now": 2, "next_from": 25000, "missing": 18000, "next_rate": 4}
        self.assertEqual({name: row[name] for name in wanted}, wanted)
        self.assertEqual((row["period_to"], row["days_left"]), ("2025-12-31", 305))
        self.assertNotIn(None, json.loads(json.dumps(row)).values())

    def test_status_tells_reviewed_runs_only(self):
        program = self._program()
        self._sell(7000, "2025-02-10")
        run = self._run(program, 1)
        self.assertFalse(self.dealer.with_user(self.member).rebate_status())
        run.action_review()
        (row,) = self.dealer.with_user(self.member).rebate_status()
        self.assertEqual((row["to_settle"], row["state"], row["can_dispute"]), (140, "open", True))
        run._approve()
        run.action_settle()
        (row,) = self.dealer.with_user(self.member).rebate_status()
        self.assertEqual((row["state"], row["can_dispute"]), ("settled", False))
        self.assertTrue(row["document"])
        self.assertNotIn(None, row.values())
        (document,) = self.dealer.with_user(self.member).rebate_documents(row["line_id"])
        self.assertEqual(document["amount"], 7000)

    def test_status_of_many_rebates_asks_the_database_no_more_often(self):
        program = self._program(settlement_period="month")
        self._sell(7000, "2025-01-10")
        counts = []
        for month in range(1, 9):
            first, last = program._settlement_periods()[month - 1]
            run = self.env["dealer.rebate.run"].create(
                {"program_id": program.id, "period_from": first, "period_to": last}
            )
            run.action_calculate()
            run.action_review()
            if month in (2, 8):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.assertEqual(len(self.dealer.with_user(self.member).rebate_status()), month)
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
        self.assertLess(counts[1], 40)

    def test_only_money_people_of_the_dealer_itself_see_it(self):
        program = self._program()
        self._sell(7000, "2025-02-10", dealer=self.hidden)
        run = self._run(program, 1)
        run.action_review()
        foreign = run.line_ids
        for user, dealer in ((self.buyer, self.dealer), (self.member, self.hidden), (self.clerk, self.hidden)):
            for call in (
                lambda dealer: dealer.rebate_progress(),
                lambda dealer: dealer.rebate_status(),
                lambda dealer: dealer.dispute_rebate(foreign.id, "mine"),
                lambda dealer: dealer.rebate_documents(foreign.id),
            ):
                with self.assertRaises(AccessError):
                    call(dealer.with_user(user))
        with self.assertRaises(UserError):
            self.dealer.with_user(self.member).dispute_rebate(foreign.id, "mine")
        with self.assertRaises(AccessError):
            foreign.with_user(self.member).read(["to_settle"])
        with self.assertRaises(AccessError):
            foreign.with_user(self.clerk).action_open_documents()
        self.assertEqual(foreign.state, "open")

    def test_objection_needs_a_reason_and_comes_in_time(self):
        program = self._program()
        self._sell(7000, "2025-02-10")
        run = self._run(program, 1)
        run.action_review()
        line = run.line_ids
        dealer = self.dealer.with_user(self.member)
        for reason in ("", "  ", None, 7):
            with self.assertRaises(UserError):
                dealer.dispute_rebate(line.id, reason)
        self.dealer.user_id = self.clerk
        dealer.dispute_rebate(line.id, "One invoice is missing")
        self.assertEqual(line.activity_ids.user_id, self.clerk)
        self.assertFalse(run.activity_ids)
        self.assertEqual(line.state, "disputed")
        with self.assertRaises(AccessError):
            line.with_user(self.clerk).action_resolve("no")
        line.with_user(self.officer).action_resolve("It is there: page 2.")
        self.assertEqual((line.state, line.dispute_answer), ("open", "It is there: page 2."))
        run._approve()
        with self.assertRaisesRegex(UserError, "can no longer be disputed"):
            dealer.dispute_rebate(line.id, "Too late")

    def test_target_achievement_is_told(self):
        program = self._program(
            [(60, 100, 4.0), (100, 0, 6.0)],
            activate=False,
            comparison="target",
            method="target_split",
            target_ids=[
                (
                    0,
                    0,
                    {
                        "dealer_id": self.dealer.id,
                        "date_from": date(2025, 1, 1),
                        "date_to": date(2025, 12, 31),
                        "value": 10000,
                    },
                )
            ],
        )
        program.action_activate()
        self._sell(7000, "2025-02-10")
        with freeze_time("2025-03-01"):
            (row,) = self.dealer.with_user(self.member).rebate_progress()
        self.assertEqual((row["target"], round(row["achievement_percent"]), row["earned"]), (10000, 70, 280))

    def test_who_was_a_member_sees_nothing_whatever_the_context_says(self):
        self.member.dealer_member_ids.active = False
        for context in ({}, {"active_test": False}):
            with self.assertRaises(AccessError):
                self.dealer.with_user(self.member).with_context(**context).rebate_status()
