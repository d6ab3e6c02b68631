from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .book_common import BookCommon


@tagged("-at_install", "post_install")
class TestPriceMassChange(BookCommon):
    def prepare(self, products=None, user=None, pricelist=None, **vals):
        """Return {(product, quantity): new price} of the draft that the wizard prepares."""
        wizard = (
            self.env["dealer.price.mass.change"]
            .with_user(user or self.manager)
            .create(
                {
                    "pricelist_id": (pricelist or self.own_list).id,
                    "product_ids": (products or self.product | self.second).ids,
                    "date_start": self.day(10),
                    **vals,
                }
            )
        )
        self.change = self.env["dealer.price.change"].browse(wizard.action_prepare()["res_id"])
        return {(line.product_id, line.min_quantity): line.new_price for line in self.change.line_ids}

    def test_percent(self):
        new = self.prepare(percent=-5)
        self.assertEqual(new, {(self.product, 0): 95, (self.second, 0): 47.5})
        self.assertEqual(self.change.state, "draft")
        self.assertFalse(self.items())

    def test_amount(self):
        self.assertEqual(self.prepare(self.product, method="amount", amount=2.5), {(self.product, 0): 102.5})

    def test_margin_over_cost(self):
        new = self.prepare(method="margin", margin=25)
        self.assertEqual(new, {(self.product, 0): 80, (self.second, 0): 40})
        with self.assertRaises(ValidationError):
            self.prepare(method="margin", margin=100)

    def test_rounding(self):
        for method, expected in (("nearest", 98.5), ("up", 98.5), ("down", 98)):
            new = self.prepare(self.product, percent=-1.6, rounding=0.5, rounding_method=method)
            self.assertEqual(new, {(self.product, 0): expected}, method)
        self.assertEqual(self.prepare(self.second, percent=-1.23, rounding=0), {(self.second, 0): 49.385})

    def test_floor_is_kept_if_wanted(self):
        self.product.product_tmpl_id.floor_price = 90.01
        self.assertEqual(self.prepare(self.product, percent=-50, rounding=0.5), {(self.product, 0): 90.5})
        self.assertEqual(self.prepare(self.product, percent=-50, keep_floor=False), {(self.product, 0): 50})

    def test_steps_of_the_lists_behind_are_not_hidden(self):
        template = self.product.product_tmpl_id
        self.make_item(self.tier_list, template, 90.0, min_quantity=10)
        self.make_item(self.tier_list, template, 85.0, min_quantity=50)
        self.make_item(self.base_list, compute_price="percentage", percent_price=50, min_quantity=200)
        self.make_item(self.base_list, template, 90.0, min_quantity=20)
        new = self.prepare(self.product, percent=10)
        self.assertEqual(new, {(self.product, 0): 110, (self.product, 10): 99, (self.product, 50): 93.5})
        self.change.action_release()
        found = [self.price_on(10, quantity=quantity) for quantity in (1, 10, 49, 50)]
        self.assertEqual([round(price, 2) for price in found], [110, 99, 99, 93.5])

    def test_price_in_a_unit_of_its_own_stays_in_it(self):
        pack = self.env.ref("uom.product_uom_pack_6")
        self.make_item(self.own_list, self.product.product_tmpl_id, 540.0, uom_id=pack.id, min_quantity=1)
        self.prepare(self.product, percent=10)
        lines = {(line.uom_id, line.min_quantity): line.new_price for line in self.change.line_ids}
        self.assertEqual(lines, {(self.product.uom_id, 0): 110, (pack, 1): 594})

    def test_only_prices_of_the_list(self):
        self.load(self.row(price=80))
        self.assertEqual(self.prepare(percent=10, only_own=True), {(self.product, 0): 88})

    def test_category(self):
        category = self.env["product.category"].create({"name": "P Category"})
        below = self.env["product.category"].create({"name": "P Below", "parent_id": category.id})
        self.second.categ_id = below
        self.assertEqual(self.prepare(percent=10, categ_id=category.id), {(self.second, 0): 55})

    def test_prices_are_those_of_the_effective_date(self):
        self.load(self.row(price=80), self.row(price=60, start=self.day(5)))
        self.assertEqual(self.prepare(self.product, percent=10), {(self.product, 0): 66})

    def test_nothing_to_change(self):
        with self.assertRaisesRegex(UserError, "No price would change"):
            self.prepare(percent=0)

    def test_list_of_a_tier(self):
        self.assertEqual(self.prepare(self.product, percent=-10, pricelist=self.tier_list), {(self.product, 0): 90})
        self.change.action_release()
        self.assertEqual(self.price_on(10), 90)
        self.assertEqual(self.price_on(10, pricelist=self.other_dealer.pricelist_id), 90)

    def test_whole_catalogue_costs_as_many_queries_as_a_part(self):
        products = self.env["product.product"].create(
            [{"name": f"P {number}", "list_price": 10 + number, "default_code": f"PX{number}"} for number in range(60)]
        )

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.prepare(products[:count], percent=10)
            return self.env.cr.sql_log_count - before

        queries(2)
        self.assertLess(queries(60), queries(5) + 10)

    def test_weakest_users(self):
        with self.assertRaises(AccessError):
            self.prepare(user=self.salesman, percent=1)
        with self.assertRaises(AccessError):
            self.prepare(pricelist=self.west_dealer.pricelist_id, percent=1)


