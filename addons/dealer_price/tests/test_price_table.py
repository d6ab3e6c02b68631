import doctest
import io
from datetime import date, datetime

from openpyxl import Workbook

from odoo.tests import BaseCase

from ..engine import day, price_table

NAMES = {"dealer": "dealer", "经销商代码": "dealer", "product": "product", "price": "price", "from": "start"}


def workbook(*rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


class TestPriceTable(BaseCase):
    def read_table(self, content, filename="a.csv"):
        return price_table.read_table(content, filename, NAMES)

    def test_documented_examples(self):
        for module in (price_table, day):
            outcome = doctest.testmod(module)
            self.assertGreater(outcome.attempted, 1)
            self.assertFalse(outcome.failed)

    def test_rows_keep_the_number_that_the_spreadsheet_shows(self):
        rows = self.read_table(b"dealer,product,price\n\nD1,X,1\n,,\nD2,Y,2\n")
        self.assertEqual([number for number, _cells in rows], [3, 5])
        self.assertEqual(rows[1][1], {"dealer": "D2", "product": "Y", "price": "2"})

    def test_separators_and_encodings_of_spreadsheets(self):
        text = "经销商代码;product;price\nD1;X;1,5\n"
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            self.assertEqual(self.read_table(text.encode(encoding))[0][1]["dealer"], "D1", encoding)
        self.assertEqual(self.read_table(b"dealer\tproduct\tprice\nD1\tX\t1\n")[0][1]["price"], "1")

    def test_workbook_keeps_numbers_dates_and_codes(self):
        content = workbook(
            ["dealer", "product", "price", "from", "other"], [1001, "0012", 1.5, datetime(2026, 1, 2), "x"]
        )
        cells = self.read_table(content, "a.xlsx")[0][1]
        self.assertEqual(price_table.clean_text(cells["dealer"]), "1001")
        self.assertEqual(price_table.clean_text(cells["product"]), "0012")
        self.assertEqual(price_table.parse_number(cells["price"]), 1.5)
        self.assertEqual(price_table.parse_date(cells["start"]), date(2026, 1, 2))
        self.assertNotIn("other", cells)

    def test_what_is_no_table_is_named(self):
        for code, content, filename in (
            ("missing_column", b"dealer,amount\nD1,2\n", "a.csv"),
            ("empty", b"dealer,product,price\n", "a.csv"),
            ("empty", b"", "a.csv"),
            ("unreadable", b"PK\x03\x04 no workbook", "a.csv"),
            ("unreadable", b"no workbook", "a.xlsx"),
            ("unreadable", b"dealer,product,price\nD1,\x00,1\n", "a.csv"),
        ):
            with self.assertRaises(price_table.TableError) as caught:
                self.read_table(content, filename)
            self.assertEqual(caught.exception.code, code, content)

    def test_numbers_are_read_strictly(self):
        for text, decimal, number in (
            ("1234.5", ".", 1234.5),
            ("1,234.5", ".", 1234.5),
            ("1 234,5", ",", 1234.5),
            ("1.234", ",", 1234.0),
            ("-2", ".", -2.0),
            ("1e3", ".", 1000.0),
            ("", ".", None),
            (None, ".", None),
        ):
            self.assertEqual(price_table.parse_number(text, decimal), number, text)
        for text, decimal in (
            ("12,34.5", "."),
            ("1,5", "."),
            ("1.5", ","),
            ("12 EUR", "."),
            ("x", "."),
            ("nan", "."),
            ("-", "."),
        ):
            with self.assertRaises(ValueError, msg=text):
                price_table.parse_number(text, decimal)
        with self.assertRaises(ValueError):
            price_table.parse_number(float("inf"))

    def test_dates_are_read_strictly(self):
        for text in ("2026-02-03", "2026/2/3", "2026.02.03", "20260203", "03.02.2026", "2026-02-03 00:00:00"):
            self.assertEqual(price_table.parse_date(text), date(2026, 2, 3), text)
        self.assertIsNone(price_table.parse_date(" "))
        for text in ("02/03/2026", "2026-02-30", "soon"):
            with self.assertRaises(ValueError, msg=text):
                price_table.parse_date(text)

    def test_file_never_runs_as_formula(self):
        content = price_table.write_csv(["dealer"], [["=cmd()"], ["+1"], ["A"], [3.5]])
        self.assertIn(b"'=cmd()", content)
        self.assertIn(b"'+1", content)
        self.assertIn(b"\r\nA\r\n3.5", content)
        for text in ("=cmd()", "+1", "A"):
            self.assertEqual(price_table.clean_text(price_table.safe_text(text)), text)
