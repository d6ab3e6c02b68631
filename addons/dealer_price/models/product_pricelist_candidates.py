from odoo import models
from odoo.tools import SQL

from ..engine import precedence
from .product_pricelist_chain import GENERIC_PART, SPECIAL_PART, TEMPLATE_PART, VARIANT_PART

# The columns of a candidate: request, the seven places of its key, what its step is compared in, how it prices.
REQUEST, KEY, UOM, CATEGORY, METHOD, FIXED, PERCENT, BASE, BASE_LIST, FORMULA = (
    0,
    slice(1, 8),
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
)
POSITION, LEVEL = 1, 2


def sql_array(values):
    """Return the PostgreSQL array literal of numbers; quicker to send than a list of parameters."""
    return f"{{{','.join(map(repr, values))}}}"


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def _dealer_candidates(self, chain, requests, moment):
        """Return the prices of the whole chain that come into question for ``requests``: one query.

        Of the items for a template or variant without conditions only the best of each request is fetched (one index probe
        a request and list); items with conditions or a unit of their own are fetched if their conditions hold; items
        for categories and for all products once, not once a product.

        SQL, as the ORM has no lateral join, and reads every item of a list to use one of them.

        :param Chain chain: see :meth:`_dealer_chain`
        :param requests: objects with ``template_id, variant_id, category_ids, step_quantity``
        :param datetime moment: naive, UTC
        :return: (one list of rows per kind of part: items of products, items of categories and of all products); the
            columns are those named at the top of this file
        """
        valid = SQL(
            "(i.date_start IS NULL OR i.date_start <= %(moment)s) AND (i.date_end IS NULL OR i.date_end >= %(moment)s)",
            moment=moment,
        )
        parts = [
            *self._dealer_direct_parts(chain, requests, valid),
            *self._dealer_special_parts(chain, requests, valid),
            *self._dealer_generic_parts(chain, requests, valid),
        ]
        if not parts:
            return [], []
        rows = self.env.execute_query(
            SQL(
                "WITH r(idx, template_id, variant_id, quantity, asked) AS NOT MATERIALIZED ("
                "SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::numeric[], %s::numeric[])) %s",
                sql_array(range(len(requests))),
                sql_array([request.template_id for request in requests]),
                sql_array([request.variant_id for request in requests]),
                sql_array([max(request.step_quantity, 0) for request in requests]),
                sql_array([request.step_quantity for request in requests]),
                SQL(" UNION ALL ").join(parts),
            )
        )
        own = [row for row in rows if row[REQUEST] is not None]
        return own, [row for row in rows if row[REQUEST] is None] if len(own) < len(rows) else []

    def _dealer_columns(self, chain, level, *, request, position, depth=SQL("0")):  # noqa: B008 immutable
        """Return the SELECT list of a candidate ``i``: its key in the order of precedence and how it prices."""
        minimum = SQL("-COALESCE(i.min_quantity, 0)::float8")
        if chain.plain:
            key = SQL("0, %s, %s, -(%s), 0, 0::float8, -i.id", level, minimum, depth)
        else:
            key = SQL(
                "%s, %s, -(%s), -i.condition_count, %s,"
                " COALESCE(-EXTRACT(EPOCH FROM i.date_start)::float8, 'Infinity'::float8), -i.id",
                position,
                level,
                depth,
                minimum,
            )
        return SQL(
            "%s AS request, %s, i.uom_id, i.categ_id, i.compute_price, i.fixed_price::float8, i.percent_price,"
            " i.base, i.base_pricelist_id,"
            " CASE WHEN i.compute_price = 'formula' THEN ARRAY[i.price_discount, i.price_markup, i.price_round,"
            " i.price_surcharge, i.price_min_margin, i.price_max_margin]::float8[] END",
            request,
            key,
        )

    def _dealer_direct_parts(self, chain, requests, valid):
        """Items for one template or variant, without conditions: the best of the nearest list that has any."""
        negative = any(request.step_quantity < 0 for request in requests)
        order = SQL("i.min_quantity DESC, i.id DESC")
        if not chain.plain:
            order = SQL("i.min_quantity DESC, i.date_start DESC NULLS LAST, i.id DESC")
        parts = (
            ("template", precedence.TEMPLATE, TEMPLATE_PART, SQL("i.product_tmpl_id = r.template_id")),
            ("variant", precedence.VARIANT, VARIANT_PART, SQL("i.product_id = r.variant_id")),
        )
        for name, level, where, match in parts:
            if links := chain.having(name):
                yield SQL(
                    """
                    SELECT best.* FROM r CROSS JOIN LATERAL (
                        SELECT one.* FROM (SELECT * FROM (VALUES %(links)s) v(list_id, position) ORDER BY position) c
                         CROSS JOIN LATERAL (
                            SELECT %(columns)s
                              FROM product_pricelist_item i
                             WHERE i.pricelist_id = c.list_id AND %(match)s AND %(where)s AND %(valid)s
                               AND i.min_quantity <= r.quantity %(negative)s
                             ORDER BY %(order)s
                             LIMIT 1
                        ) one ORDER BY c.position LIMIT 1
                    ) best
                    """,
                    links=self._dealer_links_sql(links),
                    columns=self._dealer_columns(chain, level, request=SQL("r.idx"), position=SQL("c.position")),
                    match=match,
                    where=where,
                    valid=valid,
                    negative=SQL("AND (i.min_quantity >= 0 OR i.min_quantity <= r.asked)") if negative else SQL(),
                    order=order,
                )

    def _dealer_special_parts(self, chain, requests, valid):
        """Items for one template or variant with conditions or in a unit of their own. Steps in a unit of their own are
        compared by the caller, which knows the units.
        """
        links = chain.having("special")
        if not links:
            return
        reached = SQL(
            "(i.uom_id IS NOT NULL OR i.min_quantity = 0 OR i.min_quantity <= r.asked) AND %s AND %s",
            self._dealer_conditions(chain),
            self._dealer_request_conditions(chain, requests),
        )
        parts = (
            (precedence.TEMPLATE, SQL("i.product_tmpl_id = r.template_id AND i.product_id IS NULL")),
            (precedence.VARIANT, SQL("i.product_tmpl_id = r.template_id AND i.product_id = r.variant_id")),
        )
        for level, match in parts:
            yield SQL(
                """
                SELECT %(columns)s
                  FROM r CROSS JOIN (VALUES %(links)s) c(list_id, position)
                  JOIN product_pricelist_item i ON i.pricelist_id = c.list_id AND %(match)s
                 WHERE %(where)s AND %(valid)s AND %(reached)s
                """,
                columns=self._dealer_columns(chain, level, request=SQL("r.idx"), position=SQL("c.position")),
                links=self._dealer_links_sql(links),
                match=match,
                where=SPECIAL_PART,
                valid=valid,
                reached=reached,
            )

    def _dealer_generic_parts(self, chain, requests, valid):
        """Items for categories and for all products, each once: the caller shares them out."""
        links = chain.having("generic")
        if not links:
            return
        categories = {category for request in requests for category in request.category_ids}
        yield SQL(
            """
            SELECT %(columns)s
              FROM (VALUES %(links)s) c(list_id, position)
              JOIN product_pricelist_item i ON i.pricelist_id = c.list_id
              LEFT JOIN product_category g ON g.id = i.categ_id
             WHERE %(where)s AND %(valid)s AND (i.categ_id IS NULL OR i.categ_id = ANY(%(categories)s::int[]))
               AND %(conditions)s
            """,
            columns=self._dealer_columns(
                chain,
                SQL(
                    "CASE WHEN i.categ_id IS NULL THEN %s ELSE %s END",
                    precedence.GLOBAL,
                    precedence.CATEGORY,
                ),
                request=SQL("NULL::int"),
                position=SQL("c.position"),
                depth=SQL("COALESCE(length(g.parent_path) - length(replace(g.parent_path, '/', '')), 0)"),
            ),
            links=self._dealer_links_sql(links),
            where=GENERIC_PART,
            valid=valid,
            categories=sql_array(categories),
            conditions=self._dealer_conditions(chain),
        )

    def _dealer_links_sql(self, links):
        return SQL(", ").join(SQL("(%s, %s)", list_id, position) for list_id, position in links)

    def _dealer_request_conditions(self, chain, requests):
        """Return the SQL of what add-ons ask of an item ``i`` with conditions and a request ``r`` together.

        :param Chain chain: with the dealer that asks; ``chain.is_base`` if it is asked for what prices are based on
        :param requests: those of the query; ``r.idx`` is the place of one of them
        """
        return SQL("TRUE")

    def _dealer_conditions(self, chain):
        """Return the SQL that tells whether all conditions of item ``i`` hold for the dealer of the list asked."""
        dealer = chain.dealer
        if not dealer:
            return SQL("i.condition_count = 0")
        return SQL(
            """(i.condition_count = 0 OR (
                (i.territory_id IS NULL OR i.territory_id = ANY(%(territories)s::int[]))
                AND (EXISTS (SELECT FROM dealer_price_item_tier_rel x WHERE x.item_id = i.id AND x.tier_id = %(tier)s)
                     OR NOT EXISTS (SELECT FROM dealer_price_item_tier_rel x WHERE x.item_id = i.id))
                AND (EXISTS (SELECT FROM dealer_price_item_type_rel x WHERE x.item_id = i.id AND x.type_id = %(type)s)
                     OR NOT EXISTS (SELECT FROM dealer_price_item_type_rel x WHERE x.item_id = i.id))))""",
            territories=sql_array(dealer.territory_ids),
            tier=dealer.tier_id,
            type=dealer.type_id,
        )
