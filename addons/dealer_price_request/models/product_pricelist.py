from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.dealer_price.models.product_pricelist_candidates import sql_array


class ProductPricelist(models.Model):
    """The engine asks of a special price, in its one query, whether enough is left for the request."""

    _inherit = "product.pricelist"

    has_special_prices = fields.Boolean(
        readonly=True, copy=False, help="Technical: some special price is in force; other lists are spared the search."
    )

    def _update_has_special_prices(self):
        found = dict(
            self.env["product.pricelist.item"]
            .sudo()
            ._read_group(
                [("pricelist_id", "in", self.ids), ("price_request_line_id", "!=", False)],
                ["pricelist_id"],
                ["__count"],
            )
        )
        for pricelist_sudo in self.sudo():
            if pricelist_sudo.has_special_prices != (pricelist_sudo in found):
                pricelist_sudo.has_special_prices = pricelist_sudo in found

    def _dealer_request_conditions(self, chain, requests):
        """A special price counts if it is in force, for its dealer and for lines that were not split off it, and if all of
        the request can be had at it. What the line that asks has drawn itself counts as left.
        """
        others = super()._dealer_request_conditions(chain, requests)
        if chain.is_base or not self.sudo().has_special_prices:
            return SQL("%s AND i.price_request_line_id IS NULL", others)
        self.env["sale.order.line"].flush_model(["special_taken_id", "special_used", "order_id"])
        self.env["dealer.price.request.line"].flush_model()
        self.env["dealer.price.request"].flush_model()
        drawn = [
            (index, request.order_line.special_taken_id.id, request.order_line.special_quantity)
            for index, request in enumerate(requests)
            if request.order_line and request.order_line.sudo().special_taken_id
        ]
        return SQL(
            """%(others)s AND (i.price_request_line_id IS NULL OR (r.idx <> ALL(%(without)s::int[]) AND EXISTS (
                SELECT FROM dealer_price_request_line s
                  JOIN dealer_price_request q ON q.id = s.request_id AND q.state = 'approved'
                  LEFT JOIN unnest(%(rows)s::int[], %(specials)s::int[], %(quantities)s::float8[])
                            own(idx, special_id, quantity) ON own.idx = r.idx AND own.special_id = s.id
                 WHERE s.id = i.price_request_line_id AND i.pricelist_id = %(list_id)s
                   AND (own.quantity >= r.asked - 1e-6 OR (%(quantity_left)s AND %(amount_left)s)))))""",
            others=others,
            list_id=self.id,
            without=sql_array([index for index, request in enumerate(requests) if self._is_without_special(request)]),
            rows=sql_array([row[0] for row in drawn]),
            specials=sql_array([row[1] for row in drawn]),
            quantities=sql_array([row[2] for row in drawn]),
            quantity_left=SQL(
                """(COALESCE(s.cap_quantity, 0) = 0 OR s.cap_quantity + COALESCE(own.quantity, 0) - (
                    SELECT COALESCE(SUM(l.special_used), 0) FROM sale_order_line l
                     WHERE l.special_taken_id = s.id AND l.special_used > 0) >= r.asked - 1e-6)"""
            ),
            amount_left=SQL(
                """(COALESCE(q.amount_cap, 0) = 0 OR q.amount_cap + COALESCE(own.quantity, 0) * s.unit_price - (
                    SELECT COALESCE(SUM(l.special_used * other.unit_price), 0)
                      FROM dealer_price_request_line other
                      JOIN sale_order_line l ON l.special_taken_id = other.id AND l.special_used > 0
                     WHERE other.request_id = q.id) >= (r.asked - 1e-6) * s.unit_price)"""
            ),
        )

    def _is_without_special(self, request):
        """Tell whether a request is for listed prices only: of who looks at lists, or of a line that was split off."""
        return bool(request.listed or (request.order_line and request.order_line.special_excess))
