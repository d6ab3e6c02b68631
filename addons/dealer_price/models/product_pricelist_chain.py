from odoo import fields, models
from odoo.tools import SQL

from ..engine import precedence

# Conditions on a row ``i`` of product_pricelist_item that its partial indexes repeat word for word.
TEMPLATE_PART = SQL(
    "i.product_tmpl_id IS NOT NULL AND i.product_id IS NULL AND i.condition_count = 0 AND i.uom_id IS NULL"
)
VARIANT_PART = SQL("i.product_id IS NOT NULL AND i.condition_count = 0 AND i.uom_id IS NULL")
SPECIAL_PART = SQL("i.product_tmpl_id IS NOT NULL AND (i.condition_count > 0 OR i.uom_id IS NOT NULL)")
GENERIC_PART = SQL("i.product_tmpl_id IS NULL")


class ChainLink:
    """One list of a chain: ``list_id``, ``currency_id``, ``role``, and which parts of the items it has any of."""

    __slots__ = ("currency_id", "has_generic", "has_special", "has_template", "has_variant", "list_id", "role")

    def __init__(self, list_id, currency_id, role, parts):
        self.list_id, self.currency_id, self.role = list_id, currency_id, role
        self.has_template, self.has_variant, self.has_special, self.has_generic = parts


class Chain:
    """The lists that a price is looked for in, nearest first, and the dealer that conditions are asked of.

    ``plain`` is true for a list without dealer terms: the platform's own order of precedence applies then, and a product
    without a rule has its sales price. ``is_base`` is true where the prices are looked up for another list to be based on.
    """

    __slots__ = ("company_id", "dealer", "is_base", "links", "plain")

    def __init__(self, links, dealer, company_id, plain):
        self.links, self.dealer, self.company_id, self.plain = links, dealer, company_id, plain
        self.is_base = False

    def having(self, part):
        """Return [(list id, position)] of the lists that have items in ``part`` (template, variant, special, generic)."""
        return [(link.list_id, place) for place, link in enumerate(self.links) if getattr(link, f"has_{part}")]