@tagged("-at_install", "post_install")
class TestPriceCopy(BookCommon):
    def copy_prices(self, *dealers, user=None, source=None, **vals):
        wizard = (
            self.env["dealer.price.copy"]
            .with_user(user or self.manager)
            .create(
                {
                    "source_id": (source or self.dealer).id,
                    "dealer_ids": [dealer.id for dealer in dealers],
                    "date_start": self.day(10),
                    **vals,
                }
            )
        )
        action = wizard.action_prepare()
        domain = [("id", "=", action["res_id"])] if action.get("res_id") else action["domain"]
        return self.env["dealer.price.change"].search(domain)

    def test_copy_becomes_a_draft_and_then_the_price(self):
        self.load(self.row(price=80), self.row(quantity=10, price=70), self.row(product=self.second, price=40))
        change = self.copy_prices(self.other_dealer)
        self.assertEqual((change.state, change.pricelist_id), ("draft", self.other_dealer.pricelist_id))
        self.assertFalse(self.items(self.other_dealer))
        change.action_release()
        theirs = self.other_dealer.pricelist_id
        self.assertEqual([self.price_on(10, quantity=quantity, pricelist=theirs) for quantity in (1, 10)], [80, 70])
        self.assertEqual(self.price_on(10, self.second, pricelist=theirs), 40)

    def test_only_what_is_valid_on_the_day(self):
        self.load(self.row(price=80), self.row(price=90, start=self.day(5)))
        self.assertEqual(self.copy_prices(self.other_dealer).line_ids.new_price, 80)
        self.assertEqual(self.copy_prices(self.other_dealer, date=self.day(6)).line_ids.new_price, 90)

    def test_percent_rounding_and_currency(self):
        self.load(self.row(price=80))
        self.assertEqual(self.copy_prices(self.other_dealer, percent=-2, rounding=0.5).line_ids.new_price, 78.5)
        (foreign,) = self.set_rates(EUR=0.5) if self.company.currency_id.name != "EUR" else self.set_rates(USD=0.5)
        abroad = self.make_dealer("P Abroad", self.unit, currency_id=foreign.id)
        self.assertAlmostEqual(self.copy_prices(abroad).line_ids.new_price, 40)

    def test_rules_and_conditions_are_copied_as_they_are(self):
        self.make_item(self.own_list, compute_price="percentage", percent_price=7)
        self.make_item(self.own_list, self.product.product_tmpl_id, 66.0, tier_ids=self.tier)
        theirs = self.other_dealer.pricelist_id
        older = self.make_item(theirs, compute_price="percentage", percent_price=3)
        self.copy_prices(self.other_dealer).action_release()
        items = self.env["product.pricelist.item"].search([("pricelist_id", "=", theirs.id)]) - older
        self.assertEqual(sorted(items.mapped("compute_price")), ["fixed", "percentage"])
        self.assertEqual(items.tier_ids, self.tier)
        self.assertEqual(older.date_end, fields.Datetime.subtract(items[0].date_start, seconds=1))
        self.assertEqual(self.price_on(10, pricelist=theirs), 66)
        self.assertAlmostEqual(self.price_on(10, self.second, pricelist=theirs), 46.5)

    def test_several_dealers_at_once(self):
        self.load(self.row(price=80))
        third = self.make_dealer("P Third", self.unit, state="applicant")
        changes = self.copy_prices(self.other_dealer, third)
        self.assertEqual(changes.dealer_id, self.other_dealer | third)
        self.assertTrue(third.pricelist_id)

    def test_nothing_to_copy(self):
        with self.assertRaisesRegex(UserError, "no prices of its own"):
            self.copy_prices(self.other_dealer)

    def test_weakest_users(self):
        self.load(self.row(price=80))
        with self.assertRaises(AccessError):
            self.copy_prices(self.other_dealer, user=self.salesman)
        with self.assertRaises(AccessError):
            self.copy_prices(self.west_dealer)
        with self.assertRaises(AccessError):
            self.copy_prices(self.other_dealer, source=self.west_dealer)
