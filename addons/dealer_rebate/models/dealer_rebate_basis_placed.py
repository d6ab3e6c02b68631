"""Where dealers stood, and in which category products were, on the day of each document."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import Placed
from ..engine.placement import FIRST, LAST, facts_on, fits, spans

# What a program asks of a dealer: the field that names it, and its name among the facts.
ASKED = (
    ("type_ids", "type"),
    ("tier_ids", "tier"),
    ("territory_ids", "territory"),
    ("unit_ids", "unit"),
    ("tag_ids", "tag"),
)


class DealerRebateBasis(models.AbstractModel):
    """What changed in between; as long as nothing has, today's state is asked, which the database does by itself."""

    _inherit = "dealer.rebate.basis"

    @api.model
    def _placed(self, program, period, dealer_ids=None):
        """Return on which days dealers take part, as :class:`..engine.Placed`; ``dealer_ids`` as they are where today's
        placement decides, because none of them ever stood elsewhere or the program does not ask.

        With placement ``document`` a dealer takes part on the days on which it stood where the program asks for; with ``end``
        for the whole period, if it does so on its last day (today, while it runs).
        """
        wanted = {kind: set(program[name].ids) for name, kind in ASKED if program[name]}
        if isinstance(dealer_ids, Placed) or not wanted:
            return dealer_ids
        past = self.env["dealer.rebate.past"]._of_dealers(program.company_id, dealer_ids)
        day = min(period[1], program.company_id._dealer_today())
        if program.placement == "end":
            past = {key: rows for key, rows in past.items() if rows[-1][0] >= day}
        if not past:
            return dealer_ids
        days = self._days_of_moved(program, wanted, past, None if program.placement == "document" else day)
        stayed = Domain("id", "not in", list(past)) & self._asked_for(dealer_ids)
        rows = [(key, FIRST, LAST) for key in self._find_dealers(self._eligible_domain(program) & stayed)]
        return Placed(tuple(sorted([*rows, *days])))

    @api.model
    def _days_of_moved(self, program, wanted, past, day):
        """Return rows of :class:`..engine.Placed` of the dealers in ``past``: on ``day`` it is decided, or (None) day by day."""
        domain = self._named_domain(program) & Domain("id", "in", list(past))
        dealers_sudo = self.env["dealer.dealer"].sudo().browse(self._find_dealers(domain))
        rows = []
        for key, now in dealers_sudo._rebate_facts().items():
            if day is None:
                rows += [(key, *days) for days in spans(past[key], now, lambda facts: fits(wanted, facts))]
            elif fits(wanted, facts_on(day, past[key], now)):
                rows.append((key, FIRST, LAST))
        return rows

    @api.model
    def _asked_for(self, dealer_ids):
        return Domain.TRUE if dealer_ids is None else Domain("id", "in", list(dealer_ids))

    @api.model
    def _find_dealers(self, domain):
        return list(self.env["dealer.dealer"].sudo().with_context(active_test=False)._search(domain))

    @api.model
    def _placed_for_base(self, program, period, dealer_ids):
        """Return who takes part in what growth is compared with: on the same days of the year before; of given days, in all
        of them."""
        if not isinstance(dealer_ids, Placed):
            return dealer_ids
        return dealer_ids.always(period) if program.growth_base == "given" else dealer_ids.year_before()

    @api.model
    def _taking_part(self, placed, period, domain):
        """Return the condition (Domain) that a dealer takes part on any day of ``period``; ``domain`` decides as of today."""
        if isinstance(placed, Placed):
            return Domain("id", "in", sorted(placed.keys_in(period)))
        return domain if placed is None else domain & Domain("id", "in", list(placed))

    # -- products -------------------------------------------------------------------------------------------------

    @api.model
    def _moved_products(self, program):
        """Return {product id: ([(last day, facts)], facts of today)} of products that ever were in another category; {} where
        the program asks for no category."""
        if not (program.category_ids or program.excluded_category_ids or program.mix_ids.category_ids):
            return {}
        past = self.env["dealer.rebate.past"]._of_products()
        templates_sudo = self.env["product.template"].sudo().with_context(active_test=False).browse(past)
        now = templates_sudo._rebate_facts()
        return {
            product_id: (rows, now[template_id])
            for template_id, rows in past.items()
            for product_id in templates_sudo.browse(template_id).product_variant_ids.ids
        }

    @api.model
    def _product_days(self, products, categories, moved):
        """Return (query of the products that count on all days, or None; rows (id, first day, last day) of those ``moved``).

        The rows are needed only where the categories decide: a product that is named counts wherever it stands.
        """
        named, wanted = set(products.ids), {"category": set(categories.ids)}
        rows = [
            (key, *days)
            for key, (past, now) in moved.items()
            for days in spans(past, now, lambda facts, key=key: key in named or fits(wanted, facts))
        ]
        domain = self._product_domain(products, categories)
        return self._products_query(domain & Domain("id", "not in", list(moved)) if moved else domain), rows

    @api.model
    def _within(self, column, day, rows, always=None):
        """Return the condition that ``column`` (SQL) is one of ``rows`` on ``day`` (SQL), or one of the query ``always``.

        One EXISTS over both: the database joins it by a hash of the ids.
        """
        if all((first, last) == (FIRST, LAST) for _key, first, last in rows) and always is None:
            return SQL("%s = ANY(%s)", column, [row[0] for row in rows])
        keys, firsts, lasts = (list(values) for values in zip(*rows, strict=True)) if rows else ([], [], [])
        days = SQL("SELECT * FROM unnest(%s::int[], %s::date[], %s::date[])", keys, firsts, lasts)
        if always is not None:
            days = SQL("SELECT kept.id, %s::date, %s::date FROM %s AS kept(id) UNION ALL %s", FIRST, LAST, always, days)
        return SQL(
            "EXISTS (SELECT 1 FROM (%s) AS days(id, first_day, last_day) WHERE days.id = %s AND %s BETWEEN first_day AND last_day)",
            days,
            column,
            day,
        )
