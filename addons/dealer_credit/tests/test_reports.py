from odoo import fields
from odoo.tests import tagged

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestReports(CreditCase):
    """The report tells the same as the line, and costs the same for many lines as for one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = fields.Date.today()
        cls.yuan = cls._make_rate("CNY", 7)
        cls.tolerant = cls.policy.copy({"tolerance_percent": 10, "count_prepayments": False})
        variants = (
            {"limit": 1000},
            {"limit": 100},
            {"limit": 0},
            {"limit": 500, "control": "prepaid"},
            {"limit": 330, "policy_id": cls.tolerant.id},
            {"limit": 5000, "currency_id": cls.yuan.id},
            {"limit": 900, "guarantee_amount": 400, "guarantee_until": fields.Date.subtract(today, days=1)},
            {"limit": 0, "control": "none"},
        )
        cls.lines = cls.env["dealer.credit.line"]
        for number, vals in enumerate(variants):
            dealer = cls._dealer(f"Variant {number}", cls.unit)
            cls.lines += cls._credit_line(dealer, **vals)
            cls._invoice(dealer, 210, date=fields.Date.subtract(today, days=45))
            cls._prepay(30, dealer)
            cls._invoice(dealer, 50, post=False)
            order = cls._credit_order(100, dealer)
            order.with_context().action_submit()
        cls.env["dealer.credit.temporary"].create(
            {"line_id": cls.lines[1].id, "amount": 40, "date_to": "2199-12-31", "reason": "season"}
        )
        cls.env.flush_all()

    def test_status_is_the_line(self):
        status = {
            row.line_id: row for row in self.env["dealer.credit.status"].search([("line_id", "in", self.lines.ids)])
        }
        controlled = self.lines.filtered(lambda line: line.control != "none")
        self.assertEqual(set(status), set(controlled))
        names = ("allowed_amount", "used_amount", "held_amount", "available_amount", "over_amount", "overdue_amount")
        for line in controlled:
            for name in (*names, "utilisation"):
                with self.subTest(line=line.name, field=name):
                    self.assertAlmostEqual(status[line][name], line[name], 2)
            ages = sum(status[line][name] for name in ("age_0", "age_30", "age_60", "age_90", "age_more"))
            self.assertAlmostEqual(ages, line.receivable_amount, 2)

    def test_documents_are_the_lines(self):
        documents = self.env["dealer.credit.document"]
        for line in self.lines:
            total = sum(
                documents.search([("line_id", "=", line.id), ("kind", "not in", ("held", "prepaid"))]).mapped(
                    "line_amount"
                )
            )
            self.assertAlmostEqual(total + line.prepaid_amount, line.used_amount, 2)

    def test_searches(self):
        over = self.env["dealer.credit.line"].search([("is_over", "=", True), ("id", "in", self.lines.ids)])
        self.assertEqual(over, self.lines.filtered("is_over"))
        self.assertTrue(over)
        overdue = self.env["dealer.credit.line"].search([("is_overdue", "=", True), ("id", "in", self.lines.ids)])
        self.assertEqual(overdue, self.lines.filtered(lambda line: line.is_overdue and line.control != "none"))
        dealers = self.env["dealer.dealer"].search([("credit_line_id.is_over", "=", True)])
        self.assertLessEqual(set(over.dealer_id), set(dealers))
        without = self.env["dealer.dealer"].search(
            [("credit_line_id", "=", False), ("id", "in", self.lines.dealer_id.ids)]
        )
        self.assertFalse(without)

    def test_many_lines_cost_as_one(self):
        self.env.invalidate_all()
        self.lines[0].mapped("used_amount")
        for lines in (self.lines[5], self.lines):
            self.env.invalidate_all()
            lines.mapped("control")
            lines.mapped("guarantee_amount")
            lines.mapped("currency_id.rounding")
            # three of them ask for today of each company, where expired lots of funds count
            with self.subTest(lines=len(lines)), self.assertQueryCount(6):
                lines.mapped("used_amount")

    def test_many_orders_cost_as_one(self):
        """Findings of fifty orders of as many dealers take as many queries as those of two."""
        orders = self._orders(self.lines.dealer_id, order_line=[self._order_line(1)])
        counts = []
        for some in (orders[4:6], orders):  # both with a line in another currency
            self.env.flush_all()
            self.env.invalidate_all()
            some._credit_lines()
            self.env["res.company"]._dealer_days()  # found once for all requests
            before = self.cr.sql_log_count
            some._credit_figures(some._credit_lines())
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_actions(self):
        status = self.env["dealer.credit.status"].search([("line_id", "=", self.lines[0].id)])
        self.assertEqual(status.action_open()["res_id"], self.lines[0].id)
        self.assertEqual(self.lines.action_open_decisions()["domain"], [("line_id", "in", self.lines.ids)])
        self.assertEqual(self.lines.action_open_use()["views"][0][1], "graph")
        self.assertEqual(self.dealer.action_open_credit_line()["res_id"], self.line.id)
        self.assertFalse(self.hidden.action_open_credit_line()["res_id"])

    def test_screens_open(self):
        for name in ("line", "policy", "group", "temporary", "decision", "hold", "document", "status"):
            action = self.env["ir.actions.actions"]._for_xml_id(f"dealer_credit.dealer_credit_{name}_action")
            model = self.env[action["res_model"]]
            views = [(False, mode) for mode in action["view_mode"].split(",")] + [(False, "search")]
            self.assertTrue(model.get_views(views)["views"], name)
