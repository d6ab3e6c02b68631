"""Single rules of the engine, spelled out: conditions, steps and units, dates, currencies, bases, and no price."""

from datetime import date, datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.dealer_price import uninstall_hook

from .common import PriceCommon


@tagged("post_install", "-at_install")
class TestPriceTerms(PriceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.kilo = cls.env.ref("uom.product_uom_kgm")

    def test_nearer_list_before_better_match(self):
        self.make_item(self.tier_list, self.product, 70.0, tier_ids=self.tier, min_quantity=5)
        own = self.make_item(self.own_list, None, 80.0)
        self.assertEqual(self.price(quantity=10), (80.0, own))

    def test_all_conditions_have_to_hold(self):
        item = self.make_item(
            self.base_list, self.product, 60.0, tier_ids=self.tier, type_ids=self.type, territory_id=self.country.id
        )
        self.assertEqual(self.price(), (60.0, item))
        for field, value in (("tier_id", self.other_tier), ("type_id", self.other_type), ("territory_id", False)):
            before = self.dealer[field]
            self.dealer[field] = value
            self.dealer.price_policy = "own_list"
            self.assertEqual(self.price()[0], 100.0, field)
            self.dealer[field] = before

    def test_conditions_of_a_list_asked_directly_hold_for_nobody(self):
        self.make_item(self.tier_list, self.product, 60.0, tier_ids=self.tier)
        self.tier_list.fallback_id = self.base_list
        self.assertEqual(self.price(pricelist=self.tier_list)[0], 100.0)
        self.assertEqual(self.price()[0], 60.0)

    def test_territory_and_below(self):
        item = self.make_item(self.base_list, self.product, 60.0, territory_id=self.region.id)
        self.assertEqual(self.price(), (60.0, item))
        self.dealer.territory_id = self.country
        self.assertEqual(self.price()[0], 100.0)

    def test_step_and_price_in_a_unit_of_their_own(self):
        item = self.make_item(self.own_list, self.product, 960.0, uom_id=self.dozen.id, min_quantity=1)
        self.assertEqual(self.price(quantity=11)[0], 100.0)
        self.assertEqual(self.price(quantity=12), (80.0, item))
        self.assertEqual(self.price(quantity=1, uom=self.dozen), (960.0, item))
        dearer = self.make_item(self.own_list, self.product, 82.0, min_quantity=11)
        self.assertEqual(self.price(quantity=12), (80.0, item))
        self.assertEqual(self.price(quantity=11), (82.0, dearer))

    def test_uninstalled_without_leaving_prices_that_were_not_for_all(self):
        for vals in ({"tier_ids": self.tier}, {"type_ids": self.type}, {"territory_id": self.region.id}):
            self.make_item(self.base_list, self.product, 60.0, **vals)
        self.make_item(self.own_list, self.product, 960.0, uom_id=self.dozen.id)
        plain = self.make_item(self.own_list, self.product, 90.0)
        uninstall_hook(self.env)
        domain = [("pricelist_id", "in", (self.own_list + self.base_list).ids), ("fixed_price", "in", (60, 90, 960))]
        self.assertEqual(self.env["product.pricelist.item"].search(domain), plain)

    def test_uninstalled_without_leaving_people_outside(self):
        """Who managed prices, and nothing else, is still a colleague; a role of another add-on stays as it is."""
        pricer = self.make_user("un_pricer")
        both = self.make_user("un_both", "sales_desk")
        for user in (pricer, both):
            user.role_line_ids = [Command.create({"role_id": self.env.ref("dealer_price.role_price_manager").id})]
        uninstall_hook(self.env)
        self.assertFalse(pricer.role_line_ids)
        self.assertTrue(pricer._is_internal())
        self.assertEqual(both.role_line_ids.role_id, self.env.ref("dealer.role_sales_desk"))

    def test_a_unit_of_another_kind_is_refused_or_does_not_apply(self):
        with self.assertRaises(ValidationError):
            self.make_item(self.own_list, self.product, 5.0, uom_id=self.kilo.id)
        self.make_item(self.own_list, None, 5.0, uom_id=self.kilo.id)
        self.assertEqual(self.price()[0], 100.0)

    def test_period(self):
        def day(days):
            return self.now + timedelta(days=days)

        past = self.make_item(self.own_list, self.product, 70.0, date_end=day(-1))
        future = self.make_item(self.own_list, self.product, 60.0, date_start=day(1))
        always = self.make_item(self.own_list, self.product, 80.0)
        self.assertEqual(self.price(), (80.0, always))
        self.assertEqual(self.price(date=day(-2)), (80.0, always), "later start counts first, no start is oldest")
        self.assertEqual(self.price(date=day(2)), (60.0, future))
        always.unlink()
        self.assertEqual(self.price(date=day(-2)), (70.0, past))

    def test_the_bounds_of_a_period_belong_to_it(self):
        start, end = datetime(2024, 5, 1, 8, 0, 0), datetime(2024, 5, 31, 8, 0, 0)
        self.make_item(self.own_list, self.product, 70.0, date_start=start, date_end=end)
        for moment, price in (
            (start - timedelta(seconds=1), 100.0),
            (start, 70.0),
            (end.replace(microsecond=999), 70.0),
            (end + timedelta(seconds=1), 100.0),
        ):
            self.assertEqual(self.price(date=moment)[0], price)

    def test_a_day_begins_in_the_companys_time_zone(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.make_item(
            self.own_list,
            self.product,
            70.0,
            date_start=self.company._dealer_day_start("2024-05-01"),
            date_end=self.company._dealer_day_end("2024-05-02"),
        )
        self.assertEqual(self.company._dealer_day_start("2024-05-01"), datetime(2024, 4, 30, 16, 0, 0))
        for day, price in (
            (date(2024, 4, 30), 100.0),
            (date(2024, 5, 1), 70.0),
            (date(2024, 5, 2), 70.0),
            (date(2024, 5, 3), 100.0),
        ):
            self.assertEqual(self.price(date=day)[0], price, day)

    def test_daylight_saving_does_not_move_a_day(self):
        self.company.partner_id.tz = "Europe/Berlin"
        self.assertEqual(self.company._dealer_day_start("2024-03-31"), datetime(2024, 3, 30, 23, 0, 0))
        self.assertEqual(self.company._dealer_day_end("2024-03-31"), datetime(2024, 3, 31, 21, 59, 59))

    def test_everything_in_a_list_is_in_its_currency(self):
        (yuan,) = self.set_rates(CNY=8.0)
        chinese = self.make_list("P yuan", yuan)
        self.own_list.fallback_id = chinese
        item = self.make_item(chinese, self.product, 400.0)
        self.assertEqual(self.price(), (50.0, item))
        item.write({"compute_price": "formula", "price_discount": 10, "price_surcharge": 8.0})
        self.assertAlmostEqual(self.price()[0], 91.0)
        item.write({"price_surcharge": 0, "price_min_margin": 16.0, "price_max_margin": 24.0})
        self.assertAlmostEqual(self.price()[0], 102.0)
        self.assertAlmostEqual(self.price(currency=yuan)[0], 816.0)

    def test_the_rate_of_the_date_counts(self):
        (yuan,) = self.set_rates(CNY=8.0)
        self.set_rate(yuan, 10.0, "2024-06-01")
        chinese = self.make_list("P yuan", yuan)
        self.own_list.fallback_id = chinese
        self.make_item(chinese, self.product, 400.0)
        self.assertEqual(self.price(date=datetime(2024, 5, 31, 12))[0], 50.0)
        self.assertEqual(self.price(date=datetime(2024, 6, 1, 12))[0], 40.0)

    def test_rates_of_the_lists_company_count(self):
        """Whoever asks, and from whichever company: a dealer's price is that of the dealer's company."""
        (yuan,) = self.set_rates(CNY=8.0)
        self.make_item(self.own_list, self.product, 80.0)
        other = self.make_company("P Rates", "CNY")
        price = self.own_list.with_company(other)._get_product_price(self.product, 1.0, currency=yuan)
        self.assertAlmostEqual(price, 640.0)

    def test_cost_and_markup(self):
        self.product.standard_price = 40.0
        self.make_item(self.own_list, self.product, compute_price="formula", base="standard_price", price_markup=25)
        self.assertEqual(self.price()[0], 50.0)

    def test_cost_is_that_of_the_dealers_company(self):
        self.product.standard_price = 40.0
        self.make_item(self.own_list, self.product, compute_price="formula", base="standard_price", price_markup=25)
        other = self.make_company("P Costs", self.company.currency_id.name)
        self.product.with_company(other).standard_price = 99.0
        self.assertEqual(self.own_list.with_company(other)._get_product_price(self.product, 1.0), 50.0)

    def test_based_on_another_list(self):
        other = self.make_list("P other")
        self.make_item(other, self.product, 90.0)
        self.make_item(
            self.own_list,
            None,
            compute_price="percentage",
            percent_price=10,
            base="pricelist",
            base_pricelist_id=other.id,
        )
        self.assertEqual(self.price()[0], 81.0)
        unlisted = self.make_product("P unlisted", 10.0)
        self.assertEqual(self.price(unlisted)[0], 9.0, "a plain list without a rule gives the sales price")

    def test_conditions_hold_through_lists_that_prices_are_based_on(self):
        other = self.make_list("P other")
        self.make_item(other, self.product, 90.0, tier_ids=self.tier)
        self.make_item(
            self.own_list,
            None,
            compute_price="percentage",
            percent_price=10,
            base="pricelist",
            base_pricelist_id=other.id,
        )
        self.assertEqual(self.price()[0], 81.0)
        self.dealer.tier_id = self.other_tier
        self.assertEqual(self.own_list._dealer_price_missing(self.product), {self.product.id})

    def test_no_price_is_no_price(self):
        self.base_list.item_ids.unlink()
        self.assertEqual(self.price(), (0.0, self.env["product.pricelist.item"]))
        listed = self.make_product("P listed")
        self.make_item(self.type_list, listed, 5.0, min_quantity=2)
        products = self.product | listed
        self.assertEqual(self.own_list._dealer_price_missing(products), set(products.ids))
        self.assertEqual(self.own_list._dealer_price_missing(products, 2), {self.product.id})
        self.assertEqual(self.make_list("P plain")._dealer_price_missing(products), set())

    def test_a_listed_price_of_zero_is_a_price(self):
        self.make_item(self.own_list, self.product, 0.0)
        self.assertEqual(self.own_list._dealer_price_missing(self.product), set())

    def test_a_plain_list_based_on_a_list_without_price(self):
        self.base_list.item_ids.unlink()
        upper = self.make_list("P upper")
        self.make_item(upper, None, compute_price="percentage", base="pricelist", base_pricelist_id=self.own_list.id)
        self.assertEqual(upper._dealer_price_missing(self.product), {self.product.id})

    def test_variants_and_templates(self):
        attribute = self.env["product.attribute"].create(
            {"name": "P size", "value_ids": [Command.create({"name": "S"}), Command.create({"name": "L"})]}
        )
        template = self.env["product.template"].create(
            {
                "name": "P shirt",
                "list_price": 20.0,
                "attribute_line_ids": [
                    Command.create({"attribute_id": attribute.id, "value_ids": [Command.set(attribute.value_ids.ids)]})
                ],
            }
        )
        small, large = template.product_variant_ids
        of_template = self.make_item(self.own_list, template, 18.0)
        of_variant = self.make_item(self.own_list, large, 19.0)
        self.assertEqual(self.price(small), (18.0, of_template))
        self.assertEqual(self.price(large), (19.0, of_variant))
        self.assertEqual(self.price(template), (18.0, of_template))
        prices = self.own_list._get_products_price(small | large, 1.0)
        self.assertEqual(prices, {small.id: 18.0, large.id: 19.0})

    def test_returned_quantities(self):
        """A negative quantity reaches the step 0 and no other, as in the platform."""
        self.make_item(self.own_list, self.product, 80.0)
        self.make_item(self.own_list, self.product, 70.0, min_quantity=1)
        self.assertEqual(self.price(quantity=-5)[0], 80.0)

    def test_an_items_own_price_is_the_engines(self):
        """Core code that prices by the item it was given gets currency and unit right, too."""
        (yuan,) = self.set_rates(CNY=8.0)
        item = self.make_item(self.make_list("P yuan", yuan), self.product, 960.0, uom_id=self.dozen.id)
        price = item._compute_price(
            self.product, 1.0, self.product.uom_id, fields.Datetime.now(), self.company.currency_id
        )
        self.assertEqual(price, 10.0)

    def test_a_variant_that_is_not_there_yet(self):
        """A combination shown before it is created takes the price of its template."""
        self.make_item(self.own_list, self.product.product_tmpl_id, 80.0)
        self.make_item(self.own_list, self.product, 70.0)
        new = self.env["product.product"].new({"product_tmpl_id": self.product.product_tmpl_id.id})
        self.assertEqual(self.own_list._get_product_price(new, 1.0), 80.0)
        draft = self.product.new({}, origin=self.product)
        self.assertEqual(self.own_list._get_product_price(draft, 1.0), 70.0)
