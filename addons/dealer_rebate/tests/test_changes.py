"""What changes between a promise and its payment: dealers, versions, orders and invoices."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RebateCase


@tagged("post_install", "-at_install")
class TestChanges(RebateCase):
    def _tier(self, name):
        return self.env["dealer.tier"].create({"name": name, "code": name.upper(), "company_id": self.company.id})

    def test_dealer_that_joins_earns_nothing_for_closed_periods(self):
        gold, silver = self._tier("Gold"), self._tier("Silver")
        self.dealer.tier_id, self.hidden.tier_id = gold, silver
        program = self._program(cumulation_period="quarter", tier_ids=[Command.set(gold.ids)])
        for dealer in (self.dealer, self.hidden):
            self._sell(6000, "2025-02-10", dealer=dealer)
        run = self._settled(program, 1)
        self.assertEqual(run.line_ids.dealer_id, self.dealer)
        self.dealer.tier_id, self.hidden.tier_id = silver, gold
        for dealer in (self.dealer, self.hidden):
            self._sell(6000, "2025-05-10", dealer=dealer)
        second = self._run(program, 2)
        self.assertEqual(
            {line.dealer_id: line.to_settle for line in second.line_ids}, {self.hidden: 120}, "of the second quarter"
        )

    def test_late_document_counts_by_where_the_dealer_stood(self):
        gold, silver = self._tier("Gold"), self._tier("Silver")
        self.dealer.tier_id, self.hidden.tier_id = gold, silver
        program = self._program(cumulation_period="quarter", tier_ids=[Command.set(gold.ids)])
        self._sell(6000, "2025-02-10")
        self._settled(program, 1)
        self.dealer.tier_id = silver
        self._sell(1000, "2025-02-11")
        self.assertEqual(self._rebate(self._run(program, 2)).to_settle, 20)

    def test_run_that_reaches_into_a_new_version(self):
        program = self._program(cumulation_period="quarter")
        self._sell(6000, "2025-03-10")
        run = self.env["dealer.rebate.run"].create(
            {"program_id": program.id, "period_from": date(2025, 1, 1), "period_to": date(2025, 3, 31)}
        )
        new = program._new_version(date(2025, 3, 1))
        new.action_activate()
        with self.assertRaises(UserError):
            run.action_calculate()

    def test_cancelled_order_of_free_goods_is_due_again(self):
        run = self._free_goods()
        order = run.line_ids.settlement_ids.order_id
        self.assertEqual(order.state, "sale")
        order.action_cancel()
        self.assertEqual(order.state, "cancel")
        again = self._settled(run.program_id, 2)
        self.assertEqual(again.line_ids.to_settle, 2)
        with self.assertRaises(UserError):
            order.action_draft()

    def test_nobody_adds_to_an_order_of_free_goods(self):
        order = self._free_goods().line_ids.settlement_ids.order_id
        seller = self._staff("free seller", "dealer.role_sales_desk", "subtree", self.region)
        for user in (seller, self.env.user):
            with self.assertRaisesRegex(UserError, "free goods"), self.env.cr.savepoint():
                order.order_line.with_user(user).product_uom_qty = 500
            with self.assertRaisesRegex(UserError, "free goods"), self.env.cr.savepoint():
                order.order_line.with_user(user).write({"product_id": self.goods.copy().id})
        order.order_line.product_uom_qty = 1

    def test_rebate_stays_on_invoices_of_its_dealer_and_currency(self):
        program = self._program(settle_by="invoice_line")
        self._sell(6000, "2025-02-10")
        self._settled(program, 1)
        self.goods.invoice_policy = "order"
        order = self._order(self.dealer, quantity=50)
        order.action_confirm()
        invoice = order._create_invoices()
        self.assertEqual(invoice.amount_untaxed, 380)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            invoice.partner_id = self.hidden.partner_id
            invoice.action_post()
        other = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        other.active = True
        with self.assertRaises(UserError), self.env.cr.savepoint():
            invoice.currency_id = other
            invoice.action_post()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            invoice.invoice_line_ids.filtered(lambda line: not line.rebate_settlement_id).unlink()
            invoice.action_switch_move_type()
            invoice.action_post()

    def test_officer_of_a_part_cancels_no_run(self):
        program = self._program()
        self._sell(6000, "2025-02-10")
        run = self._approved(self._run(program, 1))
        with self.assertRaises(AccessError):
            run.with_user(self.stranger).action_cancel()
        self.assertEqual(run.state, "approved")

    def test_programs_of_a_group_add_up_over_the_same_time(self):
        best = {"combination": "best", "combination_group": "A"}
        self._program([(0, 0, 1.0)], code="YEAR", **best)
        with self.assertRaisesRegex(UserError, "same period"):
            self._program([(0, 0, 3.0)], code="QUARTER", cumulation_period="quarter", **best)
