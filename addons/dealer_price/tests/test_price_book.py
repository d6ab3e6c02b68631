from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .book_common import BookCommon


@tagged("-at_install", "post_install")
class TestPriceBook(BookCommon):
    def book(self, user=None, **vals):
        """Return {product: line} of a book, by default of the dealer."""
        vals = {"subject": "dealer", "dealer_id": self.dealer.id, "product_search": "PBK-", **vals}
        self.opened = self.env["dealer.price.book"].with_user(user or self.manager).create(vals)
        self.opened.action_show()
        return {line.product_id: line for line in self.opened.line_ids}

    def test_prices_steps_and_where_they_come_from(self):
        self.load(self.row(price=90), self.row(quantity=10, price=85))
        self.make_item(self.tier_list, self.second.product_tmpl_id, 45.0)
        self.make_item(self.tier_list, self.second.product_tmpl_id, 40.0, min_quantity=50)
        lines = self.book()
        first, second = lines[self.product], lines[self.second]
        self.assertEqual((first.price_1, first.price_10, first.price_50), (90, 85, 85))
        self.assertEqual((first.list_kind, first.pricelist_id), ("own", self.own_list))
        self.assertEqual((first.base_price, first.tier_price), (100, 100))
        self.assertEqual((second.price_1, second.price_10, second.price_50), (45, 45, 40))
        self.assertEqual((second.list_kind, second.pricelist_id), ("tier", self.tier_list))
        self.assertEqual((second.base_price, second.tier_price), (50, 45))
        self.assertEqual((first.steps, second.steps), ("10+", "50+"))

    def test_every_price_is_the_one_charged(self):
        self.load(self.row(price=90), self.row(quantity=10, price=85))
        for product, line in self.book().items():
            order = self.make_order(self.dealer, (product, 1), (product, 10), (product, 50))
            charged = order.order_line.mapped("price_unit")
            self.assertEqual([line.price_1, line.price_10, line.price_50], charged)

    def test_floor_margin_and_sales(self):
        self.load(self.row(price=90))
        self.sell(self.dealer, self.product, 3, 4, price=90)
        self.sell(self.dealer, self.product, 6, months=1)
        self.sell(self.west_dealer, self.product, 50)
        self.product.product_tmpl_id.floor_price = 95
        line = self.book()[self.product]
        self.assertEqual((line.cost, line.floor_price, line.below_floor), (60, 95, True))
        self.assertAlmostEqual(line.margin, 100 / 3, places=1)
        self.assertGreaterEqual(line.sold_90_days, 6)
        self.assertGreaterEqual(line.sold_quarter, 7)
        self.assertEqual(self.opened.below_floor_count, 1)

    def test_period(self):
        self.load(self.row(price=90, start=self.day(-3), end=self.day(3)))
        line = self.book()[self.product]
        self.assertEqual((line.valid_from, line.valid_until), (self.day(-3), self.day(3)))

    def test_two_days_compared(self):
        self.load(self.row(price=90), self.row(price=96, start=self.day(5)))
        line = self.book(compare_date=self.day(7))[self.product]
        self.assertEqual((line.price_1, line.compare_price, line.compare_difference, line.changed), (90, 96, 6, True))
        self.assertFalse(self.book(compare_date=self.day(2))[self.product].changed)
        self.assertEqual(self.book(date=self.day(5))[self.product].price_1, 96)

    def test_no_price_is_no_price(self):
        self.env["product.pricelist.item"].search([("pricelist_id", "=", self.base_list.id)]).unlink()
        line = self.book()[self.product]
        self.assertTrue(line.price_missing)
        self.assertFalse(line.below_floor)
        self.assertEqual(self.opened.missing_count, len(self.opened.line_ids))

    def test_subjects(self):
        self.make_item(self.tier_list, self.product.product_tmpl_id, 77.0)
        self.make_item(self.territory_list, self.product.product_tmpl_id, 66.0)
        for vals, price in (
            ({"subject": "tier", "tier_id": self.tier.id}, 77),
            ({"subject": "territory", "territory_id": self.country.id}, 66),
            ({"subject": "list", "pricelist_id": self.base_list.id}, 100),
        ):
            self.assertEqual(self.book(dealer_id=False, **vals)[self.product].price_1, price)

    def test_products_chosen(self):
        self.load(self.row(price=90))
        self.sell(self.dealer, self.second, 1, months=1)
        category = self.env["product.category"].create({"name": "P Category"})
        self.second.categ_id = category
        for vals, products in (
            ({"product_filter": "own"}, self.product),
            ({"product_filter": "sold"}, self.second),
            ({"categ_id": category.id}, self.second),
            ({"product_search": "PBK-1"}, self.product),
            ({"product_search": "P Second"}, self.second),
        ):
            self.assertEqual(self.env["product.product"].union(*self.book(**vals)), products, vals)

    def test_nothing_chosen_or_without_a_list(self):
        with self.assertRaisesRegex(UserError, "Choose whose prices"):
            self.book(dealer_id=False)
        with self.assertRaisesRegex(UserError, "P Silver has no price list"):
            self.book(subject="tier", tier_id=self.other_tier.id)

    def test_buttons_of_the_book(self):
        self.load(self.row(price=90))
        lines = self.book()
        wizard = self.env["dealer.price.mass.change"].browse(self.opened.action_mass_change()["res_id"])
        self.assertEqual(wizard.product_ids, self.product | self.second)
        wizard = self.env["dealer.price.mass.change"].browse(lines[self.second].action_mass_change()["res_id"])
        self.assertEqual((wizard.product_ids, wizard.pricelist_id), (self.second, self.own_list))
        explain = lines[self.product].action_explain()["context"]
        self.assertEqual(
            (explain["default_dealer_id"], explain["default_product_id"]), (self.dealer.id, self.product.id)
        )
        self.assertEqual(
            self.env["dealer.price.book.line"].search(self.opened.action_open_list()["domain"]).book_id, self.opened
        )
        self.make_change((self.product, 80))
        self.assertEqual(len(self.env["dealer.price.change"].search(self.opened.action_open_changes()["domain"])), 1)
        action = self.dealer.with_user(self.manager).action_open_price_book()
        self.assertTrue(self.env["dealer.price.book"].browse(action["res_id"]).line_count)

    def history(self, product=None):
        """Return [(step, price, from, until)] of the history that the book shows of a product."""
        action = self.book()[product or self.product].action_history()
        rows = self.env["dealer.price.history"].with_user(self.manager).search(action["domain"])
        self.rows = rows
        return [(row.min_quantity, row.price, row.date_start, row.date_end) for row in rows]

    def test_history_is_what_was_is_and_will_be_charged(self):
        self.load(self.row(price=90, start=self.day(-20)), self.row(price=96, start=self.day(5)))
        self.load(self.row(quantity=10, price=80, start=self.day(-5), end=self.day(-1)))
        self.assertEqual(
            self.history(),
            [
                (0, 100, False, self.day(-21)),
                (0, 90, self.day(-20), self.day(4)),
                (0, 96, self.day(5), False),
                (10, 100, False, self.day(-21)),
                (10, 90, self.day(-20), self.day(-6)),
                (10, 80, self.day(-5), self.day(-1)),
                (10, 90, self.day(0), self.day(4)),
                (10, 96, self.day(5), False),
            ],
        )
        self.assertEqual(self.rows.filtered("is_current").mapped("price"), [90, 90])
        self.assertEqual(self.rows.source_id, self.base_list | self.own_list)
        self.assertEqual(self.rows[1].user_id, self.manager)

    def test_chart_has_every_step_on_every_day_of_a_change(self):
        pack = self.env.ref("uom.product_uom_pack_6")
        self.load(
            self.row(price=90, start=self.day(-20)),
            self.row(unit="Pack of 6", quantity=1, price=480, start=self.day(-10)),
        )
        self.history()
        action = self.rows[0].action_chart()
        points = self.env["dealer.price.history"].with_user(self.manager).search(action["domain"])
        chart = {(point.uom_id, point.date_start): point.unit_price for point in points}
        days = [self.day(-21), self.day(-20), self.day(-10), self.day(0)]
        self.assertEqual([chart[self.product.uom_id, day] for day in days], [100, 90, 90, 90])
        self.assertEqual([chart[pack, day] for day in days], [100, 90, 80, 80])
        self.assertEqual(len(points), 8)
        self.assertTrue(self.env["dealer.price.history"].with_user(self.manager).action_chart()["domain"])

    def test_start_within_a_second(self):
        item = self.make_item(self.own_list, self.product.product_tmpl_id, 90.0, date_start="2026-01-01 00:00:00")
        self.env.cr.execute(
            "UPDATE product_pricelist_item SET date_start = '2026-01-01 00:00:00.7' WHERE id = %s", [item.id]
        )
        item.invalidate_recordset()
        self.assertEqual([row[1] for row in self.history()], [100, 90])

    def test_history_of_a_product_whose_price_never_changed(self):
        self.assertEqual(self.history(), [(0, 100, False, False)])
        with self.assertRaises(AccessError):
            self.rows.with_user(self.salesman).read(["price"])

    def test_whole_catalogue_costs_as_many_queries_as_a_part(self):
        self.env["product.product"].create(
            [
                {"name": f"P {number}", "list_price": 10 + number, "default_code": f"PX{number:02}"}
                for number in range(60)
            ]
        )

        def queries(search):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.book(product_search=search)
            return self.env.cr.sql_log_count - before

        queries("PX0")
        self.assertLess(queries("PX"), queries("PX0") + 10)

    def test_weakest_users(self):
        lines = self.book(user=self.salesman)
        opened = self.opened
        self.assertEqual(lines[self.product].price_1, 100)
        with self.assertRaises(AccessError):
            lines[self.product].with_user(self.salesman).action_mass_change()
        with self.assertRaises(AccessError):
            self.book(user=self.west_salesman)
        with self.assertRaises(AccessError):
            self.book(user=self.west_salesman, subject="list", pricelist_id=self.own_list.id, dealer_id=False)
        with self.assertRaises(AccessError):
            self.book(user=self.salesman, dealer_id=self.west_dealer.id, pricelist_id=self.own_list.id)
        with self.assertRaises(AccessError):
            self.west_dealer.pricelist_id.with_user(self.salesman)._price_steps(self.product, self.now)
        for user in (self.west_salesman, self.manager):
            with self.assertRaises(AccessError):
                opened.with_user(user).read(["date"])
        with self.assertRaises(AccessError):
            self.book(user=self.make_member("p_member", self.dealer, role="admin"))
