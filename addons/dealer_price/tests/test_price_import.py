import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine import price_table
from .book_common import BookCommon


@tagged("-at_install", "post_install")
class TestPriceImport(BookCommon):
    def test_new_prices_reach_the_dealer(self):
        done = self.load(
            self.row(price="81.35"), self.row(quantity=10, price="78"), self.row(self.other_dealer, price=90)
        )
        self.assertEqual((done.state, done.created_count, done.dealer_count), ("done", 3, 2))
        self.assertEqual(self.price()[0], 81.35)
        self.assertEqual(self.price(quantity=10)[0], 78)
        self.assertEqual(self.price(pricelist=self.other_dealer.pricelist_id)[0], 90)

    def test_dry_run_writes_no_price(self):
        self.load(self.row(price=20))
        before = self.items().read()
        lists = self.env["product.pricelist"].search_count([])
        check = self.make_import(
            [
                self.row(price=30),
                self.row(price=40, start=self.day(5)),
                self.row(self.other_dealer),
                ["NOBODY", "PBK-1", "", "", 1],
            ]
        )
        check.action_check()
        self.assertEqual(check.state, "checked")
        self.assertEqual((check.created_count, check.updated_count, check.closed_count), (2, 1, 0))
        self.assertEqual((check.row_count, check.error_count), (4, 1))
        self.assertEqual(self.items().read(), before)
        self.assertFalse(self.items(self.other_dealer))
        self.assertEqual(self.env["product.pricelist"].search_count([]), lists)

    def test_same_file_again_changes_nothing(self):
        rows = [
            self.row(price="81.35"),
            self.row(quantity=10, price=78, start=self.day(-10), end=self.day(10)),
            self.row(price=85, start=self.day(20)),
            self.row(self.other_dealer, self.second, "pack of 6", 2, 500),
        ]
        self.load(*rows)
        before = (self.items() | self.items(self.other_dealer, self.second)).read()
        again = self.load(*rows)
        self.assertEqual((again.created_count, again.updated_count, again.closed_count), (0, 0, 0))
        self.assertEqual(again.unchanged_count, 4)
        self.assertEqual((self.items() | self.items(self.other_dealer, self.second)).read(), before)

    def test_same_price_is_known_by_product_unit_quantity_and_start(self):
        self.load(self.row(price=80), self.row(quantity=10, price=70), self.row(unit="Pack of 6", price=900))
        again = self.load(self.row(price=79), self.row(quantity=10, price=70), self.row(unit="pack of 6", price=890))
        self.assertEqual((again.updated_count, again.unchanged_count, again.created_count), (2, 1, 0))
        self.assertEqual(sorted(self.items().mapped("fixed_price")), [70, 79, 890])

    def test_price_entered_by_hand_is_the_same_price(self):
        by_hand = self.make_item(self.own_list, self.product.product_tmpl_id, 99.0)
        of_variant = self.make_item(self.own_list, self.second, 88.0)
        done = self.load(self.row(price=98), self.row(product=self.second, price=87))
        self.assertEqual(done.updated_count, 2)
        self.assertEqual((by_hand.fixed_price, of_variant.fixed_price), (98, 87))

    def test_item_with_a_condition_or_a_percentage_is_another_price(self):
        special = self.make_item(self.own_list, self.product.product_tmpl_id, 50.0, tier_ids=self.tier)
        percent = self.make_item(
            self.own_list, self.product.product_tmpl_id, compute_price="percentage", percent_price=5
        )
        done = self.load(self.row(price=98))
        self.assertEqual(done.created_count, 1)
        self.assertEqual((special.fixed_price, percent.percent_price), (50, 5))

    def test_new_open_price_closes_the_open_one_before(self):
        self.load(self.row(price=80))
        done = self.load(self.row(price=85, start=self.day(10)))
        self.assertEqual((done.created_count, done.closed_count), (1, 1))
        self.assertEqual(self.periods(), [(80, None, self.day(9)), (85, self.day(10), None)])
        moments = (self.company._dealer_day_end(self.day(9)), self.company._dealer_day_start(self.day(10)))
        self.assertEqual([self.price(date=moment)[0] for moment in moments], [80, 85])

    def test_price_before_an_announced_one_ends_there(self):
        self.load(self.row(price=85, start=self.day(10)))
        self.load(self.row(price=80, start=self.day(2)))
        self.assertEqual(self.periods(), [(80, self.day(2), self.day(9)), (85, self.day(10), None)])

    def test_price_between_two_others_takes_its_place(self):
        self.load(self.row(price=80), self.row(price=90, start=self.day(20)))
        done = self.load(self.row(price=85, start=self.day(10)))
        self.assertEqual((done.created_count, done.closed_count), (1, 1))
        days = [(80, None, self.day(9)), (85, self.day(10), self.day(19)), (90, self.day(20), None)]
        self.assertEqual(self.periods(), days)

    def test_versions_come_to_the_same_in_any_order(self):
        rows = [self.row(price=80 + day, start=self.day(day)) for day in (1, 5, 9, 14, 30)]
        expected = [(81, 5), (85, 9), (89, 14), (94, 30), (110, None)]
        for order in ((0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3), (0, 4, 2, 3, 1)):
            self.items().unlink()
            for place in order:
                self.load(rows[place])
            found = [(price, end) for price, _start, end in self.periods()]
            self.assertEqual(found, [(price, end and self.day(end - 1)) for price, end in expected], order)

    def test_price_with_an_end_of_its_own_is_no_part_of_the_base(self):
        self.load(self.row(price=80), self.row(price=70, start=self.day(5), end=self.day(6)))
        self.load(self.row(price=71, start=self.day(7), end=self.day(8)))
        again = self.load(self.row(price=80))
        self.assertEqual((again.unchanged_count, again.closed_count), (1, 0))
        self.assertEqual([self.price_on(day) for day in (4, 5, 7, 9)], [80, 70, 71, 80])

    def test_price_with_an_end_lies_above_the_open_one(self):
        self.load(self.row(price=80), self.row(price=70, start=self.day(5), end=self.day(6)))
        self.assertEqual(self.periods(), [(80, None, None), (70, self.day(5), self.day(6))])
        found = [self.price(date=self.company._dealer_day_start(self.day(day)))[0] for day in (4, 5, 6, 7)]
        self.assertEqual(found, [80, 70, 70, 80])

    def test_days_are_those_of_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.load(self.row(price=70, start="2030-02-01", end="2030-02-28"))
        item = self.items()
        self.assertEqual(str(item.date_start), "2030-01-31 16:00:00")
        self.assertEqual(str(item.date_end), "2030-02-28 15:59:59")

    def test_dealer_without_a_list_gets_one(self):
        applicant = self.make_dealer("P Applicant", self.unit, state="applicant")
        self.assertFalse(applicant.pricelist_id)
        self.make_import([self.row(applicant)]).action_check()
        self.assertFalse(applicant.pricelist_id)
        self.load(self.row(applicant, price=44))
        self.assertEqual(self.items(applicant).fixed_price, 44)

    def test_variants_have_their_own_prices(self):
        attribute = self.env["product.attribute"].create({"name": "P Colour", "create_variant": "always"})
        values = self.env["product.attribute.value"].create(
            [{"name": name, "attribute_id": attribute.id} for name in ("red", "blue")]
        )
        template = self.env["product.template"].create(
            {
                "name": "P Shirt",
                "attribute_line_ids": [
                    Command.create({"attribute_id": attribute.id, "value_ids": [Command.set(values.ids)]})
                ],
            }
        )
        red, blue = template.product_variant_ids
        red.default_code, blue.default_code = "P-R", "P-B"
        self.load(self.row(product=red, price=5), self.row(product=blue, price=6))
        self.assertEqual([self.price(red)[0], self.price(blue)[0]], [5, 6])
        self.assertEqual(self.items(product=red).product_id, red | blue)

    def test_product_is_found_by_barcode(self):
        self.second.barcode = "4006381333931"
        self.load([self.dealer.code, "4006381333931", "", "", 12])
        self.assertEqual(self.price(self.second)[0], 12)

    def test_headings_of_both_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        header = ["Dealer code", "Product code", "Price", "Dealer"]
        self.make_import([[self.dealer.code, "PBK-1", 33, "anything"]], header=header).action_import()
        self.assertEqual(self.price()[0], 33)

    def test_comma_is_decimal_if_said_so(self):
        content = f"dealer;product;price\n{self.dealer.code};PBK-1;1.234,50\n".encode()
        done = self.make_import([], decimal_separator=",")
        done.file = base64.b64encode(content)
        done.action_import()
        self.assertEqual(self.price()[0], 1234.5)

    def test_columns_of_other_addons_have_their_defaults(self):
        self.load(self.row(price=1), self.row(product=self.second, price=2))
        first, second = self.items(), self.items(product=self.second)
        ours = {"id", "product_tmpl_id", "fixed_price", "create_date", "write_date"}
        names = [
            name for name, field in first._fields.items() if field.store and field.column_type and name not in ours
        ]
        self.assertEqual(first.read(names, load=None)[0] | {"id": 0}, second.read(names, load=None)[0] | {"id": 0})
        self.assertEqual(first.create_uid, self.manager)

    def test_outcome_is_set_by_the_verbs_only(self):
        price_import = self.make_import([self.row()])
        for vals in ({"state": "done"}, {"error_count": 0}, {"line_ids": [Command.clear()]}, {"date_done": self.now}):
            with self.assertRaises(UserError):
                price_import.write(vals)
        with self.assertRaises(UserError):
            self.make_import([self.row()], state="done")
        forged = price_import.with_context(default_state="done", default_created_count=7).copy()
        self.assertEqual((forged.state, forged.created_count), ("draft", 0))

    def test_import_that_was_carried_out_stays_as_it_is(self):
        done = self.load(self.row())
        for change in (lambda: done.write({"on_error": "valid"}), done.action_import, done.action_check, done.unlink):
            with self.assertRaises(UserError):
                change()
        self.assertEqual(done.copy().state, "draft")

    def test_other_settings_ask_for_another_check(self):
        check = self.make_import([self.row()])
        check.action_check()
        check.on_error = "valid"
        self.assertEqual(check.state, "draft")

    def test_file_that_is_no_table_is_refused_in_a_sentence(self):
        with self.assertRaisesRegex(UserError, "Product code, Price"):
            self.make_import([["x"]], header=["dealer"]).action_check()
        with self.assertRaisesRegex(UserError, "has no rows"):
            self.make_import([]).action_check()

    def test_template_is_a_file_that_can_be_read(self):
        url = self.env["dealer.price.import"].action_template()["url"]
        self.assertTrue(url.endswith("dealer_prices_en_US.csv"))
        names = self.env["dealer.price.import"]._heading_names()
        names |= {
            "经销商代码": "dealer",
            "产品编码": "product",
            "价格": "price",
        }
        from odoo.tools import file_open

        for lang in ("en_US", "zh_CN"):
            with file_open(f"dealer_price/static/csv/dealer_prices_{lang}.csv", "rb") as file:
                self.assertEqual(len(price_table.read_table(file.read(), "a.csv", names)), 3)

    def test_people_who_do_not_set_prices_cannot_import(self):
        with self.assertRaises(AccessError):
            self.make_import([self.row()], user=self.salesman)
        price_import = self.make_import([self.row()])
        with self.assertRaises(AccessError):
            price_import.with_user(self.salesman).action_import()
        colleague = self.make_user("p_colleague", self.role, "subtree", self.unit)
        with self.assertRaises(AccessError):
            price_import.with_user(colleague).action_check()
