from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.stock.models.stock_orderpoint import StockWarehouseOrderpoint
from odoo.addons.stock.models.stock_rule import StockRule

from .common import DealerOrdersCase


@tagged("post_install", "-at_install")
class TestStockRules(DealerOrdersCase):
    """What is asked once for many lines is answered for each as the platform does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.plain, cls.routed = (
            cls.env["product.product"].create({"name": name, "type": "consu", "is_storable": True})
            for name in ("Plain", "Routed")
        )
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Shelf", "usage": "internal", "location_id": cls.warehouse.lot_stock_id.id}
        )
        delivery = cls.warehouse.delivery_route_id.rule_ids.filtered(lambda rule: rule.action == "pull")[:1]
        route = cls.env["stock.route"].create({"name": "From the shelf", "product_selectable": True})
        cls.own_rule = delivery.copy({"route_id": route.id, "location_src_id": cls.shelf.id, "name": "Shelf"})
        cls.routed.route_ids = route

    def _order_of(self, *products):
        lines = [Command.create({"product_id": product.id, "product_uom_qty": 2.0}) for product in products]
        return self._order(self.dealer, order_line=lines)

    def test_each_product_goes_its_own_route(self):
        orders = self._order_of(self.plain, self.routed) | self._order_of(self.routed, self.plain)
        orders.action_confirm()
        for order in orders:
            source = {move.product_id: move.location_id for move in order.order_line.move_ids}
            self.assertEqual(source, {self.plain: self.warehouse.lot_stock_id, self.routed: self.shelf})

    def test_lines_with_the_same_routes_ask_once(self):
        asked = []
        plain = StockRule._search_rule_for_warehouses

        def search(rules, routes, packaging, product, warehouses, domain):
            asked.append(product)
            return plain(rules, routes, packaging, product, warehouses, domain)

        orders = self._order_of(self.plain, self.goods) | self._order_of(self.goods, self.plain)
        with patch.object(StockRule, "_search_rule_for_warehouses", search):
            orders.action_confirm()
        self.assertEqual(len(asked), 1)

    def test_rules_changed_between_two_orders_count(self):
        self._order_of(self.routed).action_confirm()
        self.own_rule.location_src_id = self.warehouse.lot_stock_id
        order = self._order_of(self.routed)
        order.action_confirm()
        self.assertEqual(order.order_line.move_ids.location_id, self.warehouse.lot_stock_id)

    def test_automatic_reordering_is_triggered(self):
        rule = self.env["stock.warehouse.orderpoint"].create(
            {"product_id": self.plain.id, "location_id": self.warehouse.lot_stock_id.id, "trigger": "auto"}
        )
        triggered = []
        with patch.object(
            StockWarehouseOrderpoint, "_procure_orderpoint_confirm", lambda rules, **_: triggered.append(rules)
        ):
            self._order_of(self.routed, self.plain).action_confirm()
            self._order_of(self.routed).action_confirm()
        self.assertEqual([rules.ids for rules in triggered], [rule.ids])
