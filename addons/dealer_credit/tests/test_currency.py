from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestCurrency(CreditCase):
    """Documents in other currencies count at today's rate, and the rate of a decision is kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # one unit of the company's currency is 7 CNY
        cls.cny = cls._make_rate("CNY", 7, "2024-05-01")
        cls.yuan_line = cls._credit_line(cls.hidden, 10000, currency_id=cls.cny.id)

    def test_1000_at_7_is_7000(self):
        self._confirmed(1000, self.hidden)
        self.assertEqual(self._figures(self.yuan_line), {"ordered": 7000})
        self.assertEqual(self.yuan_line.available_amount, 3000)

    def test_rate_and_date_are_kept(self):
        order = self._confirmed(1000, self.hidden)
        decision = self.yuan_line.decision_ids.filtered(lambda decision: decision.order_id == order)
        self.assertEqual((decision.kind, decision.rate, decision.amount), ("granted", 7, 7000))
        self.assertEqual(decision.rate_date, fields.Date.to_date("2024-05-01"))
        self.assertEqual((decision.order_amount, decision.order_currency_id), (1000, self.currency))
        self._make_rate("CNY", 8)
        decision.invalidate_recordset()
        self.assertEqual(decision.amount, 7000)
        hold = self.env["dealer.credit.hold"].search([("order_ref", "=", order.id)])
        self.assertEqual((hold.rate, hold.rate_date, hold.claim), (7, decision.rate_date, 7000))

    def test_the_limit_holds_in_its_currency(self):
        self._confirmed(1000, self.hidden)
        order = self._credit_order(430, self.hidden)
        result = order.action_submit()
        self.assertEqual([(hold["amount"], hold["currency"]) for hold in result["holds"]], [(10, "CNY")])

    def test_open_documents_follow_the_rate(self):
        self._confirmed(1000, self.hidden)
        self._make_rate("CNY", 8)
        self.assertEqual(self._figures(self.yuan_line), {"ordered": 8000})

    def test_invoice_in_the_currency_of_the_line(self):
        self._invoice(self.hidden, 700, currency_id=self.cny.id)
        self.assertEqual(self._figures(self.yuan_line), {"receivable": 700})
        self._make_rate("CNY", 14)  # what is owed in yuan does not depend on the rate
        self.assertEqual(self._figures(self.yuan_line), {"receivable": 700})

    def test_invoice_in_a_third_currency(self):
        yen = self._make_rate("JPY", 140)
        self._invoice(self.hidden, 1400, currency_id=yen.id)
        self.assertEqual(self._figures(self.yuan_line), {"receivable": 70})

    def test_drill_down_shows_both(self):
        self._confirmed(1000, self.hidden)
        document = self.env["dealer.credit.document"].search([("line_id", "=", self.yuan_line.id)])
        self.assertEqual((document.amount, document.currency_id), (1000, self.currency))
        self.assertEqual((document.line_amount, document.rate, document.line_currency_id), (7000, 7, self.cny))


@tagged("post_install", "-at_install")
class TestCompanies(CreditCase):
    """A partner that is a dealer of two companies, and a line that both share."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_data = cls.setup_other_company(name="Credit B")
        cls.other = cls.other_data["company"]
        cls.env.user.company_ids += cls.other
        both = {"allowed_company_ids": (cls.company | cls.other).ids}
        cls.abroad = cls._dealer("Alpha abroad", cls.unit, company=cls.other, partner=cls.dealer.partner_id)
        cls.env = cls.env(context={**cls.env.context, **both})

    def _order_abroad(self, amount):
        return self._credit_order(amount, self.abroad.with_context(allowed_company_ids=self.other.ids))

    def test_each_company_has_its_line(self):
        line = self._credit_line(self.abroad, 500)
        self._confirmed(800)
        self.assertEqual(self._figures(line), {})
        self.assertEqual(self._order_abroad(500).action_submit()["state"], "confirmed")
        self.assertEqual(self._figures(line), {"ordered": 500})
        self.assertEqual(self._figures(), {"ordered": 800})

    def test_same_whichever_companies_are_ticked(self):
        group = self.env["dealer.credit.group"].create(
            {"name": "World", "company_id": False, "dealer_ids": [Command.set(self.abroad.ids)]}
        )
        line = self._credit_line(group, 1000, currency_id=self.currency.id)
        self._order_abroad(600).action_submit()
        seen = set()
        for companies in (self.company, self.other, self.company | self.other):
            ticked = line.with_context(allowed_company_ids=companies.ids)
            ticked.invalidate_recordset()
            seen.add((ticked.used_amount, ticked.available_amount))
        self.assertEqual(seen, {(600, 400)})

    def test_one_line_for_both_companies(self):
        self.line.active = False
        group = self.env["dealer.credit.group"].create(
            {"name": "World", "company_id": False, "dealer_ids": [Command.set((self.dealer | self.abroad).ids)]}
        )
        line = self._credit_line(group, 1000, currency_id=self.currency.id)
        self._confirmed(700)
        self.assertEqual(self._order_abroad(400).action_submit()["state"], "held")
        self.assertEqual(self._order_abroad(300).action_submit()["state"], "confirmed")
        self.assertEqual(self._figures(line), {"ordered": 1000})
