from functools import partial

from odoo import models


class FoundRules:
    """The stock rules found while the goods of some orders are asked for: they do not change meanwhile.

    It travels in the context; no caller can send one.
    """

    def __init__(self):
        self.by_question = {}


class StockRule(models.Model):
    """Which rule delivers a product is asked once for all lines with the same routes."""

    _inherit = "stock.rule"

    def _search_rule_for_warehouses(self, route_ids, packaging_uom_id, product_id, warehouse_ids, domain):
        args = (route_ids, packaging_uom_id, product_id, warehouse_ids, domain)
        found = self.env.context.get("dealer_found_rules")
        if not isinstance(found, FoundRules):
            return super()._search_rule_for_warehouses(*args)
        question = self._rule_question(*args)
        if question not in found.by_question:
            found.by_question[question] = super()._search_rule_for_warehouses(*args)
        return found.by_question[question]

    def _rule_question(self, routes, packaging_uom, product, warehouses, domain):
        """Return what the answer depends on, hashable: the routes of the product, not the product."""
        of_warehouses = ()
        if warehouses:
            fits = partial(self._filter_warehouse_routes, product, warehouses)
            of_warehouses = warehouses.route_ids.filtered(fits)._ids
        return (
            routes._ids if routes else (),
            packaging_uom.package_type_id.route_ids._ids if packaging_uom else (),
            (product.route_ids | product.categ_id.total_route_ids)._ids,
            warehouses._ids if warehouses else (),
            of_warehouses,
            repr(domain),
            (self.env.uid, self.env.su, self.env.companies._ids),
        )
