"""How much work a price is: the same number of queries for one product as for many, and for one item as for many."""

from odoo.tests import tagged

from .common import PriceCommon


@tagged("post_install", "-at_install")
class TestPriceCost(PriceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.env["product.product"].create(
            [{"name": f"P {number}", "type": "consu", "list_price": 10.0 + number} for number in range(60)]
        )
        cls.other = cls.make_list("P other")

    def fill(self, pricelist, products, **vals):
        self.env["product.pricelist.item"].create(
            [
                {"pricelist_id": pricelist.id, "product_id": product.id, "min_quantity": step, **vals}
                for product in products
                for step in (0, 5, 10)
            ]
        )

    def queries(self, function):
        """Return how many queries ``function`` makes when no record is cached; what the registry caches is warm."""
        function()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    def price_queries(self, products):
        return self.queries(lambda: self.own_list._get_products_price(products, 7.0))

    def check_constant(self, **vals):
        self.fill(self.own_list, self.products[:2], **vals)
        few = self.price_queries(self.products[:2])
        self.fill(self.tier_list, self.products, **vals)
        self.fill(self.base_list, self.products, **vals)
        self.fill(self.own_list, self.products, tier_ids=self.tier.ids, **vals)
        self.assertEqual(self.price_queries(self.products), few)
        return few

    def test_fixed_prices(self):
        self.assertLessEqual(self.check_constant(fixed_price=5.0), 8)

    def test_percentages_on_the_sales_price(self):
        self.assertLessEqual(self.check_constant(compute_price="percentage", percent_price=5.0), 14)

    def test_formulas_on_cost(self):
        self.assertLessEqual(self.check_constant(compute_price="formula", base="standard_price", price_markup=5.0), 14)

    def test_based_on_another_list(self):
        self.fill(self.other, self.products, fixed_price=9.0)
        vals = {"compute_price": "percentage", "base": "pricelist", "base_pricelist_id": self.other.id}
        self.assertLessEqual(self.check_constant(**vals), 16)

    def test_fallbacks_cost_no_query_each(self):
        self.fill(self.own_list, self.products[:2], fixed_price=5.0)
        self.dealer.price_policy = "base_list"
        short = self.price_queries(self.products)
        self.dealer.price_policy = "own_list"
        self.assertEqual(self.price_queries(self.products), short)

    def test_lines_of_an_order_are_priced_together(self):
        self.fill(self.own_list, self.products, fixed_price=5.0)

        def price(count):
            order = self.make_order(
                self.dealer, *((product, number % 12 + 1) for number, product in enumerate(self.products[:count]))
            )
            return self.queries(lambda: order.order_line.mapped("dealer_price"))

        self.assertEqual(price(60), price(5))

    def test_findings_of_an_order_are_looked_up_together(self):
        self.products.product_tmpl_id.floor_price = 1000.0

        def find(count):
            order = self.make_order(self.dealer, *((product, 1) for product in self.products[:count]))
            queries = self.queries(order._price_findings)
            self.assertEqual(len(order._price_findings()), count)
            return queries

        self.assertEqual(find(60), find(5))
