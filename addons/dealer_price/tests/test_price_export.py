import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..engine import price_table
from .book_common import BookCommon


@tagged("-at_install", "post_install")
class TestPriceExport(BookCommon):
    def export(self, user=None, **vals):
        """Return the rows of the exported file as lists of texts."""
        wizard = self.env["dealer.price.export"].with_user(user or self.manager).create(vals)
        wizard.action_export()
        self.wizard = wizard
        names = self.env["dealer.price.import"]._heading_names()
        rows = price_table.read_table(base64.b64decode(wizard.file), wizard.filename, names)
        return [[price_table.clean_text(cell) for cell in cells.values()] for _number, cells in rows]

    def fill(self):
        self.load(
            self.row(price=80),
            self.row(price="85.5", start=self.day(10), end=self.day(20)),
            self.row(product=self.second, unit="Pack of 6", quantity=2, price=270),
            self.row(self.other_dealer, price=90),
        )

    def test_exported_file_is_taken_back_unchanged(self):
        self.fill()
        for file_format in ("csv", "xlsx"):
            self.assertEqual(len(self.export(file_format=file_format)), 4)
            back = self.env["dealer.price.import"].with_user(self.manager)
            back = back.create({"file": self.wizard.file, "filename": self.wizard.filename})
            back.action_import()
            self.assertEqual((back.unchanged_count, back.row_count), (4, 4), file_format)
            self.assertEqual((back.created_count, back.updated_count, back.closed_count), (0, 0, 0), file_format)

    def test_what_is_exported(self):
        self.fill()
        own = self.own_list.currency_id.name
        rows = self.export(dealer_ids=self.dealer.ids, file_format="csv")
        self.assertIn([self.dealer.code, "PBK-2", "Pack of 6", "2.0", "270.0", own, "", ""], rows)
        self.assertEqual({row[0] for row in rows}, {self.dealer.code})
        self.assertEqual(len(self.export(dealer_ids=self.dealer.ids, date=self.today)), 2)
        self.assertEqual(len(self.export(dealer_ids=self.dealer.ids, date=self.day(15))), 3)

    def test_rules_and_conditions_are_counted_as_left_out(self):
        self.fill()
        self.make_item(self.own_list, compute_price="percentage", percent_price=5)
        self.make_item(self.own_list, self.product.product_tmpl_id, 1.0, tier_ids=self.tier)
        self.assertEqual(len(self.export()), 4)
        self.assertEqual((self.wizard.row_count, self.wizard.skipped_count), (4, 2))

    def test_codes_stay_text(self):
        self.product.default_code = "=1+1"
        self.fill()
        for file_format in ("csv", "xlsx"):
            self.assertIn("=1+1", {row[1] for row in self.export(file_format=file_format)})

    def test_scope(self):
        self.fill()
        self.make_item(self.west_dealer.pricelist_id, self.product.product_tmpl_id, 12.0)
        for user in (self.manager, self.salesman):
            self.assertNotIn(self.west_dealer.code, {row[0] for row in self.export(user=user)})
        with self.assertRaises(AccessError):
            self.export(user=self.west_salesman, dealer_ids=self.dealer.ids)
        self.assertEqual({row[0] for row in self.export(user=self.west_salesman)}, {self.west_dealer.code})
        with self.assertRaises(AccessError):
            self.wizard.with_user(self.manager).read(["file"])
        with self.assertRaises(AccessError):
            self.export(user=self.make_member("p_member", self.dealer, role="admin"))
