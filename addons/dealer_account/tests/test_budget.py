from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged

from .common import DealerDocumentsCase


@tagged("post_install", "-at_install")
class TestBudget(DealerDocumentsCase):
    """The dealer of many documents is looked up at once."""

    def _statements(self, function, word):
        """Return the SQL statements with ``word`` that ``function`` makes."""
        execute, seen = Cursor.execute, []

        def spy(cursor, query, *args, **kwargs):
            text = getattr(query, "code", query)
            if word in str(text):
                seen.append(text)
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", spy):
            function()
            self.env.flush_all()
        return seen

    def test_dealer_of_50_invoices_is_one_query(self):
        dealers = [self._dealer(f"D{number}", self.unit) for number in range(10)]
        self.env.flush_all()
        self.env.invalidate_all()
        invoices = self.env["account.move"]

        def create():
            nonlocal invoices
            invoices = self._invoices(dealers * 5, post=False)

        looked_up = [
            text for text in self._statements(create, '"dealer_dealer"') if '"dealer_dealer"."partner_id" IN' in text
        ]
        self.assertEqual(len(invoices), 50)
        self.assertEqual(len(invoices.filtered("dealer_id")), 50)
        # once for the payment terms before the invoices are stored, once for the invoices, once for their items
        self.assertLessEqual(len(looked_up), 3)

    def test_posting_50_invoices_looks_up_no_dealer_at_all(self):
        dealers = [self._dealer(f"D{number}", self.unit) for number in range(10)]
        invoices = self._invoices(dealers * 5, post=False)
        self.env.flush_all()
        self.env.invalidate_all()
        looked_up = [text for text in self._statements(invoices.action_post, '"dealer_dealer"') if "partner_id" in text]
        self.assertEqual(looked_up, [])

    def test_recomputing_50_invoices(self):
        dealers = [self._dealer(f"D{number}", self.unit) for number in range(10)]
        invoices = self._invoices(dealers * 5, post=False)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(3):  # invoices, their partners, the dealers; nothing changed, nothing is written
            self.env.add_to_compute(invoices._fields["dealer_id"], invoices)
            invoices.flush_recordset(["dealer_id"])

    def test_list_of_invoices_asks_no_more_queries_with_the_rules(self):
        user = self._staff("desk", "dealer.role_finance", "subtree", self.region)
        self._invoices([self.dealer] * 20)
        rules = self.env["ir.rule"].search([("domain_force", "like", "dealer_in_scope")])
        specification = {
            "name": {},
            "partner_id": {"fields": {"display_name": {}}},
            "amount_total_signed": {},
            "state": {},
        }

        def page():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            moves = self.env["account.move"].with_user(user)
            found = moves.web_search_read(
                [("move_type", "=", "out_invoice")], specification, limit=80, count_limit=10001
            )
            return found["length"], self.env.cr.sql_log_count - before

        page()
        length, with_rules = page()
        rules.active = False
        page()
        _length, without = page()
        self.assertGreaterEqual(length, 20)
        self.assertLessEqual(with_rules, without)
