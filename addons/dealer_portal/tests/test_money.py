import io
import tracemalloc
from datetime import date
from unittest.mock import patch

from pypdf import PdfReader

from odoo.fields import Command
from odoo.tests import tagged

from ..engine.export import csv_file
from ..report.statement_pdf import RIGHT, StatementPdf, mm, width
from .common import PortalCase


@tagged("post_install", "-at_install")
class TestMoney(PortalCase):
    """Open items and the statement are the ledger's, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign_currency = cls.setup_other_currency("EUR", rates=[("2026-01-01", 2.0)])
        cls.january = cls._bill(100.0, "2026-01-10")
        cls.march = cls._bill(50.5, "2026-03-10")
        cls.foreign_bill = cls._bill(10.0, "2026-03-11", currency=cls.foreign_currency)
        cls._bill(77.0, "2026-03-12", dealer=cls.hidden)
        cls._pay(cls.january, 60.0, "2026-02-01")

    @classmethod
    def _bill(cls, amount, day, dealer=None, currency=None):
        """Return a posted invoice of one dealer, due on its date."""
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (dealer or cls.dealer).partner_id.id,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "currency_id": (currency or cls.company.currency_id).id,
                "invoice_line_ids": [Command.create({"name": "Goods", "price_unit": amount, "tax_ids": False})],
            }
        )
        invoice.action_post()
        return invoice

    @classmethod
    def _pay(cls, invoice, amount, day):
        register = cls.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        register.create({"amount": amount, "payment_date": day})._create_payments()

    def _statement(self, first, last):
        portal, visitor = self._portal("finance")
        parts = portal._statement(visitor.dealer_id, first, last)
        return {part["currency"]: part for part in parts}

    def test_statement(self):
        part = self._statement(date(2026, 2, 1), date(2026, 3, 31))[self.company.currency_id]
        self.assertEqual((part["opening"], part["debit"], part["credit"], part["closing"]), (100.0, 50.5, 60.0, 90.5))
        self.assertEqual([line["balance"] for line in part["lines"]], [40.0, 90.5])
        self.assertEqual(part["lines"][1]["name"], self.march.name)

    def test_closing_is_the_ledgers_and_the_next_opening(self):
        whole = self._statement(date(2026, 1, 1), date(2026, 12, 31))
        early, late = (
            self._statement(*period)
            for period in ((date(2026, 1, 1), date(2026, 2, 28)), (date(2026, 3, 1), date(2026, 12, 31)))
        )
        main = self.company.currency_id
        self.assertEqual(early[main]["closing"], late[main]["opening"])
        self.assertEqual(late[main]["closing"], whole[main]["closing"])
        items = self.env["account.move.line"].search(
            [
                ("dealer_id", "=", self.dealer.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        for currency, part in whole.items():
            mine = items.filtered(lambda item, currency=currency: item.currency_id == currency)
            self.assertAlmostEqual(part["closing"], sum(mine.mapped("amount_currency")))
        self.assertEqual(
            whole[self.foreign_currency]["closing"], 10.0, "in the currency of the document, not converted"
        )

    def test_sums_of_more_lines_than_are_shown(self):
        """What is left out of a long statement is left out of no sum of it."""
        whole = self._statement(date(2026, 1, 1), date(2026, 12, 31))
        for most in (1, 2, 3, 4):
            with patch("odoo.addons.dealer_portal.models.dealer_portal_money.MOST_LINES", most):
                short = self._statement(date(2026, 1, 1), date(2026, 12, 31))
            self.assertEqual(set(short), set(whole))
            for currency, part in short.items():
                for name in ("opening", "debit", "credit", "closing"):
                    self.assertEqual(part[name], whole[currency][name], (most, currency.name, name))
                self.assertEqual(part["lines"][-1]["balance"], part["closing"])
        portal, visitor = self._portal("finance")
        with patch("odoo.addons.dealer_portal.models.dealer_portal_money.MOST_LINES", 1):
            self.assertTrue(portal._statement_pdf(visitor.dealer_id, date(2026, 1, 1), date(2026, 12, 31)))

    def test_open_items(self):
        portal, visitor = self._portal("viewer")
        items = portal._open_items(visitor.dealer_id)
        self.assertEqual([row["open"] for row in items["rows"]], [40.0, 50.5, 10.0])
        self.assertEqual(
            [row["invoice_id"] for row in items["rows"]], [self.january.id, self.march.id, self.foreign_bill.id]
        )
        sums = {one["currency"]: (one["open"], one["overdue"]) for one in items["sums"]}
        self.assertEqual(sums[self.foreign_currency][0], 10.0)
        self.assertEqual(sums[self.company.currency_id][0], 90.5)
        self.assertEqual(portal._open_items(visitor.dealer_id, limit=1)["more"], 2)

    def test_payments(self):
        portal, visitor = self._portal("finance")
        self.assertEqual([row["amount"] for row in portal._payments(visitor.dealer_id)], [60.0])

    def test_a_draft_is_not_on_it(self):
        before = self._statement(date(2026, 1, 1), date(2026, 12, 31))[self.company.currency_id]["closing"]
        self.march.button_draft()
        after = self._statement(date(2026, 1, 1), date(2026, 12, 31))[self.company.currency_id]["closing"]
        self.assertEqual(before - after, 50.5)

    def test_pdf(self):
        self.dealer.partner_id.name = "上海力达贸易"
        portal, visitor = self._portal("finance")
        content = portal._statement_pdf(visitor.dealer_id, date(2026, 1, 1), date(2026, 12, 31))
        self.assertTrue(content.startswith(b"%PDF"))
        self.assertIn(b"/FontFile2", content, "fonts are embedded")

    def test_pdf_of_many_pages(self):
        words = dict.fromkeys(("title", "company", "dealer", "address", "period", "page", "opening", "closing"), "T")
        words |= dict.fromkeys(("date", "name", "due", "debit", "credit", "balance"), "H") | {"carried": "Carried"}
        line = {"date": "1", "name": "INV " * 40, "due": "1", "debit": "1.00", "credit": "", "balance": "9.00"}
        part = {"currency": "CNY", "opening": "0", "closing": "9", "debit": "9", "credit": "0", "lines": [line] * 200}
        reader = PdfReader(io.BytesIO(StatementPdf(words, [part]).render()))
        self.assertEqual(len(reader.pages), 5)
        texts = [page.extract_text() for page in reader.pages]
        self.assertEqual(sum(text.count("INV") > 0 for text in texts), 5)
        self.assertEqual([text.count("Carried") for text in texts], [1, 2, 2, 2, 1])

    def test_pdf_of_long_names_and_amounts(self):
        """Nothing is cut or runs into its neighbour: a name of 60 Chinese characters, amounts of 12 digits, 300 rows."""
        name, amount = "\u6c34" * 60, "123,456,789,012.34"
        words = dict.fromkeys(("title", "company", "address", "period", "page", "opening", "closing"), "T")
        words |= dict.fromkeys(("date", "name", "due", "debit", "credit", "balance"), "H") | {"carried": "Carried"}
        amounts = {"debit": amount, "credit": amount, "balance": amount}
        line = {"date": "2026/01/01", "name": "INV", "due": "2026/01/01", **amounts}
        part = {"currency": "CNY", "opening": amount, "closing": amount, "lines": [line] * 300, **amounts}
        report = "odoo.addons.dealer_portal.report.statement_pdf"
        with patch(f"{report}.draw") as drawn:
            StatementPdf({**words, "dealer": f"{name} (D1)"}, [part]).render()
        calls = [(call.args[1:5], call.kwargs.get("right")) for call in drawn.call_args_list]
        texts = [text for (_x, _y, text, _size), _right in calls]
        self.assertIn(f"{name} (D1)", "".join(texts[: texts.index("H")]))
        widest = max(width(text, size) for (_x, _y, text, size), _right in calls if text == amount)
        self.assertLess(widest, 26 * mm)
        self.assertTrue(all(x + width(text, size) <= RIGHT + 1 for (x, _y, text, size), right in calls if not right))
        self.assertEqual(texts.count("INV"), 300)

    def test_period(self):
        portal, _visitor = self._portal("finance")
        self.assertEqual(portal._statement_period("2026-03-31", "2026-03-01"), (date(2026, 3, 1), date(2026, 3, 31)))
        first, last = portal._statement_period("nonsense", "2026-13-99")
        self.assertLess(first, last)

    def test_file_without_formulas(self):
        self.march.ref = "=HYPERLINK(1)"
        portal, visitor = self._portal("finance")
        rows = [[row["name"], row["reference"]] for row in portal._open_items(visitor.dealer_id)["rows"]]
        self.assertIn(",'=HYPERLINK(1)", csv_file(rows).read().decode("utf-8-sig"))

    def test_files_hold_everything_in_batches(self):
        portal, visitor = self._portal("finance")
        dealer, year = visitor.dealer_id, (date(2026, 1, 1), date(2026, 12, 31))
        shown = portal._open_items(dealer)["rows"]
        with patch("odoo.addons.dealer_portal.models.dealer_portal_money.BATCH", 2):
            self.assertEqual(list(portal._every_open_item(dealer)), shown)
            parts = [{**part, "lines": list(part["lines"])} for part in portal._statement_in_full(dealer, *year)]
        whole = portal._statement(dealer, *year)
        names = ("currency", "opening", "lines")
        self.assertEqual([{name: part[name] for name in names} for part in whole], parts)

    def test_a_statement_in_a_file_has_no_most(self):
        portal, visitor = self._portal("finance")
        year = (date(2026, 1, 1), date(2026, 12, 31))
        with patch("odoo.addons.dealer_portal.models.dealer_portal_money.MOST_LINES", 1):
            short = portal._statement(visitor.dealer_id, *year)
            full = [list(part["lines"]) for part in portal._statement_in_full(visitor.dealer_id, *year)]
        self.assertTrue(short[0]["lines"][-1]["name"].startswith("\u2026"))
        self.assertEqual(sum(map(len, full)), 4)
        self.assertEqual(short[0]["closing"], full[0][-1]["balance"])

    def test_a_long_file_takes_little_memory(self):
        tracemalloc.start()
        rows = ([number, "x" * 90] for number in range(100_000))
        with csv_file(rows) as file:
            length = file.seek(0, 2)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        self.assertGreater(length, 9_000_000)
        self.assertLess(peak, 5_000_000)
