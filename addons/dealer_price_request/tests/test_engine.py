import doctest
import json
import random

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.dealer_price.tests.common import PriceFactory
from odoo.addons.dealer_price_request import uninstall_hook

from ..engine import allotment
from .common import SpecialPriceCase


@tagged("post_install", "-at_install")
class TestEngine(SpecialPriceCase):
    """A special price wins over every price of the lists, while enough of it is left, and is named in the explanation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tier = cls.dealer.tier_id = cls.env["dealer.tier"].create({"name": "Special tier", "code": "special"})

    def test_examples(self):
        result = doctest.testmod(allotment)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)

    def _price(self, quantity=1.0, **kwargs):
        return self.own_list._get_product_price(self.goods, quantity, **kwargs)

    def test_wins_over_all_other_prices(self):
        terms = {"tier_ids": self.tier, "type_ids": self.dealer.type_id}
        for target in (self.goods, self.goods.product_tmpl_id, self.goods.categ_id, None):
            self.env["product.pricelist.item"].create(
                PriceFactory.item_vals(self.own_list, target, 7.0, min_quantity=5, **terms)
            )
        self.assertEqual(self._price(10), 7)
        self._special(price=7.5)
        self.assertEqual(self._price(10), 7.5)

    def test_a_later_one_counts_first(self):
        self._special(price=8.0, cap=50)
        self._special(price=7.0, cap=20, date_from=self.today)
        self.assertEqual(self._price(10), 7)
        self.assertEqual(self._price(30), 8, "only 20 are left of the later one")
        self.assertEqual(self._price(51), 10)

    def test_one_query_and_none_more(self):
        """As many queries with special prices as without, for one product and for many."""
        products = self.env["product.product"].create(
            [{"name": f"Goods {number}", "type": "consu", "list_price": 5.0} for number in range(30)]
        )
        self.env["product.pricelist.item"].create(
            [PriceFactory.item_vals(self.own_list, product, 4.0) for product in products]
        )

        def count(todo):
            self.env.flush_all()
            self.own_list._compute_price_rule(todo, 1.0)  # what is read once
            before = self.env.cr.sql_log_count
            self.own_list._compute_price_rule(todo, 1.0)
            return self.env.cr.sql_log_count - before

        plain = count(products), count(products[:1])
        self.assertEqual(plain, (2, 2), "the chain and the prices")
        self._special(product=products[0], price=3.0)
        self.assertEqual((count(products), count(products[:1])), plain)

    def test_lists_without_special_prices_ask_for_none(self):
        """Nothing about special prices is in the query of a list that has none."""
        self.env["product.pricelist.item"].create(
            PriceFactory.item_vals(self.own_list, self.goods, 9.0, tier_ids=self.tier)
        )
        requests = self.own_list._dealer_requests([(self.goods, 1.0, None)])

        def asks():
            chain = self.own_list._dealer_chain()
            parts = self.own_list._dealer_special_parts(chain, requests, SQL("TRUE"))
            return any("JOIN dealer_price_request" in part.code for part in parts)

        self.assertFalse(asks())
        request = self._special()
        self.assertTrue(asks())
        request.action_end()
        self.assertFalse(asks())
        self.assertFalse(self.own_list.has_special_prices)

    def test_who_looks_at_the_lists_sees_the_lists(self):
        self._special()
        found = self.own_list._prices_at(self.goods, 1.0, None, fields.Datetime.now())
        self.assertEqual(found[self.goods.id][0], 10)

    def test_a_list_that_falls_back_to_it_does_not_get_it_from_there(self):
        self._special()
        other = self._dealer("Falls back", self.unit)
        other.pricelist_id.fallback_id = self.own_list
        self.assertEqual(other.pricelist_id._get_product_price(self.goods, 1.0), 10)

    def test_a_list_based_on_it_is_not_based_on_it(self):
        self._special()
        other = self._dealer("Based on", self.unit)
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": other.pricelist_id.id,
                "compute_price": "percentage",
                "base": "pricelist",
                "base_pricelist_id": self.own_list.id,
                "percent_price": 10,
            }
        )
        self.assertEqual(other.pricelist_id._get_product_price(self.goods, 1.0), 9)

    def test_in_another_currency(self):
        self._special()
        code = "EUR" if self.company.currency_id.name != "EUR" else "USD"
        euro = self.env["res.currency"].with_context(active_test=False).search([("name", "=", code)])
        euro.write({"active": True, "rate_ids": [Command.clear()]})
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "company_id": self.company.id, "name": "2020-01-01", "rate": 0.5}
        )
        price = self.own_list._get_product_price(self.goods, 10.0, currency=euro)
        self.assertEqual(price, 4)

    def test_explanation_names_it(self):
        request = self._special(project="Hospital West")
        told = self.dealer.explain_price(self.goods, 30)
        json.dumps(told)
        self.assertEqual(told["price"], 8)
        self.assertIn(request.name, told["winner"]["method"])
        self.assertIn("Hospital West", told["winner"]["conditions"][0])
        self.assertEqual(told["winner"]["special"]["left"], 100)
        self.assertIn("10", told["losers"][0]["method"] + str(self.goods.list_price))
        told = self.dealer.explain_price(self.goods, 101)
        self.assertEqual(told["price"], 10)
        (lost,) = [facts for facts in told["losers"] if facts.get("special")]
        self.assertEqual(lost["reason_code"], "special_left")
        self.assertIn("100", lost["reason"])

    def test_explanation_of_the_line_that_used_it_up(self):
        request = self._special()
        order = self._quote(120)
        order.action_submit()
        at_special, beyond = order.order_line.sorted("id")
        told = self._explained(at_special)
        self.assertEqual((told["price"], told["charged"]["by_hand"]), (8, False))
        self.assertIn(request.name, told["winner"]["method"])
        told = self._explained(beyond)
        self.assertEqual((told["price"], told["charged"]["by_hand"]), (10, False))
        self.assertIn("special_excess", [facts["reason_code"] for facts in told["losers"]])

    def test_what_is_charged_is_what_is_explained(self):
        """Whatever is ordered, cancelled and drawn: each line charges what is explained for it."""
        draw = random.Random(6)
        self._special(price=7.0, cap=draw.randint(20, 60))
        self._special(price=8.0, cap=0, amount_cap=400.0, date_from=self.today)
        orders = self.env["sale.order"]
        for _number in range(12):
            lines = [
                Command.create({"product_id": self.goods.id, "product_uom_qty": draw.randint(1, 45)})
                for _line in range(draw.randint(1, 3))
            ]
            order = self._order(self.dealer, order_line=lines)
            if draw.random() < 0.7:
                order.action_submit()
            if order.state == "sale" and draw.random() < 0.3:
                order._action_cancel()
            orders |= order
        for order in orders.filtered(lambda order: order.state == "sale"):
            for line in order.order_line:
                told = self._explained(line)
                self.assertEqual(line.price_unit, told["price"], (line.product_uom_qty, told))
                self.assertEqual(line.special_used, line.product_uom_qty if line.price_unit < 10 else 0)
        for special in self.dealer.env["dealer.price.request.line"].search([("dealer_id", "=", self.dealer.id)]):
            self.assertLessEqual(special.used_amount, special.request_id.amount_cap or 1e9)
            self.assertLessEqual(special.used_quantity, special.quantity_cap or 1e9)

    def test_below_the_floor_it_passes(self):
        self.goods.product_tmpl_id.with_company(self.company).floor_price = 9.0
        self._special(price=8.0)
        order = self._quote(30)
        self.assertFalse(self._found(order, "price"))
        self.assertEqual(order.action_submit()["state"], "confirmed")
        by_hand = self._quote(30)
        by_hand.order_line.price_unit = 7.9
        self.assertTrue(self._found(by_hand, "price"))

    def test_a_discount_on_the_whole_order_does_not_pass_the_floor(self):
        self.goods.product_tmpl_id.with_company(self.company).floor_price = 9.0
        self._special(price=8.0)
        order = self._quote(30)
        service = self.env["product.product"].create({"name": "Discount", "type": "service", "taxes_id": False})
        order.order_line = [Command.create({"product_id": service.id, "product_uom_qty": 1, "price_unit": -50})]
        self.assertTrue(self._found(order, "price"))

    def test_copied_lists_and_prices_do_not_multiply_it(self):
        request = self._special()
        copied = self.own_list.copy({"dealer_id": False})
        self.assertFalse(copied.item_ids.price_request_line_id)
        self.assertFalse(copied.item_ids.filtered(lambda item: item.fixed_price == 8))
        wizard = self.env["dealer.price.copy"]
        self.assertTrue(request.line_ids.item_ids)
        new = wizard.new({"source_id": self.dealer.id, "date": self.today, "company_id": self.company.id})
        self.assertFalse(new._source_items().price_request_line_id)

    def test_items_are_kept_by_the_request(self):
        request = self._special()
        item = request.line_ids.item_ids
        for act in (
            lambda: item.write({"fixed_price": 1.0}),
            lambda: item.unlink(),
            lambda: self.env["product.pricelist.item"].create(
                {**PriceFactory.item_vals(self.own_list, self.goods, 1.0), "price_request_line_id": request.line_ids.id}
            ),
            lambda: (
                self.env["product.pricelist.item"]
                .with_context(default_price_request_line_id=request.line_ids.id)
                .create(PriceFactory.item_vals(self.own_list, self.goods, 1.0))
            ),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                act()
        self.assertEqual(self._price(1), 8)

    def test_uninstalled_without_leaving_prices_that_nothing_caps(self):
        self._special()
        self.assertEqual(self._price(1), 8)
        uninstall_hook(self.env)
        self.assertEqual(self._price(1), 10)
