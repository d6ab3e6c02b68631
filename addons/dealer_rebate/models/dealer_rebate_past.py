from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

ONE_DAY = timedelta(days=1)


class DealerRebatePast(models.Model):
    """How a dealer was placed, or in which category a product was, until a day; no row: as it is today.

    A row is written when that changes, and never afterwards: what was bought counts by what held on its day. Nobody has
    the right to write one.
    """

    _name = "dealer.rebate.past"
    _description = "Earlier Placement"
    _order = "last_day, id"

    dealer_id = fields.Many2one("dealer.dealer", readonly=True, index="btree_not_null", ondelete="cascade")
    product_tmpl_id = fields.Many2one(
        "product.template", string="Product", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    last_day = fields.Date(required=True, readonly=True)
    facts = fields.Json(required=True, readonly=True, help="Technical: ids by kind, those above in a tree with them.")

    _one_owner = models.Constraint(
        "CHECK(num_nonnulls(dealer_id, product_tmpl_id) = 1)", "A row is about a dealer or about a product."
    )
    _dealer_day_unique = models.UniqueIndex(
        "(dealer_id, last_day) WHERE dealer_id IS NOT NULL", "The placement until this day is known already."
    )
    _product_day_unique = models.UniqueIndex(
        "(product_tmpl_id, last_day) WHERE product_tmpl_id IS NOT NULL", "The category until this day is known already."
    )

    def init(self):
        """Take over the history of tiers from before the add-on was there; of all else only today's state is known."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO dealer_rebate_past (dealer_id, last_day, facts)
                SELECT DISTINCT ON (change.dealer_id, change.effective_date)
                       change.dealer_id, change.effective_date - 1,
                       jsonb_build_object(
                           'tier', to_jsonb(array_remove(ARRAY[change.from_tier_id], NULL)),
                           'type', to_jsonb(array_remove(ARRAY[dealer.type_id], NULL)),
                           'territory', COALESCE(to_jsonb(string_to_array(trim('/' FROM territory.parent_path), '/')::int[]), '[]'),
                           'unit', COALESCE(to_jsonb(string_to_array(trim('/' FROM unit.parent_path), '/')::int[]), '[]'),
                           'tag', COALESCE((SELECT jsonb_agg(rel.dealer_tag_id ORDER BY rel.dealer_tag_id)
                                              FROM dealer_dealer_dealer_tag_rel rel WHERE rel.dealer_dealer_id = dealer.id), '[]')
                       )
                  FROM dealer_tier_change change
                  JOIN dealer_dealer dealer ON dealer.id = change.dealer_id
                  LEFT JOIN dealer_territory territory ON territory.id = dealer.territory_id
                  LEFT JOIN dealer_unit unit ON unit.id = dealer.unit_id
                 WHERE change.state = 'effective' AND dealer.create_date::date < change.effective_date
                   AND NOT EXISTS (SELECT 1 FROM dealer_rebate_past)
                 ORDER BY change.dealer_id, change.effective_date, change.id
                """
            )
        )

    @api.model
    def _of_dealers(self, company, dealer_ids=None):
        """Return {dealer id: [(last day, facts)]} of the dealers of ``company`` that ever stood elsewhere, oldest first."""
        domain = Domain("dealer_id.company_id", "=", company.id)
        if dealer_ids is not None:
            domain &= Domain("dealer_id", "in", list(dealer_ids))
        return self._grouped_by("dealer_id", domain)

    @api.model
    def _of_products(self):
        """Return {product template id: [(last day, facts)]} of those that ever were in another category, oldest first."""
        return self._grouped_by("product_tmpl_id", Domain("product_tmpl_id", "!=", False))

    @api.model
    def _grouped_by(self, name, domain):
        found = defaultdict(list)
        for row in self.sudo().search_fetch(domain, [name, "last_day", "facts"]):
            found[row[name].id].append((row.last_day, row.facts))
        return dict(found)

    @api.model
    def _keep(self, owners, before, first_days):
        """Write down what held until now.

        Of several changes on one day the first one tells what held before it. What changes on the day when its record was
        made never held before.

        :param owners: recordset (superuser's) of what has changed
        :param dict before: {id: facts until now}
        :param dict first_days: {id: first day of what holds from now on}
        """
        name = owners._rebate_past_field
        known = dict(self._read_group([(name, "in", owners.ids)], [name], ["last_day:max"]))
        rows = []
        for owner in owners:
            last_day = first_days[owner.id] - ONE_DAY
            if owner._rebate_made_on() <= last_day and (owner not in known or known[owner] < last_day):
                rows.append({name: owner.id, "last_day": last_day, "facts": before[owner.id]})
        self.create(rows)


class DealerRebatePastMixin(models.AbstractModel):
    """Records of which it is kept how they were placed on a day."""

    _name = "dealer.rebate.past.mixin"
    _description = "Has an Earlier Placement"

    _rebate_past_field = None  # the field of ``dealer.rebate.past`` that names them

    def _rebate_facts(self):
        """Return {id: {kind: sorted ids}} of what a program may ask for."""
        return {record.id: {} for record in self}

    def _rebate_made_on(self):
        """Return the day on which one record was made."""
        return fields.Date.context_today(self, timestamp=self.create_date or fields.Datetime.now())

    def _rebate_first_days(self, before, now):
        """Return {id: first day of what these records are from now on}; ``before`` and ``now`` are their facts."""
        return {record.id: fields.Date.context_today(record) for record in self}

    @api.model
    @contextmanager
    def _keeping_past_below(self, name, tree):
        """Keep what all records were whose field ``name`` is one of ``tree`` or lies below one."""
        below_sudo = self.sudo().with_context(active_test=False).search([(name, "child_of", tree.ids)])
        with below_sudo._keeping_past():
            yield

    @contextmanager
    def _keeping_past(self):
        """Keep what these records were, if what happens within changes it."""
        records_sudo = self.sudo().with_context(active_test=False).exists()
        before = records_sudo._rebate_facts()
        yield
        records_sudo._keep_past(before)

    def _keep_past(self, before):
        now = self._rebate_facts()
        changed = self.filtered(lambda record: before[record.id] != now[record.id])
        if changed:
            self.env["dealer.rebate.past"]._keep(changed, before, changed._rebate_first_days(before, now))


def ids_above(record):
    """Return the ids of one record of a tree and of those above it."""
    return [int(node) for node in (record.parent_path or "").split("/") if node]
