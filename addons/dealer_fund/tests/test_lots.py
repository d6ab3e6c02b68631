import datetime
import io
from unittest.mock import patch

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from odoo.addons.dealer.models.by_verb import ByVerb

from .common import FundCase

REASON = "cannot"
JOB_LOG = "odoo.addons.dealer.models.ir_cron"


@tagged("post_install", "-at_install")
class TestLots(FundCase):
    """What expires first is used first; what has expired is not used at all."""

    def _pay(self, amount):
        invoice = self._invoice(self.dealer, amount, date=Date.today())
        return self.fund.with_user(self.finance).apply(invoice.id, amount)

    def _hold(self, amount):
        return self.env["dealer.fund.hold"]._place_upto(self.fund, amount, origin="Test")

    def test_what_expires_first_is_used_first(self):
        self._add(self.fund, 100.0, days=9)
        self._add(self.fund, 50.0, days=3, expires=20)
        self._add(self.fund, 30.0, days=1, expires=5)
        self._pay(60.0)
        self.assertEqual(self._left(self.fund), [20.0, 100.0])

    def test_the_last_day_counts(self):
        self._add(self.fund, 30.0, expires=0)
        self._pay(30.0)
        self.assertEqual(self._figures(self.fund), (0.0, 0.0, 0.0))

    def test_expired_lots_cannot_be_used(self):
        self._add(self.fund, 40.0, days=9, expires=-1)
        self._add(self.fund, 10.0)
        self.assertEqual(self._figures(self.fund), (50.0, 0.0, 10.0))
        with self.assertRaisesRegex(UserError, "20.00 is missing"):
            self._pay(30.0)

    def test_what_was_held_in_time_stays_usable(self):
        self._add(self.fund, 40.0, days=9, expires=0)
        hold = self._hold(30.0)
        hold.sudo().write({"date": Date.subtract(Date.today(), days=1), "state": ByVerb("live")})
        self.fund.lot_ids.move_line_id.date_maturity = Date.subtract(Date.today(), days=1)
        self.assertEqual(self._figures(self.fund), (40.0, 30.0, 0.0))
        self.assertEqual(self.fund.expired, 10.0)
        self.fund.with_user(self.finance).action_write_off()
        self.assertEqual(self._figures(self.fund), (30.0, 30.0, 0.0))
        hold._use(30.0)
        invoice = self._invoice(self.dealer, 30.0, date=Date.today())
        self.fund._apply(invoice, 30.0, day=hold.date)
        self.assertEqual(self._figures(self.fund), (0.0, 0.0, 0.0))
        self.assertEqual(self._left(self.fund), [])

    def test_writing_off(self):
        self._add(self.fund, 40.0, days=9, expires=-2)
        self._add(self.fund, 25.0, days=9, expires=-1)
        self._add(self.fund, 10.0)
        (result,) = self.fund.with_user(self.finance).action_write_off()
        move = self.env["account.move"].browse(result["move_id"])
        income = move.line_ids.filtered(lambda line: line.account_id == self.fund_type.income_account_id)
        self.assertEqual(income.credit, 65.0)
        self.assertEqual(self._left(self.fund), [10.0])
        self.assertEqual(self._figures(self.fund), (10.0, 0.0, 10.0))
        self.assertEqual(self.fund.with_user(self.finance).action_write_off(), [])
        with self.assertRaisesRegex(UserError, "expired lots and stays"):
            move.button_draft()

    def test_a_use_that_waits_for_the_job_loses_no_lot(self):
        self._add(self.fund, 100.0, days=9, expires=-1)
        invoice = self._invoice(self.dealer, 60.0, date=Date.today())
        with patch.object(type(self.fund), "_may_match", lambda fund: False):
            self.fund._apply(invoice, 60.0, day=Date.subtract(Date.today(), days=2))
        (result,) = self.fund.with_user(self.finance).action_write_off()
        written_off = self.env["account.move"].browse(result["move_id"])
        self.assertEqual(sum(written_off.line_ids.mapped("credit")), 40.0)
        self.fund._allocate()
        self.assertEqual(self._left(self.fund), [])
        self.assertEqual(self._figures(self.fund), (0.0, 0.0, 0.0))

    def test_what_moved_a_fund_cannot_be_taken_away(self):
        move = self._add(self.fund, 40.0)
        for vals in ({"fund_kind": False}, {"fund_kind": "expiry"}, {"fund_origin": "Mine"}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "kept by the funds"):
                move.write(vals)
        self.assertEqual(move.fund_kind, "deposit")

    def test_by_night(self):
        self._add(self.fund, 40.0, days=9, expires=-2)
        with self._no_commit():
            self.env["dealer.fund"]._cron_expire()
            self.assertEqual(self._figures(self.fund)[0], 40.0, "finance decides")
            self.fund_type.write_off = "automatic"
            self.env["dealer.fund"]._cron_expire()
        self.assertEqual(self._figures(self.fund)[0], 0.0)

    def test_the_last_day_ends_where_the_company_is(self):
        """Neither the caller's time zone nor the server's makes a lot last longer, or shorter."""
        self.company.partner_id.tz = "America/New_York"
        self.finance.tz = "Asia/Shanghai"
        with freeze_time("2026-03-10 12:00:00"):
            self._add(self.fund, 40.0, expires=0)
            self.fund_type.write_off = "automatic"
        zones = ("Pacific/Pago_Pago", "Pacific/Kiritimati", "UTC", False)
        for moment, usable in (("2026-03-11 03:59:00", 40.0), ("2026-03-11 04:01:00", 0.0)):
            for zone in zones:
                with freeze_time(moment), self.subTest(moment=moment, zone=zone):
                    self.env.invalidate_all()
                    fund = self.fund.with_user(self.finance).with_context(tz=zone)
                    self.assertEqual((fund.available, fund.has_expired), (usable, not usable))
                    self.assertEqual(fund.lot_ids.is_expired, not usable)
                    self.assertEqual(bool(fund.search([("has_expired", "=", True), ("id", "=", fund.id)])), not usable)
        with (
            freeze_time("2026-03-11 03:59:00"),
            self._no_commit(),
        ):
            invoice = self._invoice(self.dealer, 15.0, date="2026-03-10")
            self.fund.with_user(self.finance).apply(invoice.id, 15.0)
            self.env["dealer.fund"]._cron_expire()
            self.assertEqual(self._figures(self.fund), (25.0, 0.0, 25.0), "a part of it, on its last evening")
        with freeze_time("2026-03-11 04:01:00"):
            invoice = self._invoice(self.dealer, 15.0, date="2026-03-10")
            with self.assertRaisesRegex(UserError, "15.00 is missing"), self.env.cr.savepoint():
                self.fund.with_user(self.finance).with_context(tz="Pacific/Pago_Pago").apply(invoice.id, 15.0)

    def test_by_night_what_is_reserved_stays(self):
        self.fund_type.write_off = "automatic"
        today = Date.today()
        self._add(self.fund, 40.0, days=9, expires=0)
        hold = self._hold(30.0)
        with (
            freeze_time(Date.add(today, days=2)),
            self._no_commit(),
        ):
            self.env["dealer.fund"]._cron_expire()
            self.assertEqual(self._figures(self.fund), (30.0, 30.0, 0.0))
            invoice = self._invoice(self.dealer, 30.0, date=today)
            hold._use(30.0)
            self.fund._apply(invoice, 30.0, day=hold.date)
            self.assertEqual((invoice.amount_residual, self._figures(self.fund)), (0.0, (0.0, 0.0, 0.0)))

    def test_by_night_a_fund_that_fails_holds_up_no_other(self):
        """One type lost its account for expired lots, one fund meets an error: both say why, the third is written off."""
        types = [self._fund_type(code, write_off="automatic") for code in ("NO-ACCOUNT", "BROKEN", "SOUND")]
        bad, broken, sound = (self._fund(fund_type, amount=40.0, days=9, expires=-2) for fund_type in types)
        self.env.cr.execute("UPDATE dealer_fund_type SET income_account_id = NULL WHERE id = %s", (types[0].id,))
        self.env.invalidate_all()
        original = type(bad)._write_off_lots

        def write_off(fund, lots):
            return 1 / 0 if fund.id == broken.id else original(fund, lots)

        funds = self.env["dealer.fund"]
        with self._no_commit():
            with patch.object(type(bad), "_write_off_lots", write_off), self.assertLogs(JOB_LOG, "ERROR"):
                funds._cron_expire()
            self.assertEqual([self._figures(fund)[0] for fund in (bad, broken, sound)], [40.0, 40.0, 0.0])
            self.assertIn("name the account", bad.job_error)
            self.assertIn("ZeroDivisionError", broken.job_error)
            self.assertEqual(
                (bad + broken + sound).with_user(self.finance).search([("job_error", "!=", False)]), bad + broken
            )
            said = bad.message_ids
            funds._cron_expire()
            self.assertEqual((bad.message_ids, broken.job_error), (said, False), "told once; what is done is wiped out")
        self.assertEqual(self._figures(broken)[0], 0.0)

    def test_matching_that_fails_holds_up_no_other(self):
        other = self._fund(dealer=self._dealer("Gamma", self.unit))
        with patch.object(type(self.fund), "_may_match", lambda fund: False):
            for fund in (self.fund, other):
                self._add(fund, 5.0)
                fund._withdraw(5.0, self.fund_type.counterpart_account_id, memo="Out", date=Date.today())
        original = type(other)._match

        def match(fund, use, lots):
            if fund.id == min(self.fund.id, other.id):
                raise UserError(REASON)
            return original(fund, use, lots)

        with (
            patch.object(type(other), "_match", match),
            self._no_commit(),
        ):
            self.env["dealer.fund"]._cron_allocate()
        failed, done = sorted(self.fund + other, key=lambda fund: fund.id)
        self.assertEqual((self._left(failed), self._left(done)), ([5.0], []))
        self.assertIn("cannot", failed.job_error)

    def test_lots_expire_as_the_type_says(self):
        self.fund_type.expiry_months = 6
        self._add(self.fund, 40.0)
        self.assertEqual(self.fund.lot_ids.expires_on, Date.add(Date.today(), months=6))

    def test_giving_back_restores_the_lots(self):
        self._add(self.fund, 30.0, days=3, expires=20)
        self._add(self.fund, 50.0, days=3)
        result = self._pay(60.0)
        use = self.env["account.move"].browse(result["move_id"])
        item, owed = self.fund._split_items(use)
        owed.remove_move_reconcile()
        self.fund._give_back(item, 40.0, counterpart_items=owed, memo="Return", origin="R")
        self.assertEqual(self._left(self.fund), [10.0, 50.0])
        self.assertEqual(self._figures(self.fund), (60.0, 0.0, 60.0))

    def test_a_hold_takes_no_more_than_there_is(self):
        self._add(self.fund, 50.0)
        self.assertEqual([self._hold(30.0).amount, self._hold(30.0).amount], [30.0, 20.0])
        self.assertFalse(self._hold(1.0))
        self.assertEqual(self._figures(self.fund), (50.0, 50.0, 0.0))

    def test_holds_cannot_be_forged(self):
        self._add(self.fund, 50.0)
        hold = self._hold(30.0)
        for call in (
            lambda: hold.write({"amount": 0.0}),
            lambda: hold.write({"state": "released"}),
            lambda: hold.create(
                {"fund_id": self.fund.id, "amount": 1, "reserved": 1, "date": Date.today(), "state": "live"}
            ),
            lambda: hold.unlink(),
        ):
            with self.assertRaises(UserError):
                call()

    def test_another_currency(self):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        currency.active = True
        currency.rate_ids.unlink()
        for day, rate in (("2020-01-01", 2.0), (Date.to_string(Date.today()), 4.0)):
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "company_id": self.company.id, "name": day, "rate": rate}
            )
        fund = self._fund(currency=currency)
        self._add(fund, 100.0, days=5)
        invoice = self._invoice(self.dealer, 20.0, date=Date.today())
        fund.with_user(self.finance).apply(invoice.id, 60.0)
        self.assertEqual(invoice.amount_residual, 5.0, "60 at 4 for 1")
        self.assertEqual(self._figures(fund), (40.0, 0.0, 40.0))
        self.assertEqual(self._left(fund), [40.0])

    def test_the_statement_closes_with_the_ledger(self):
        self._add(self.fund, 30.0, days=40)
        self._add(self.fund, 50.0, days=3)
        self._pay(60.0)
        today = Date.today()
        statement = self.fund.with_user(self.finance).statement(
            Date.to_string(Date.subtract(today, days=10)), Date.to_string(today)
        )
        self.assertEqual((statement["opening"], statement["closing"]), (30.0, 20.0))
        self.assertEqual(
            [(line["kind"], line["amount"], line["balance"]) for line in statement["lines"]],
            [("deposit", 50.0, 80.0), ("application", -60.0, 20.0)],
        )
        self.assertEqual(statement["closing"], self._ledger(self.fund))

    def test_the_statement_on_paper(self):
        for number in range(60):
            self._add(self.fund, 10.0 + number, days=60 - number, memo=f"返利 {number}")
        wizard = (
            self.env["dealer.fund.print"]
            .with_user(self.clerk)
            .create({"fund_id": self.fund.id, "date_from": "2020-01-01"})
        )
        wizard.action_draw()
        reader = PdfReader(io.BytesIO(wizard._draw(self.fund.statement("2020-01-01", Date.to_string(Date.today())))))
        self.assertGreater(len(reader.pages), 1)
        self.assertIn("2,370.00", reader.pages[-1].extract_text(), "the closing balance")
        with self.assertRaises(AccessError):
            wizard.with_user(self._staff("far", "dealer.role_finance", "unit", self.foreign)).action_draw()

    def test_two_funds_are_not_matched(self):
        other = self._fund(dealer=self._dealer("Gamma", self.unit), amount=20.0)
        self._add(self.fund, 5.0)
        with patch.object(type(self.fund), "_may_match", lambda fund: False):
            use = self.fund._withdraw(5.0, self.fund_type.counterpart_account_id, memo="Out", date=Date.today())
        own, _counterpart = self.fund._split_items(use)
        with self.assertRaisesRegex(UserError, "two funds"):
            (own + other.lot_ids.move_line_id).reconcile()

    def test_deposits_of_many_dealers_at_once(self):
        dealers = self.env["dealer.dealer"].union(*(self._dealer(f"D{n}", self.unit) for n in range(20)))
        funds = self.env["dealer.fund"]._of_dealers(dealers, self.fund_type)
        rows = [
            {
                "fund": fund,
                "amount": 10.0 + number,
                "counterpart": self.fund_type.counterpart_account_id,
                "date": datetime.date.today(),
                "memo": "Rebate",
                "origin": "RUN",
                "kind": "rebate",
            }
            for number, fund in enumerate(funds.values())
        ]
        moves = self.env["dealer.fund"]._deposit_many(rows)
        self.assertEqual(len(moves), 20)
        self.assertEqual([fund.balance for fund in funds.values()], [10.0 + number for number in range(20)])
