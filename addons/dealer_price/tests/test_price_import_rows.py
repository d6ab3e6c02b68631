import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine import price_table
from .book_common import BookCommon


@tagged("-at_install", "post_install")
class TestPriceImportRows(BookCommon):
    """What is wrong is told by row; the other rows are not harmed by it."""

    def problems(self, *rows, **vals):
        """Return [(row, code)] of the errors and warnings that checking ``rows`` finds; row 2 is the first."""
        check = self.make_import(rows, **vals)
        check.action_check()
        self.last = check
        return [(line.row, line.code) for line in check.line_ids.sorted("row")]

    def test_values_missing(self):
        found = self.problems(
            ["", "PBK-1", "", "", 1], [self.dealer.code, "", "", "", 1], self.row(price=""), self.row()
        )
        self.assertEqual(found, [(2, "missing_value"), (3, "missing_value"), (4, "missing_value")])
        self.assertEqual(self.last.created_count, 1)

    def test_unknown_dealer(self):
        self.assertEqual(self.problems(["NOBODY", "PBK-1", "", "", 1], self.row()), [(2, "unknown_dealer")])
        self.assertIn("NOBODY", self.last.line_ids.message)

    def test_dealer_of_another_company_is_unknown(self):
        company = self.make_company("P Company B", "CNY")
        other = self.make_dealer("P B dealer", self.make_unit("P B", company=company))
        other.code = "P-OTHER-COMPANY"
        self.assertEqual(self.problems(self.row(other)), [(2, "unknown_dealer")])

    def test_no_right_on_the_dealer(self):
        self.assertEqual(self.problems(self.row(self.west_dealer)), [(2, "no_right")])
        # To see a dealer is not enough: the role of the price manager has to cover it.
        self.make_role_line(self.manager, "auditor", "subtree", self.env.ref("dealer.unit_group"))
        self.assertEqual(self.problems(self.row(self.west_dealer), self.row()), [(2, "no_right")])
        self.load(self.row(self.west_dealer), self.row(), on_error="valid")
        self.assertFalse(self.items(self.west_dealer))
        self.assertTrue(self.items())

    def test_unknown_product(self):
        self.assertEqual(self.problems([self.dealer.code, "NOTHING", "", "", 1]), [(2, "unknown_product")])
        self.second.active = False
        self.assertEqual(self.problems(self.row(product=self.second)), [(2, "unknown_product")])

    def test_product_code_that_is_not_unique(self):
        self.make_product("P Twin", default_code="PBK-2")
        self.assertEqual(self.problems(self.row(product=self.second)), [(2, "ambiguous_product")])

    def test_numbers(self):
        rows = [
            self.row(price="x"),
            self.row(price="1,5"),
            self.row(price=0),
            self.row(price=-1),
            self.row(quantity="many"),
        ]
        rows.append(self.row(quantity=-1))
        self.assertEqual(
            self.problems(*[cells[:4] + [f'"{cells[4]}"'] + cells[5:] for cells in rows]),
            [(number, "bad_number") for number in range(2, 8)],
        )

    def test_dates(self):
        found = self.problems(
            self.row(start="soon"), self.row(end="2026-02-30"), self.row(start="2030-02-01", end="2030-01-31")
        )
        self.assertEqual(found, [(2, "bad_date"), (3, "bad_date"), (4, "bad_period")])
        self.assertFalse(self.problems(self.row(start="2030-02-01", end="2030-02-01")))

    def test_wrong_unit(self):
        found = self.problems(self.row(unit="kg"), self.row(unit="handful"), self.row(unit="Pack of 6"))
        self.assertEqual(found, [(2, "wrong_unit"), (3, "wrong_unit")])

    def test_wrong_currency(self):
        own = self.own_list.currency_id.name
        found = self.problems(self.row(currency="XAF"), self.row(quantity=5, currency=own.lower()))
        self.assertEqual(found, [(2, "wrong_currency")])

    def test_row_twice(self):
        found = self.problems(self.row(price=1), self.row(price=2), self.row(quantity=5), self.row(start="2030-01-01"))
        self.assertEqual(found, [(3, "duplicate_row")])
        self.assertIn("row 2", self.last.line_ids.message)
        # The product's unit, named or not, is the same unit.
        self.assertEqual(self.problems(self.row(), self.row(unit="Units")), [(3, "duplicate_row")])

    def test_overlap_within_the_file(self):
        found = self.problems(
            self.row(start="2030-01-01", end="2030-06-30"),
            self.row(start="2030-06-30", end="2030-12-31"),
            self.row(start="2031-01-01"),
            self.row(quantity=5, start="2030-06-30", end="2030-12-31"),
        )
        self.assertEqual(found, [(3, "overlapping_period")])

    def test_overlap_with_what_is_there(self):
        self.load(self.row(start="2030-01-01", end="2030-06-30"), self.row(start="2030-10-01"))
        for start, end in (
            ("2030-06-01", "2030-08-01"),
            ("2030-06-01", ""),
            ("2030-08-01", "2030-10-01"),
            ("2029-01-01", "2030-03-01"),
        ):
            self.assertEqual(self.problems(self.row(start=start, end=end)), [(2, "overlapping_period")], (start, end))
        self.assertFalse(self.problems(self.row(start="2030-07-01", end="2030-09-30")))

    def test_overlap_chain_is_taken_out_until_none_is_left(self):
        rows = [self.row(start=f"2030-0{month}-01", end=f"2030-0{month + 1}-15") for month in range(1, 7)]
        check = self.load(*rows, on_error="valid")
        self.assertEqual(check.error_count + check.created_count, 6)
        items = self.items()
        for before, after in zip(items[:-1], items[1:], strict=True):
            self.assertLess(before.date_end, after.date_start)

    def test_below_the_floor_is_a_warning(self):
        self.product.product_tmpl_id.floor_price = 50
        found = self.problems(
            self.row(price="49.99"), self.row(quantity=2, price=50), self.row(unit="Pack of 6", price=299)
        )
        self.assertEqual(found, [(2, "below_floor"), (4, "below_floor")])
        self.assertEqual((self.last.error_count, self.last.warning_count), (0, 2))
        self.last.action_import()
        self.assertEqual(len(self.items()), 3)

    def test_wrong_rows_keep_the_whole_file_out(self):
        price_import = self.make_import([self.row(), ["NOBODY", "PBK-1", "", "", 1]])
        with self.assertRaisesRegex(UserError, r"1 of 2 rows.*Row 3.*NOBODY"):
            price_import.action_import()
        self.assertFalse(self.items())

    def test_valid_rows_go_in_if_wanted(self):
        done = self.load(self.row(price=11), ["NOBODY", "PBK-1", "", "", 1], on_error="valid")
        self.assertEqual((done.state, done.created_count, done.error_count), ("done", 1, 1))
        self.assertEqual(self.price()[0], 11)

    def test_rejected_rows_come_back_as_a_file(self):
        self.load(self.row(), ["NOBODY", "PBK-1", "Units", 5, "1.50", "", "2030-01-01", ""], on_error="valid")
        done = self.env["dealer.price.import"].search([], order="id desc", limit=1)
        rows = price_table.read_table(base64.b64decode(done.error_file), "r.csv", done._heading_names())
        self.assertEqual(len(rows), 1)
        self.assertEqual(list(rows[0][1].values()), ["NOBODY", "PBK-1", "Units", "5", "1.50", "", "2030-01-01", ""])
        self.assertIn("NOBODY", base64.b64decode(done.error_file).decode().split("\n")[1])
