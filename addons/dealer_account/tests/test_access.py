from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DealerDocumentsCase


@tagged("post_install", "-at_install")
class TestAccess(DealerDocumentsCase):
    """Documents are within the reach of a person exactly as their dealers are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seen, cls.kept = cls._invoice(cls.dealer, 100), cls._invoice(cls.hidden, 200)
        cls.seen_payment, cls.kept_payment = cls._pay(cls.seen, "2026-03-20"), cls._pay(cls.kept, "2026-03-20")
        cls.neutral = cls._invoice(cls.dealer, 300, partner_id=cls.partner_a.id)
        cls.finance = cls._staff("finance", "dealer.role_finance", "unit", cls.unit)
        cls.models = ("account.move", "account.move.line", "account.payment", "account.partial.reconcile")

    def _dealers_seen(self, user, model):
        records = self.env[model].with_user(user).search([("dealer_id", "!=", False)])
        return records.sudo().dealer_id

    def test_search_read_group_and_sum(self):
        for model in (*self.models, "account.invoice.report"):
            with self.subTest(model=model):
                self.assertEqual(self._dealers_seen(self.finance, model), self.dealer)
                groups = (
                    self.env[model].with_user(self.finance)._read_group([("dealer_id", "!=", False)], ["dealer_id"])
                )
                self.assertEqual([dealer.id for (dealer,) in groups], self.dealer.ids)

    def test_hidden_documents_cannot_be_read_or_changed(self):
        for record in (self.kept, self.kept.line_ids, self.kept_payment, self.kept.line_ids.matched_credit_ids):
            record = record.with_user(self.finance)
            with self.subTest(model=record._name):
                for act in (
                    lambda r: r.read(["display_name"]),
                    lambda r: r.write({"company_id": self.company.id}),
                    lambda r: r.unlink(),
                    lambda r: r.export_data(["dealer_id/code"]),
                ):
                    with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
                        act(record)

    def test_documents_not_of_a_dealer_keep_the_platforms_behaviour(self):
        nobody = self._staff("billing", None)
        nobody.group_ids += self.env.ref("account.group_account_invoice")
        for user in (self.finance, nobody):
            self.assertTrue(self.neutral.with_user(user).has_access("write"))
            self.assertIn(self.neutral, self.env["account.move"].with_user(user).search([]))
        self.assertFalse(self._dealers_seen(nobody, "account.move"))

    def test_reader_of_dealer_invoices_sees_customer_documents_of_dealers_only(self):
        desk = self._staff("desk", "dealer.role_sales_desk", "unit", self.unit)
        bill = self._invoice(self.dealer, move_type="in_invoice")
        moves = self.env["account.move"].with_user(desk)
        self.assertIn(self.seen, moves.search([]))
        visible = moves.search([("dealer_id", "=", self.dealer.id)])
        self.assertNotIn(bill, visible)
        self.assertFalse(self.seen.with_user(desk).has_access("write"))
        self.assertFalse(self.env["account.payment"].with_user(desk).has_access("read"))

    def test_auditor_reads_and_changes_nothing(self):
        auditor = self._staff("auditor", "dealer.role_auditor", "subtree", self.region)
        for record in (self.seen, self.seen.line_ids, self.seen_payment, self.kept):
            record = record.with_user(auditor)
            self.assertTrue(record.has_access("read"))
            self.assertFalse(record.has_access("write") or record.has_access("create") or record.has_access("unlink"))

    def test_document_cannot_be_made_for_or_moved_to_a_hidden_dealer(self):
        vals = {"move_type": "out_invoice", "partner_id": self.hidden.partner_id.id, "invoice_date": "2026-03-10"}
        with self.assertRaises(AccessError), self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
            self.env["account.move"].with_user(self.finance).create(vals)
        draft = self._invoice(self.dealer, post=False).with_user(self.finance)
        with self.assertRaises(AccessError), self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
            draft.write({"partner_id": self.hidden.partner_id.id})

    def test_revoking_the_line_refuses_at_once(self):
        invoice = self.seen.with_user(self.finance)
        self.assertEqual(invoice.read(["amount_total"])[0]["amount_total"], 100)
        self.finance.role_line_ids.unlink()
        with self.assertRaises(AccessError):
            invoice.read(["amount_total"])
        self._line(self.finance, "dealer.role_finance", "unit", self.sibling)
        self.assertEqual(self._dealers_seen(self.finance, "account.move"), self.hidden)

    def test_moving_the_dealer_moves_its_documents(self):
        self.dealer.unit_id = self.foreign
        for model in self.models:
            self.assertFalse(self._dealers_seen(self.finance, model), model)
        self.hidden.unit_id = self.unit
        for model in self.models:
            self.assertEqual(self._dealers_seen(self.finance, model), self.hidden, model)

    def test_account_manager_sees_own_dealers(self):
        manager = self._staff("manager", "dealer.role_account_manager")
        self.assertFalse(self._dealers_seen(manager, "account.move"))
        self.hidden.user_id = manager
        self.assertEqual(self._dealers_seen(manager, "account.move"), self.hidden)
        self.assertEqual(self._dealers_seen(manager, "account.invoice.report"), self.hidden)

    def test_dealer_of_two_companies(self):
        other = self._create_company(name="Sister")
        twin = self._dealer("Alpha", self.foreign, other, self.dealer.partner_id)
        there = self._invoice(twin)
        both = self._staff("both", "dealer.role_finance", "unit", self.unit, self.company + other)
        moves = self.env["account.move"].with_user(both).with_context(allowed_company_ids=(self.company + other).ids)
        found = moves.search([("dealer_id", "!=", False)])
        self.assertIn(self.seen, found)
        self.assertNotIn(there, found, "the unit of the other relation is not in scope")
        self._line(both, "dealer.role_credit_controller", "unit", self.foreign)
        self.assertIn(there, moves.search([]))
        self.assertNotIn(there, moves.with_context(allowed_company_ids=self.company.ids).search([]))

    def test_attachments_and_messages_of_hidden_documents(self):
        attachments = self.env["ir.attachment"].create(
            [
                {"name": f"scan {move.id}", "raw": b"x", "res_model": "account.move", "res_id": move.id}
                for move in self.seen + self.kept
            ]
        )
        messages = self.env["mail.message"].concat(*(move.message_post(body="note") for move in self.seen + self.kept))
        for records in (attachments, messages):
            visible = records.with_user(self.finance)
            self.assertEqual(visible.search([("id", "in", records.ids)]), visible[0])
            self.assertTrue(visible[0].has_access("read"))
            self.assertFalse(visible[1].has_access("read"))
            with self.assertRaises(AccessError):
                visible[1].read(["display_name"])

    def test_bank_accounts_are_seen_with_their_holder(self):
        accounts = self.env["res.partner.bank"].create(
            [
                {"acc_number": f"X{partner.id}", "partner_id": partner.id}
                for partner in (self.dealer.partner_id, self.hidden.partner_id, self.partner_a, self.company.partner_id)
            ]
        )
        visible = self.env["res.partner.bank"].with_user(self.finance).search([("id", "in", accounts.ids)])
        self.assertEqual(visible, accounts - accounts[1])

    def test_statement_line_follows_its_entry(self):
        lines = self.env["account.bank.statement.line"].create(
            [
                {
                    "journal_id": self.company_data["default_journal_bank"].id,
                    "date": "2026-03-20",
                    "payment_ref": "Transfer",
                    "partner_id": dealer.partner_id.id,
                    "amount": 10,
                }
                for dealer in (self.dealer, self.hidden)
            ]
        )
        visible = lines.with_user(self.finance)
        self.assertEqual(visible.search([("id", "in", lines.ids)]), visible[0])
        self.assertFalse(visible[1].has_access("read"))

    def test_wizards_do_not_act_on_hidden_invoices(self):
        draft = self._invoice(self.hidden, post=False)
        register = self.env["account.payment.register"].with_user(self.finance)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            register.with_context(active_model="account.move", active_ids=self.kept.ids).create({})
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            draft.with_user(self.finance).action_post()
        self.assertEqual(draft.state, "draft")

    def test_finance_works_within_its_scope(self):
        invoice = (
            self.env["account.move"]
            .with_user(self.finance)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.dealer.partner_id.id,
                    "invoice_date": "2026-03-10",
                    "invoice_line_ids": [Command.create({"name": "Goods", "price_unit": 50})],
                }
            )
        )
        invoice.action_post()
        register = self.env["account.payment.register"].with_user(self.finance)
        register.with_context(active_model="account.move", active_ids=invoice.ids).create({})._create_payments()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))

    def test_sums_on_the_dealer_tell_no_more_than_its_documents(self):
        nobody = self._staff("nobody", None)
        nobody.group_ids += self.env.ref("dealer.group_dealer_viewer")
        with self.assertRaises(AccessError):
            self.dealer.with_user(nobody).read(["open_balance"])
        warehouse = self._staff("warehouse", "dealer.role_warehouse", "unit", self.unit)
        with self.assertRaises(AccessError):
            self.dealer.with_user(warehouse).read(["open_balance"])
        self.assertEqual(self.dealer.with_user(self.finance).open_balance, 0)
