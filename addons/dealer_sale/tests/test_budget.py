from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.dealer.models.dealer_document_mixin import DealerDocumentMixin

from .common import DealerOrdersCase


@tagged("post_install", "-at_install")
class TestBudget(DealerOrdersCase):
    """What isolation may cost: the dealer of many orders is looked up at once, and a page asks no more than without it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = [cls._dealer(f"D{number}", cls.unit) for number in range(10)] * 5
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _look_ups(self, function):
        """Return how many queries ``function`` makes to find the dealers of documents, and its result."""
        compute, counts = DealerDocumentMixin._compute_dealer_id, []

        def spy(documents):
            # Reading the documents and their partners is not what finding their dealers costs.
            for path in [*documents._dealer_document_depends(), "partner_id.commercial_partner_id"]:
                if path.split(".")[0] in documents._fields:
                    documents.mapped(path)
            before = self.env.cr.sql_log_count
            compute(documents)
            counts.append(self.env.cr.sql_log_count - before)

        with patch.object(DealerDocumentMixin, "_compute_dealer_id", spy):
            result = function()
            self.env.flush_all()
        return sum(counts), result

    def test_dealer_of_50_orders_is_looked_up_once(self):
        count, orders = self._look_ups(lambda: self._orders(self.many))
        self.assertEqual(len(orders.order_line.filtered("dealer_unit_id")), 50)
        # once for what is decided before the orders are stored (price list, salesperson), once for the orders
        self.assertLessEqual(count, 2)

    def test_confirming_50_orders_looks_up_no_dealer(self):
        orders = self._orders(self.many)
        self.env.flush_all()
        self.env.invalidate_all()
        count, _result = self._look_ups(orders.action_confirm)
        self.assertEqual(set(orders.mapped("state")), {"sale"})
        self.assertEqual(count, 0, "transfers and moves take it from the orders")

    def test_recomputing_50_orders(self):
        orders = self._orders(self.many)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(3):  # orders, their partners, the dealers; nothing changed, nothing is written
            self.env.add_to_compute(orders._fields["dealer_id"], orders)
            orders.flush_recordset(["dealer_id"])

    def test_list_of_orders_asks_no_more_queries_with_the_rules(self):
        user = self._staff("desk", "dealer.role_sales_desk", "unit", self.unit)
        self._orders(self.many)
        rules = self.env["ir.rule"].search([("domain_force", "like", "dealer_in_scope")])
        specification = {"name": {}, "partner_id": {"fields": {"display_name": {}}}, "amount_total": {}, "state": {}}

        def page():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders = self.env["sale.order"].with_user(user)
            found = orders.web_search_read([], specification, limit=80, count_limit=10001)
            return found["length"], self.env.cr.sql_log_count - before

        page()
        length, with_rules = page()
        rules.active = False
        page()
        _length, without = page()
        self.assertGreaterEqual(length, 50)
        self.assertLessEqual(with_rules, without)
