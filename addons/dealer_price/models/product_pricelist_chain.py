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
    without a rule has its sales price.
    """

    __slots__ = ("company_id", "dealer", "links", "plain")

    def __init__(self, links, dealer, company_id, plain):
        self.links, self.dealer, self.company_id, self.plain = links, dealer, company_id, plain

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
        steps, links = {}, {}
        facts, company_id, plain = dealer, None, True
        for list_id, parent_id, rank, currency_id, parts, owner, terms, company in rows:
            if parent_id is None:
                plain, company_id = not terms, company
                facts = DealerFacts(*owner) if owner else dealer
                role = "own" if owner else "asked"
            else:
                steps.setdefault(parent_id, []).append((rank, list_id))
                role = self._CHAIN_ROLES[rank]
            links.setdefault(list_id, ChainLink(list_id, currency_id, role, parts))
        steps = {parent: [child for _rank, child in sorted(children)] for parent, children in steps.items()}
        order = precedence.flatten(self.id, steps)
        return Chain([links[list_id] for list_id in order], facts, company_id or self.env.company.id, plain)

    def _dealer_chain_rows(self):
        """Return one row for each step from list to list, the first being this list itself. One query.

        SQL, as the ORM would need a query for each step and each of dealer, tier, type, territory and company.
        """
        self._flush_dealer_chain()
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE reach(list_id, parent_id, rank) AS (
                    SELECT %(list_id)s, NULL::int, 0
                     UNION
                    SELECT step.list_id, reach.list_id, step.rank
                      FROM reach
                      JOIN product_pricelist l ON l.id = reach.list_id
                      LEFT JOIN dealer_dealer d ON d.id = l.dealer_id AND l.fallback_id IS NULL
                      LEFT JOIN dealer_tier t ON t.id = d.tier_id AND d.price_policy IN ('own_list', 'tier_list')
                      LEFT JOIN dealer_type y ON y.id = d.type_id AND d.price_policy = 'own_list'
                      LEFT JOIN dealer_territory a ON a.id = d.territory_id AND d.price_policy = 'own_list'
                      LEFT JOIN res_company c ON c.id = d.company_id
                     CROSS JOIN LATERAL (VALUES
                            (l.fallback_id, 0),
                            (t.pricelist_id, 1),
                            (%(type_list)s, 2),
                            ((SELECT up.pricelist_id
                                FROM dealer_territory up
                                JOIN product_pricelist ul ON ul.id = up.pricelist_id
                               WHERE up.id = ANY(string_to_array(rtrim(a.parent_path, '/'), '/')::int[])
                                 AND (ul.company_id IS NULL OR ul.company_id = d.company_id)
                               ORDER BY length(up.parent_path) DESC
                               LIMIT 1), 3),
                            (c.dealer_base_pricelist_id, 4)
                     ) step(list_id, rank)
                      JOIN product_pricelist next ON next.id = step.list_id AND next.active
                )
                SELECT reach.list_id, reach.parent_id, reach.rank, l.currency_id,
                       EXISTS (SELECT FROM product_pricelist_item i WHERE i.pricelist_id = l.id AND %(template)s),
                       EXISTS (SELECT FROM product_pricelist_item i WHERE i.pricelist_id = l.id AND %(variant)s),
                       EXISTS (SELECT FROM product_pricelist_item i WHERE i.pricelist_id = l.id AND %(special)s),
                       EXISTS (SELECT FROM product_pricelist_item i WHERE i.pricelist_id = l.id AND %(generic)s),
                       d.id, d.tier_id, d.type_id,
                       string_to_array(rtrim(a.parent_path, '/'), '/')::int[],
                       l.has_dealer_terms, l.company_id
                  FROM reach
                  JOIN product_pricelist l ON l.id = reach.list_id
                  LEFT JOIN dealer_dealer d ON d.id = l.dealer_id AND reach.parent_id IS NULL
                  LEFT JOIN dealer_territory a ON a.id = d.territory_id
                 ORDER BY reach.parent_id IS NOT NULL
                """,
                list_id=self.id,
                type_list=self._dealer_type_list_sql(),
                template=TEMPLATE_PART,
                variant=VARIANT_PART,
                special=SPECIAL_PART,
                generic=GENERIC_PART,
            )
        )
        return [(*row[:4], row[4:8], row[8:12] if row[8] else None, *row[12:]) for row in rows]

    def _dealer_type_list_sql(self):
        """Return the SQL of the list of dealer type ``y`` in this list's company (a company-dependent value)."""
        company = self.sudo().company_id or self.env.company
        return self.env["dealer.type"].with_company(company)._field_to_sql("y", "pricelist_id")

    def _flush_dealer_chain(self):
        """Bring to the database what the queries of a price read."""
        env = self.env
        for name, field_names in (
            ("product.pricelist", ("dealer_id", "fallback_id", "active", "currency_id", "company_id", "has_dealer_terms")),
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