class DealerFacts:
    """What conditions look at: ids of the dealer, its tier, its type, its territory and those above."""

    __slots__ = ("dealer_id", "territory_ids", "tier_id", "type_id")

    def __init__(self, dealer_id, tier_id, type_id, territory_ids):
        self.dealer_id, self.tier_id, self.type_id = dealer_id, tier_id, type_id
        self.territory_ids = territory_ids or []


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    # How one list follows on another, in the order in which they are looked at.
    _CHAIN_ROLES = ("fallback", "tier", "type", "territory", "base")

    def _dealer_chain(self, dealer=None):
        """Return the :class:`Chain` of this list, resolved now: nothing of it is stored, so no change can be missed.

        :param DealerFacts dealer: asked of conditions if the list is no dealer's own
        """
        self.ensure_one()
        rows = self._dealer_chain_rows()
        _list, _parent, _rank, _currency, _parts, owner, terms, company_id = rows[0]
        steps, links = {}, {}
        for list_id, parent_id, rank, currency_id, parts, *_rest in rows:
            if parent_id:
                steps.setdefault(parent_id, []).append((rank, list_id))
            role = self._CHAIN_ROLES[rank] if parent_id else "own" if owner else "asked"
            links.setdefault(list_id, ChainLink(list_id, currency_id, role, parts))
        order = precedence.flatten(
            self.id, {parent: [step for _rank, step in sorted(each)] for parent, each in steps.items()}
        )
        facts = DealerFacts(*owner) if owner else dealer
        return Chain([links[list_id] for list_id in order], facts, company_id or self.env.company.id, not terms)

    def _dealer_chain_rows(self, known=()):
        """Return one row for each step from list to list, the first being this list itself: (list, the list it follows on,
        index of its role, currency, parts, dealer's facts, has dealer terms, company).

        One query; one more for each list of another dealer that is fallen back to, whose own fallbacks follow then.
        """
        self._flush_dealer_chain()
        rows, others = [], []
        for row in self.env.execute_query(self._dealer_chain_sql()):
            list_id, parent_id = row[:2]
            rows.append((*row[:4], row[4:8], row[8:12] if row[8] else None, *row[12:14]))
            if parent_id and row[14] and list_id not in known:
                others.append(list_id)
        for list_id in others:
            rows += self.browse(list_id)._dealer_chain_rows((*known, self.id, *others))[1:]
        return rows

    def _dealer_chain_sql(self):
        """Return the query of :meth:`_dealer_chain_rows`; its last column marks lists that another query has to follow.

        SQL, as the ORM would need a query for each step and each of dealer, tier, type, territory and company. OFFSET 0
        keeps each look-up one probe of an index, where the planner would rather read all lists or all dealers.
        """
        parts = (TEMPLATE_PART, VARIANT_PART, SPECIAL_PART, GENERIC_PART)
        return SQL(
            """
            WITH RECURSIVE asked AS MATERIALIZED (
                SELECT l.company_id, l.has_dealer_terms, d.id AS dealer_id, d.tier_id, d.type_id, a.areas,
                       CASE WHEN l.fallback_id IS NOT NULL THEN ARRAY[l.fallback_id] WHEN d.id IS NOT NULL THEN ARRAY[
                            NULL,
                            (SELECT t.pricelist_id FROM dealer_tier t
                              WHERE t.id = d.tier_id AND d.price_policy IN ('own_list', 'tier_list')),
                            (SELECT %(type_list)s FROM dealer_type y
                              WHERE y.id = d.type_id AND d.price_policy = 'own_list'),
                            (SELECT up.pricelist_id
                               FROM dealer_territory up JOIN product_pricelist ul ON ul.id = up.pricelist_id
                              WHERE up.id = ANY(a.areas) AND d.price_policy = 'own_list'
                                AND (ul.company_id IS NULL OR ul.company_id = d.company_id)
                              ORDER BY length(up.parent_path) DESC LIMIT 1),
                            (SELECT c.dealer_base_pricelist_id FROM res_company c WHERE c.id = d.company_id)
                       ] END AS steps
                  FROM product_pricelist l
                  LEFT JOIN LATERAL (SELECT * FROM dealer_dealer WHERE id = l.dealer_id OFFSET 0) d ON true
                  LEFT JOIN LATERAL (SELECT string_to_array(rtrim(parent_path, '/'), '/')::int[] AS areas
                                       FROM dealer_territory WHERE id = d.territory_id OFFSET 0) a ON true
                 WHERE l.id = %(list_id)s
            ), reach(list_id, parent_id, rank) AS (
                SELECT step.list_id, %(list_id)s, step.rank - 1
                  FROM asked, unnest(asked.steps) WITH ORDINALITY step(list_id, rank) WHERE step.list_id IS NOT NULL
                 UNION
                SELECT l.fallback_id, reach.list_id, 0
                  FROM reach
                 CROSS JOIN LATERAL (SELECT fallback_id FROM product_pricelist
                                      WHERE id = reach.list_id AND active OFFSET 0) l
                 WHERE l.fallback_id IS NOT NULL
            ), step AS (
                SELECT %(list_id)s AS list_id, NULL::int AS parent_id, 0 AS rank UNION ALL SELECT * FROM reach
            )
            SELECT step.list_id, step.parent_id, step.rank, l.currency_id, %(parts)s,
                   asked.dealer_id, asked.tier_id, asked.type_id, asked.areas, asked.has_dealer_terms, asked.company_id,
                   l.dealer_id IS NOT NULL AND l.fallback_id IS NULL
              FROM asked
             CROSS JOIN step
             CROSS JOIN LATERAL (SELECT * FROM product_pricelist WHERE id = step.list_id OFFSET 0) l
             WHERE l.active OR step.parent_id IS NULL
             ORDER BY step.parent_id IS NOT NULL
            """,
            list_id=self.id,
            type_list=self._dealer_type_list_sql(),
            parts=SQL(", ").join(
                SQL("EXISTS (SELECT FROM product_pricelist_item i WHERE i.pricelist_id = step.list_id AND %s)", part)
                for part in parts
            ),
        )

    def _dealer_type_list_sql(self):
        """Return the SQL of the list of dealer type ``y`` in this list's company (a company-dependent value)."""
        company = self.sudo().company_id or self.env.company
        return self.env["dealer.type"].with_company(company)._field_to_sql("y", "pricelist_id")

    def _flush_dealer_chain(self):
        """Bring to the database what the queries of a price read."""
        env = self.env
        for name, field_names in (
            (
                "product.pricelist",
                ("dealer_id", "fallback_id", "active", "currency_id", "company_id", "has_dealer_terms"),
            ),
            ("dealer.dealer", ("tier_id", "type_id", "territory_id", "company_id", "price_policy")),
            ("dealer.tier", ("pricelist_id",)),
            ("dealer.type", ("pricelist_id",)),
            ("dealer.territory", ("pricelist_id", "parent_path")),
            ("res.company", ("dealer_base_pricelist_id",)),
            ("product.category", ("parent_path",)),
            ("product.pricelist.item", None),
        ):
            env[name].flush_model(field_names)

    def _dealer_moment(self, date, company):
        """Return ``date`` as the moment (naive, UTC) that periods are compared with.

        A date without a time is the beginning of that day in the time zone of ``company``; nothing is now.
        """
        if not date:
            return fields.Datetime.now()
        if isinstance(date, str):
            date = fields.Date.to_date(date) if len(date) <= 10 else fields.Datetime.to_datetime(date)
        if not hasattr(date, "hour"):
            return company._dealer_day_start(date)
        return date.replace(microsecond=0)
