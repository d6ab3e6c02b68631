"""Runs: what they pay, in which order, and that nothing is paid twice."""

from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RebateCase


@tagged("post_install", "-at_install")
class TestRuns(RebateCase):
    def test_cumulative_quarters_pay_what_the_design_says(self):
        program = self._program()
        self._sell(3000, "2025-02-10")
        first = self._settled(program, 1)
        self._sell(4000, "2025-05-10")
        second = self._settled(program, 2)
        self._sell(20000, "2025-08-10")
        third = self._settled(program, 3)
        paid = [sum(run.line_ids.mapped("to_settle")) for run in (first, second, third)]
        self.assertEqual(paid, [0, 140, 940])
        self.assertEqual(self._rebate(third).settled_before, 140)
        self.assertEqual(self._rebate(third).delta, 800)
        self.assertEqual(third.state, "settled")

    def test_interim_and_final_pay_together_what_was_earned(self):
        program = self._program([(0, 0, 1.0)], settlement_period="year")
        self._sell(6000, "2025-02-10")
        interim = self._settled(program, 1, kind="interim", period_to=date(2025, 6, 30))
        self.assertEqual(self._rebate(interim).to_settle, 60)
        self._sell(102000, "2025-09-10")
        final = self._settled(program, 1)
        self.assertEqual(self._rebate(final).to_settle, 1020)
        again = self._settled(program, 1, kind="adjustment")
        self.assertFalse(sum(again.line_ids.mapped("to_settle")))
        self.assertFalse(again.line_ids.settlement_ids)

    def test_late_document_comes_with_the_next_run_and_changes_no_settled_line(self):
        program = self._program(cumulation_period="quarter")
        self._sell(6000, "2025-02-10")
        first = self._settled(program, 1)
        settled = self._rebate(first)
        before = settled.read(["basis", "earned", "to_settle", "state"])
        self._sell(20000, "2025-03-20")
        second = self._settled(program, 2)
        line = self._rebate(second)
        self.assertEqual(line.to_settle, 26000 * 0.04 - 120)
        self.assertTrue(line.part_ids.late)
        self.assertEqual(settled.read(["basis", "earned", "to_settle", "state"]), before)
        self.assertEqual(self._paid(program), 1040)

    def test_return_of_everything_brings_everything_back(self):
        program = self._program(claw_back="collect")
        self._sell(6000, "2025-02-10")
        self._settled(program, 1)
        self._sell(6000, "2025-04-10", move_type="out_refund")
        second = self._settled(program, 2)
        self.assertEqual(self._rebate(second).to_settle, -120)
        self.assertEqual(self._rebate(second).settlement_ids.move_id.move_type, "out_invoice")
        self.assertEqual(self._paid(program), 0)

    def test_claw_back_that_is_carried_lowers_the_next_run(self):
        program = self._program(cumulation_period="quarter", returns_in="original")
        invoice = self._sell(6000, "2025-02-10")
        self._settled(program, 1)
        refund = invoice._reverse_moves([{"invoice_date": date(2025, 4, 10), "date": date(2025, 4, 10)}])
        refund.action_post()
        second = self._settled(program, 2)
        line = self._rebate(second)
        self.assertEqual((line.to_settle, line.carried, line.state), (0, -120, "carried"))
        self.assertFalse(line.settlement_ids)
        self._sell(10000, "2025-07-10")
        third = self._settled(program, 3)
        self.assertEqual(self._rebate(third).to_settle, 200 - 120)
        self.assertEqual(self._paid(program), 200)

    def test_disputed_line_is_paid_by_a_later_run(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        self._sell(6000, "2025-02-11", dealer=self.hidden)
        run = self._run(program, 1)
        self.dealer.with_user(self.member).check_access("read")
        run.action_review()
        self.dealer.with_user(self.member).dispute_rebate(self._rebate(run).id, "Invoice 7 is missing")
        run._approve()
        run.action_settle()
        self.assertEqual(run.state, "settled")
        self.assertEqual(self._rebate(run).state, "disputed")
        self.assertEqual(self._rebate(run, self.hidden).state, "settled")
        self._rebate(run).with_user(self.officer).action_resolve("It was invoiced in April.")
        again = self._settled(program, 1, kind="adjustment")
        self.assertEqual(self._rebate(again).to_settle, 120)
        self.assertFalse(self._rebate(again, self.hidden).to_settle)

    def test_calculating_again_forgets_no_objection(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        self._sell(6000, "2025-02-11", dealer=self.hidden)
        run = self._run(program, 1)
        run.action_review()
        line = self._rebate(run)
        self.dealer.with_user(self.member).dispute_rebate(line.id, "Invoice 7 is missing")
        self._sell(1000, "2025-03-10")
        run.action_calculate()
        self.assertEqual((line.state, line.to_settle, line.dispute_reason), ("disputed", 140, "Invoice 7 is missing"))
        self.assertEqual(len(run.line_ids), 2)
        self.assertEqual(len(line.part_ids), 1)

    def test_runs_are_unique_and_in_order(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        run = self._run(program, 2)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._run(program, 2)
        self._approved(run)
        with self.assertRaisesRegex(UserError, "approved already"), self.env.cr.savepoint():
            self._run(program, 1)
        run.action_cancel()
        self.assertEqual(sum(self._run(program, 1).line_ids.mapped("to_settle")), 120)

    def test_of_two_calculated_runs_only_one_can_be_approved(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        one = self._run(program, 1, kind="adjustment")
        other = self._run(program, 1, kind="adjustment")
        self._approved(one)
        other.action_review()
        with self.assertRaisesRegex(UserError, "Calculate it again"):
            other._approve()
        other.action_calculate()
        self.assertFalse(sum(other.line_ids.mapped("to_settle")))

    def test_days_must_be_those_of_a_period(self):
        program = self._program()
        with self.assertRaises(ValidationError):
            self.env["dealer.rebate.run"].create(
                {"program_id": program.id, "period_from": date(2025, 1, 2), "period_to": date(2025, 3, 31)}
            )

    def test_nobody_writes_what_the_verbs_set(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        run = self._run(program, 1).with_user(self.officer)
        with self.assertRaises(UserError):
            run.write({"state": "approved"})
        with self.assertRaises(AccessError):
            self._rebate(run).write({"to_settle": 1e6})
        with self.assertRaises(UserError):
            run.write({"line_ids": [(1, self._rebate(run).id, {"to_settle": 1e6})]})
        with self.assertRaises(AccessError):
            self.env["dealer.rebate.line.part"].with_user(self.officer).create({"line_id": run.line_ids[0].id})
        with self.assertRaises(UserError):
            run.action_settle()

    def test_officer_of_another_region_settles_nothing(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        run = self._run(program, 1)
        domain = [("run_id", "=", run.id)]
        self.assertFalse(self.env["dealer.rebate.line"].with_user(self.stranger).search(domain))
        for verb in ("action_calculate", "action_review"):
            with self.assertRaises(AccessError):
                getattr(run.with_user(self.stranger), verb)()
        with self.assertRaises(AccessError):
            run.with_user(self.clerk).action_calculate()
        self.assertEqual(run.with_user(self.officer).to_settle_sum, 120)
        self.assertEqual(run.with_user(self.stranger).to_settle_sum, 0)

    def test_approval_is_asked_of_the_channel_management(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        run = self._run(program, 1).with_user(self.officer)
        with self.assertRaises(UserError):
            run.action_request_approval()
        run.action_review()
        run.action_request_approval("please")
        with self.assertRaises(UserError):
            run.action_approve()
        run.with_user(self.manager).action_approve("fine")
        self.assertEqual(run.state, "approved")
        run.action_settle()
        run.action_settle()
        self.assertEqual(run.state, "settled")
        self.assertEqual(len(run.line_ids.settlement_ids), 1)

    def test_best_of_a_group_is_paid_alone(self):
        best = {"combination": "best", "combination_group": "A"}
        small = self._program([(0, 0, 1.0)], code="SMALL", **best)
        large = self._program([(5000, 0, 3.0)], code="LARGE", **best)
        self._sell(4000, "2025-02-10")
        self.assertEqual(self._rebate(self._settled(small, 1)).to_settle, 40)
        self.assertFalse(self._rebate(self._settled(large, 1)).to_settle)
        self._sell(4000, "2025-04-10")
        self.assertEqual(self._rebate(self._settled(large, 2)).to_settle, 240)
        self.assertEqual(self._rebate(self._settled(small, 2)).carried, -40)

    def test_overdue_amounts_withhold_but_do_not_forfeit(self):
        program = self._program(no_overdue=True)
        invoice = self._sell(6000, "2025-02-10", invoice_date_due="2025-03-10")
        run = self._settled(program, 1)
        self.assertEqual((self._rebate(run).to_settle, self._rebate(run).carried), (0, 120))
        self.assertIn("overdue", self._rebate(run).arithmetic)
        self._pay(invoice, "2025-05-01")
        self.assertEqual(self._rebate(self._settled(program, 2)).to_settle, 120)

    def test_sentence_names_the_band_and_the_amounts(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        sentence = self._rebate(self._run(program, 1)).arithmetic
        for word in ("6,000.00", "2 %", "120.00"):
            self.assertIn(word, sentence)

    def test_drill_down_sums_up_to_the_basis(self):
        program = self._program()
        for day in range(1, 8):
            self._sell(1000.5, f"2025-02-{day:02}")
        line = self._rebate(self._run(program, 1))
        documents = line._documents(0, 5) + line._documents(5, 5)
        self.assertEqual(len(documents), 7)
        self.assertAlmostEqual(sum(row["amount"] for row in documents), line.basis, 2)
        action = line.with_user(self.clerk).action_open_documents()
        self.assertEqual(len(self.env[action["res_model"]].search(action["domain"])), 7)

    def test_job_drafts_the_runs_of_periods_that_are_over(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        with self._no_commit():
            self.env["dealer.rebate.run"]._cron_draft_runs()
            self.env["dealer.rebate.run"]._cron_draft_runs()
        runs = program.run_ids.sorted("period_from")
        self.assertEqual(runs.mapped("state"), ["calculated"] * len(runs))
        self.assertEqual(runs[0].period_to + timedelta(days=1), runs[1].period_from)
