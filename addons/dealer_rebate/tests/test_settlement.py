"""Ways of settling: each once, each booked, each with its date."""

from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RebateCase


@tagged("post_install", "-at_install")
class TestSettlement(RebateCase):
    def test_credit_note_is_booked_on_the_expense_account(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        run = self._settled(program, 1, settle_date=date(2025, 4, 3))
        move = run.line_ids.settlement_ids.move_id
        self.assertEqual((move.move_type, move.state, move.amount_total), ("out_refund", "posted", 120))
        self.assertEqual(move.invoice_date, date(2025, 4, 3))
        self.assertEqual(move.line_ids.filtered("debit").account_id, self.expense)
        self.assertEqual(move.dealer_id, self.dealer)

    def test_credit_note_lowers_no_later_rebate(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        self._settled(program, 1, settle_date=date(2025, 4, 3))
        self.assertEqual(self._rebate(self._run(program, 2)).basis, 6000)

    def test_document_of_a_settlement_stays(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        move = self._settled(program, 1).line_ids.settlement_ids.move_id
        with self.assertRaisesRegex(UserError, "settles a rebate"):
            move.button_draft()

    def test_fund_gets_a_lot(self):
        fund_type = self.env["dealer.fund.type"].create(
            {
                "name": "Rebates",
                "code": "RBT",
                "kind": "rebate",
                "company_id": self.company.id,
                "account_id": self.accrual_account.copy(
                    {"code": "RBTFUND", "name": "Rebate funds", "reconcile": True}
                ).id,
                "journal_id": self.company_data["default_journal_misc"].id,
                "expiry_months": 12,
            }
        )
        program = self._program(settle_by="fund", fund_type_id=fund_type.id)
        self._sell(6000, "2025-02-10")
        run = self._settled(program, 1)
        fund = self.env["dealer.fund"].search([("dealer_id", "=", self.dealer.id), ("type_id", "=", fund_type.id)])
        self.env.invalidate_all()
        self.assertEqual((fund.balance, fund.available, len(fund.lot_ids)), (120, 120, 1))
        entry = run.line_ids.settlement_ids.move_id
        self.assertEqual(entry.line_ids.filtered("debit").account_id, self.expense)
        self.assertIn("Volume bonus", entry.ref)

    def test_payment_is_matched_with_what_is_owed(self):
        journal = self.company_data["default_journal_bank"]
        program = self._program(settle_by="payment", payment_journal_id=journal.id)
        self._sell(6000, "2025-02-10")
        settlement = self._settled(program, 1).line_ids.settlement_ids
        self.assertEqual(settlement.payment_id.amount, 120)
        owed = settlement.move_id.line_ids.filtered(lambda item: item.account_type == "asset_receivable")
        self.assertTrue(owed.reconciled)

    def test_free_goods_are_an_order_at_price_zero(self):
        run = self._free_goods()
        order = run.line_ids.settlement_ids.order_id
        self.assertEqual((order.amount_total, order.order_line.product_uom_qty), (0, 2))
        self.assertEqual(order.dealer_id, self.dealer)
        self.assertEqual(self._rebate(run).currency_id, self.env["res.currency"])

    def test_line_on_the_next_invoices_never_more_than_they_come_to(self):
        program = self._program(settle_by="invoice_line")
        self._sell(6000, "2025-02-10")
        settlement = self._settled(program, 1).line_ids.settlement_ids
        self.goods.invoice_policy = "order"
        small = self._order(self.dealer, quantity=5)
        small.action_confirm()
        first = small._create_invoices()
        self.assertEqual(first.amount_untaxed, 0)
        self.assertEqual(settlement._left_for_invoices()[settlement], 70)
        large = self._order(self.dealer, quantity=50)
        large.action_confirm()
        second = large._create_invoices()
        self.assertEqual(second.amount_untaxed, 430)
        self.assertEqual(settlement._left_for_invoices()[settlement], 0)
        line = second.invoice_line_ids.filtered("rebate_settlement_id")
        biller = self._staff("biller", "dealer.role_finance", "subtree", self.region)
        for vals in ({"rebate_amount": 0}, {"price_unit": -500}, {"rebate_settlement_id": False}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                line.with_user(biller).write(vals)
        second.action_post()
        note = second._reverse_moves([{"invoice_date": second.invoice_date}])
        note.action_post()
        self.assertEqual(settlement._left_for_invoices()[settlement], 70)
        first.button_cancel()
        self.assertEqual(settlement._left_for_invoices()[settlement], 120)

    def _on_invoices(self, quantity=50):
        """Return (settlement of 120 by lines on invoices, function that makes a draft invoice of a new order)."""
        program = self._program(settle_by="invoice_line")
        self._sell(6000, "2025-02-10")
        settlement = self._settled(program, 1).line_ids.settlement_ids
        self.goods.invoice_policy = "order"

        def bill():
            order = self._order(self.dealer, quantity=quantity)
            order.action_confirm()
            return order._create_invoices()

        return settlement, bill

    def test_a_credit_note_in_draft_takes_no_rebate_back(self):
        settlement, bill = self._on_invoices()
        first = bill()
        first.action_post()
        note = first._reverse_moves([{"invoice_date": first.invoice_date}])
        self.assertEqual(settlement._left_for_invoices()[settlement], 0)
        self.assertEqual(bill().amount_untaxed, 500, "the rebate is given already")
        note.action_post()
        self.assertEqual(bill().amount_untaxed, 380)

    def test_what_a_credit_note_took_back_is_not_given_twice(self):
        settlement, bill = self._on_invoices()
        first = bill()
        first.action_post()
        note = first._reverse_moves([{"invoice_date": first.invoice_date}])
        note.action_post()
        second = bill()
        self.assertEqual(second.amount_untaxed, 380)
        for undo in (note.button_draft, note.button_cancel):
            with self.assertRaisesRegex(UserError, "given twice"), self.env.cr.savepoint():
                undo()
        second.invoice_line_ids.filtered("rebate_settlement_id").unlink()
        note.button_cancel()
        self.assertEqual(settlement._left_for_invoices()[settlement], 0)

    def test_a_cancelled_invoice_comes_back_without_the_rebate_that_another_gives(self):
        settlement, bill = self._on_invoices()
        first = bill()
        first.button_cancel()
        second = bill()
        self.assertEqual(second.amount_untaxed, 380)
        with self.assertRaisesRegex(UserError, "given twice"), self.env.cr.savepoint():
            first.button_draft()
        second.button_cancel()
        first.button_draft()
        first.action_post()
        self.assertEqual(settlement._left_for_invoices()[settlement], 0)

    def test_one_bad_line_harms_no_other_and_says_why(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        self._sell(8000, "2025-02-10", dealer=self.hidden)
        run = self._approved(self._run(program, 1))
        settlements = type(self.env["dealer.rebate.settlement"])
        prepare = settlements._prepare_invoice

        def broken(one, *args):
            if one.dealer_id == self.hidden:
                raise UserError(self.env._("No account"))
            return prepare(one, *args)

        with patch.object(settlements, "_prepare_invoice", broken), mute_logger("odoo.addons.dealer_rebate"):
            run.action_settle()
        self.assertEqual(run.state, "settling")
        self.assertEqual(self._rebate(run).state, "settled")
        self.assertEqual(self._rebate(run, self.hidden).error, "No account")
        self.assertEqual(run.error_count, 1)
        run.action_retry()
        self.assertEqual(run.state, "settled")
        self.assertEqual(len(run.line_ids.settlement_ids), 2)

    def test_database_allows_one_settlement_a_line(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        line = self._settled(program, 1).line_ids
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            line.settlement_ids.copy().flush_recordset()

    def test_locked_date_moves_on_and_is_told(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        run = self._approved(self._run(program, 1, settle_date=date(2025, 4, 3)))
        self.company.fiscalyear_lock_date = date(2025, 6, 30)
        run.action_settle()
        move = run.line_ids.settlement_ids.move_id
        self.assertGreater(move.date, date(2025, 6, 30))
        self.assertTrue(run.message_ids.filtered(lambda message: "locked" in (message.body or "")))

    def test_accrual_books_differences_and_is_reversed_at_settlement(self):
        program = self._program(accrual_account_id=self.accrual_account.id)
        self._sell(6000, "2025-01-10")
        program.action_accrue("2025-01-31")
        self.assertEqual(self._accrued(), -120)
        program.action_accrue("2025-01-31")
        self.assertEqual(len(program.accrual_ids), 1)
        self._sell(20000, "2025-02-10")
        program.action_accrue("2025-02-28")
        self.assertEqual(self._accrued(), -1040)
        run = self._settled(program, 1)
        self.assertEqual(self._rebate(run).accrual_released, 1040)
        self.assertEqual(self._accrued(), 0)
        cost = self.env["account.move.line"].search(
            [("account_id", "=", self.expense.id), ("parent_state", "=", "posted")]
        )
        self.assertEqual(sum(cost.mapped("balance")), 1040)
        program.action_accrue("2025-03-31")
        self.assertEqual(self._accrued(), 0)

    def _accrued(self):
        items = self.env["account.move.line"].search(
            [("account_id", "=", self.accrual_account.id), ("parent_state", "=", "posted")]
        )
        return sum(items.mapped("balance"))

    def test_tax_on_top_or_in_the_amount(self):
        tax = self.company_data["default_tax_sale"].copy(
            {"name": "10 %", "amount": 10.0, "price_include_override": "tax_excluded"}
        )
        self.rebate_product.taxes_id = tax
        self._sell(6000, "2025-02-10")
        for included, total in ((False, 132), (True, 120)):
            program = self._program(tax_included=included, code=f"TAX{included}")
            self.assertEqual(self._settled(program, 1).line_ids.settlement_ids.move_id.amount_total, total)

    def test_many_dealers_in_batches(self):
        dealers = [self._dealer(f"Many {number}", self.unit) for number in range(90)]
        for dealer in dealers:
            self._sell(6000, "2025-02-10", dealer=dealer)
        run = self._approved(self._run(self._program(), 1))
        run.action_settle()
        self.assertEqual((run.state, round(run.settled_percent)), ("settling", 44))
        self._finish(run)
        self.assertEqual((run.state, run.settled_percent), ("settled", 100))
        self.assertEqual(len(run.line_ids.settlement_ids.move_id), 90)
