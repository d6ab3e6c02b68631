from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestTogether(CreditCase, HttpCase):
    """Orders that are confirmed together take their amounts one after the other, whoever shares the line."""

    def _blocked(self, orders):
        """Return those of ``orders`` that found no room when all of them reserved at once."""
        found = orders._dealer_reserve()
        return orders.filtered(lambda order: found[order.id])

    def _several(self, *amounts, dealer=None):
        return self.env["sale.order"].union(*(self._credit_order(amount, dealer) for amount in amounts))

    def test_what_does_not_fit_leaves_its_room(self):
        orders = self._several(600, 500, 300, 110, 100)
        self.assertEqual(self._blocked(orders), orders[1] + orders[3])

    def test_none_or_all(self):
        orders = self._several(600, 500)
        with self.assertRaisesRegex(UserError, orders[1].name):
            orders.action_confirm()
        self.assertEqual(orders.mapped("state"), ["draft"] * 2)

    def test_two_dealers_share_a_line(self):
        self.line.active = False
        group = self.env["dealer.credit.group"].create(
            {"name": "Twins", "dealer_ids": (self.dealer + self.hidden).ids, "company_id": self.company.id}
        )
        self._credit_line(group, 1000)
        orders = self._several(600) + self._several(500, dealer=self.hidden) + self._several(400)
        self.assertEqual(self._blocked(orders), orders[1])

    def test_each_line_by_itself(self):
        self._credit_line(self.hidden, 100)
        orders = self._several(100, 10, dealer=self.hidden) + self._several(1000, 10)
        self.assertEqual(self._blocked(orders), orders[1] + orders[3])

    def test_prepaid(self):
        self.line.control = "prepaid"
        self._prepay(300)
        orders = self._several(200, 200, 100)
        self.assertEqual(self._blocked(orders), orders[1])

    def test_beside_one_that_waits(self):
        self.dealer.write({"order_minimum": 500, "on_minimum": "hold"})
        waiting = self._several(400)
        self.assertEqual(waiting.action_submit()["state"], "held")
        orders = self._several(510) + waiting + self._several(700, 90)
        self.assertEqual(self._blocked(orders), orders[2])

    def test_another_currency(self):
        currency = self._make_rate("CHF", 3.0)
        pricelist = self.env["product.pricelist"].create({"name": "CHF", "currency_id": currency.id})
        orders = self._several(1500, 1490, 20)
        orders.pricelist_id = pricelist
        orders.order_line.price_unit = 10.0
        self.assertEqual(orders.currency_id, currency)
        self.assertEqual(self._blocked(orders), orders[2])
        self.assertEqual([self._holds(order) for order in orders], [[(500.0, "live")], [(496.67, "live")], []])
