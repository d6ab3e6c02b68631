from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..engine import precedence


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    dealer_id = fields.Many2one(
        "dealer.dealer",
        index=True,
        ondelete="restrict",
        copy=False,
        help="The dealer whose own price list this is.",
    )
    fallback_id = fields.Many2one(
        "product.pricelist",
        string="Falls Back to",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('id', '!=', id), ('company_id', 'in', [company_id, False])]",
        help="List that gives the price where this one has none. Empty on a dealer's own list: the lists of tier, type,"
        " territory and company, as far as the dealer's price policy goes.",
    )
    kind = fields.Selection(
        [
            ("own", "Own"),
            ("tier", "Tier"),
            ("type", "Type"),
            ("territory", "Territory"),
            ("base", "Base"),
            ("plain", "Plain"),
        ],
        compute="_compute_kind",
        store=True,
        help="Whose prices the list has: one dealer's, those of a tier, a dealer type, a territory, the company's base"
        " prices, or none of these.",
    )
    has_dealer_terms = fields.Boolean(
        string="Dealer Terms",
        readonly=True,
        copy=False,
        help="Is a dealer's list, falls back to another, or has prices with conditions or in a unit of their own.",
    )
    priced_by_dealer_engine = fields.Boolean(
        readonly=True, copy=False, help="Technical: has dealer terms, or bases prices on a list that does."
    )
    dealer_tier_ids = fields.One2many("dealer.tier", "pricelist_id", string="Tiers")
    dealer_territory_ids = fields.One2many("dealer.territory", "pricelist_id", string="Territories")
    dealer_base_company_ids = fields.One2many(
        "res.company", "dealer_base_pricelist_id", string="Base List of Companies"
    )

    _dealer_unique = models.UniqueIndex(
        "(dealer_id) WHERE dealer_id IS NOT NULL", "The dealer already has an own list."
    )

    @api.depends("dealer_id", "dealer_tier_ids", "dealer_territory_ids", "dealer_base_company_ids")
    def _compute_kind(self):
        of_types = self._of_dealer_types()
        for pricelist in self:
            pricelist_sudo = pricelist.sudo().with_context(active_test=False)
            uses = (
                ("own", pricelist_sudo.dealer_id),
                ("tier", pricelist_sudo.dealer_tier_ids),
                ("type", pricelist.id in of_types),
                ("territory", pricelist_sudo.dealer_territory_ids),
                ("base", pricelist_sudo.dealer_base_company_ids),
            )
            pricelist.kind = next((kind for kind, used in uses if used), "plain")

    def _of_dealer_types(self):
        """Return the ids of those of these lists that a dealer type has in some company.

        SQL, as a company-dependent field has no inverse across companies.
        """
        self.env["dealer.type"].flush_model(["pricelist_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT e.value::int FROM dealer_type t, jsonb_each_text(t.pricelist_id) e"
                " WHERE e.value IS NOT NULL AND e.value::int = ANY(%s)",
                list(self.ids),
            )
        )
        return {list_id for (list_id,) in rows}

    def _recompute_kind(self):
        self.env.add_to_compute(self._fields["kind"], self)

    # -- checks ---------------------------------------------------------------------------------------------------

    @api.constrains("fallback_id", "company_id")
    def _check_fallback(self):
        for pricelist in self.filtered("fallback_id"):
            other_sudo = pricelist.fallback_id.sudo()
            if other_sudo.company_id and other_sudo.company_id != pricelist.company_id:
                raise ValidationError(
                    self.env._(
                        "%(list)s cannot fall back to %(other)s, a list of %(company)s. Choose one of the same company or of"
                        " none.",
                        list=pricelist.name,
                        other=other_sudo.name,
                        company=other_sudo.company_id.name,
                    )
                )
        self._check_list_cycle()

    def _check_list_cycle(self):
        """Raise if these lists lead back to themselves, by falling back or by basing prices on each other."""
        steps = self._list_steps()
        if precedence.has_cycle(steps):
            raise ValidationError(
                self.env._(
                    "The price list %(list)s would in the end fall back to itself. Take one of the lists out of the chain.",
                    list=self[:1].name,
                )
            )

    def _list_steps(self):
        """Return {list id: ids of the lists it falls back to or bases prices on}, for all that can be reached from these.

        SQL, as the depth of the chain is not known.
        """
        self.flush_model(["fallback_id"])
        self.env["product.pricelist.item"].flush_model(["pricelist_id", "base", "base_pricelist_id", "compute_price"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE step(list_id, next_id) AS (
                    SELECT l.id, e.next_id FROM product_pricelist l, %(edges)s WHERE l.id = ANY(%(ids)s)
                     UNION
                    SELECT l.id, e.next_id FROM step JOIN product_pricelist l ON l.id = step.next_id, %(edges)s
                ) SELECT list_id, next_id FROM step
                """,
                ids=list(self.ids),
                edges=SQL(
                    """LATERAL (
                        SELECT l.fallback_id AS next_id WHERE l.fallback_id IS NOT NULL
                         UNION
                        SELECT i.base_pricelist_id FROM product_pricelist_item i
                         WHERE i.pricelist_id = l.id AND i.base = 'pricelist' AND i.base_pricelist_id IS NOT NULL
                           AND i.compute_price <> 'fixed'
                    ) e"""
                ),
            )
        )
        steps = {}
        for list_id, next_id in rows:
            steps.setdefault(list_id, []).append(next_id)
        return steps

    @api.constrains("dealer_id", "company_id")
    def _check_dealer(self):
        for pricelist in self:
            dealer_sudo = pricelist.dealer_id.sudo()
            if dealer_sudo and dealer_sudo.company_id != pricelist.company_id:
                raise ValidationError(
                    self.env._(
                        "%(list)s is the own list of %(dealer)s and has to belong to %(company)s.",
                        list=pricelist.name,
                        dealer=dealer_sudo.display_name,
                        company=dealer_sudo.company_id.name,
                    )
                )

    @api.constrains("active", "dealer_id")
    def _check_own_list_active(self):
        for pricelist in self:
            if pricelist.dealer_id and not pricelist.active and pricelist.dealer_id.sudo().state != "terminated":
                raise ValidationError(
                    self.env._(
                        "%(list)s is the own list of %(dealer)s: archived, the dealer would get other prices. End its prices"
                        " instead.",
                        list=pricelist.name,
                        dealer=pricelist.dealer_id.sudo().display_name,
                    )
                )

    def _check_shared_use(self, company):
        """Raise if this list (or none) cannot be that of many dealers of ``company`` (or of all companies)."""
        pricelist_sudo = self.sudo()
        if pricelist_sudo.dealer_id:
            raise ValidationError(
                self.env._(
                    "%(list)s is the own list of %(dealer)s and cannot be a list for others. Choose or make another.",
                    list=pricelist_sudo.name,
                    dealer=pricelist_sudo.dealer_id.display_name,
                )
            )
        if company and pricelist_sudo.company_id and pricelist_sudo.company_id != company:
            raise ValidationError(
                self.env._(
                    "%(list)s is a price list of %(other)s, not of %(company)s.",
                    list=pricelist_sudo.name,
                    other=pricelist_sudo.company_id.name,
                    company=company.name,
                )
            )

    # -- CRUD -----------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        pricelists = super().create(vals_list)
        pricelists.filtered(lambda each: each.dealer_id or each.fallback_id)._update_dealer_terms()
        pricelists.dealer_id._link_own_list()
        return pricelists

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {"dealer_id", "fallback_id"}:
            self._update_dealer_terms()
            self.dealer_id._link_own_list()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used_sudo = self.sudo().filtered(lambda each: each.kind not in ("plain", "own"))
        if used_sudo:
            raise UserError(
                self.env._(
                    "%(list)s is in use as the list of a tier, dealer type, territory or company. Take it out there first.",
                    list=used_sudo[0].name,
                )
            )

    def _get_partner_pricelist_multi_search_domain_hook(self, company_id):
        """A dealer's own list is nobody else's default list."""
        return [*super()._get_partner_pricelist_multi_search_domain_hook(company_id), ("dealer_id", "=", False)]

    @api.model
    def _get_partner_pricelist_multi(self, partner_ids):
        """Who was a contact of a dealer and left keeps the dealer's list on the record: it gets the list of everybody."""
        result = super()._get_partner_pricelist_multi(partner_ids)
        own = {partner_id: pricelist for partner_id, pricelist in result.items() if pricelist.sudo().dealer_id}
        partners = self.env["res.partner"].with_context(active_test=False).browse(own)
        if strangers := partners.filtered(lambda partner: not own[partner.id]._serves(partner)):
            defaults = self._get_country_pricelist_multi(strangers.country_id.ids)
            result.update({partner.id: defaults[partner.country_id.id] for partner in strangers})
        return result

    def _serves(self, partner):
        """Tell whether this list (or none) may price orders of ``partner``: a dealer's own list is for its people only."""
        dealer_sudo = self.sudo().dealer_id
        return not dealer_sudo or dealer_sudo.partner_id == partner.sudo().commercial_partner_id

    # -- who prices -----------------------------------------------------------------------------------------------

    def _update_dealer_terms(self):
        """Work out anew which of these lists, and of those that base prices on them, are priced by the dealer engine.

        To be called after items were written around the ORM.
        """
        if not self:
            return
        concerned = self._lists_based_on_these()
        steps = concerned._list_steps()
        reached = set(concerned.ids).union(steps, *steps.values())
        terms = self._with_own_terms(reached)
        engine = self._leading_to(terms, steps)
        for pricelist_sudo in concerned.sudo():
            vals = {
                "has_dealer_terms": pricelist_sudo.id in terms,
                "priced_by_dealer_engine": pricelist_sudo.id in engine,
            }
            if any(pricelist_sudo[name] != value for name, value in vals.items()):
                pricelist_sudo.write(vals)

    @api.model
    def _leading_to(self, targets, steps):
        """Return ``targets`` and all that lead to one of them by ``steps`` {list id: [list ids]}."""
        found, before = set(targets), None
        while before != len(found):
            before = len(found)
            found |= {list_id for list_id, following in steps.items() if not found.isdisjoint(following)}
        return found

    def _lists_based_on_these(self):
        """Return these lists and those whose prices are based on them, however many lists lie between. SQL for depth."""
        self.env["product.pricelist.item"].flush_model(["pricelist_id", "base", "base_pricelist_id"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE up(list_id) AS (
                    SELECT unnest(%s::int[])
                     UNION
                    SELECT i.pricelist_id FROM up JOIN product_pricelist_item i ON i.base_pricelist_id = up.list_id
                     WHERE i.base = 'pricelist' AND i.pricelist_id IS NOT NULL
                ) SELECT list_id FROM up
                """,
                list(self.ids),
            )
        )
        return self.browse(list_id for (list_id,) in rows)

    @api.model
    def _with_own_terms(self, list_ids):
        """Return the set of those ``list_ids`` that use a field of the dealer engine. SQL: one probe a list, not its items."""
        self.env["product.pricelist.item"].flush_model(["pricelist_id", "condition_count", "uom_id"])
        self.flush_model(["dealer_id", "fallback_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT l.id FROM product_pricelist l
                 WHERE l.id = ANY(%s)
                   AND (l.dealer_id IS NOT NULL OR l.fallback_id IS NOT NULL
                        OR EXISTS (SELECT FROM product_pricelist_item i
                                    WHERE i.pricelist_id = l.id AND (i.condition_count > 0 OR i.uom_id IS NOT NULL)))
                """,
                list(list_ids),
            )
        )
        return {list_id for (list_id,) in rows}
