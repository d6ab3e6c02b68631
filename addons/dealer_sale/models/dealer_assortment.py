from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class DealerAssortment(models.Model):
    """Says which dealers may buy which products, for a time.

    Dealers are named, or described by type, tier and territory: all that is set must hold. A rule of effect

    - ``limit``: these dealers buy only what is on this list (or on another such list of theirs);
    - ``reserve``: these products are bought only by these dealers (or by those of another such rule);
    - ``forbid``: these dealers do not buy these products, whatever else says so.

    A dealer without any list, and a product that is neither reserved nor forbidden, are not restricted.
    """

    _name = "dealer.assortment"
    _description = "Assortment"
    _order = "effect, sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    effect = fields.Selection(
        [
            ("limit", "Dealers buy only these products"),
            ("reserve", "Products are only for these dealers"),
            ("forbid", "Dealers do not buy these products"),
        ],
        required=True,
        default="limit",
    )
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To", help="Last day.")
    dealer_ids = fields.Many2many(
        "dealer.dealer",
        relation="dealer_assortment_dealer_rel",
        column1="assortment_id",
        column2="dealer_id",
        string="Dealers",
        ondelete="restrict",
        help="Empty: all dealers that the conditions describe.",
    )
    any_dealer = fields.Boolean(compute="_compute_any_dealer", store=True, help="Technical: no dealer is named.")
    type_ids = fields.Many2many(
        "dealer.type",
        relation="dealer_assortment_type_rel",
        column1="assortment_id",
        column2="type_id",
        string="Dealer Types",
        ondelete="restrict",
    )
    tier_ids = fields.Many2many(
        "dealer.tier",
        relation="dealer_assortment_tier_rel",
        column1="assortment_id",
        column2="tier_id",
        string="Tiers",
        ondelete="restrict",
    )
    territory_id = fields.Many2one(
        "dealer.territory", index=True, ondelete="restrict", help="Of the dealer; territories below count too."
    )
    product_tmpl_ids = fields.Many2many(
        "product.template",
        relation="dealer_assortment_product_rel",
        column1="assortment_id",
        column2="product_tmpl_id",
        string="Products",
    )
    categ_ids = fields.Many2many(
        "product.category",
        relation="dealer_assortment_category_rel",
        column1="assortment_id",
        column2="category_id",
        string="Product Categories",
        help="With the categories below.",
    )

    _dates_in_order = models.Constraint("CHECK(date_from <= date_to)", "The first day lies after the last.")
    _any_dealer_idx = models.Index("(id) WHERE any_dealer")
    _reserve_idx = models.Index("(id) WHERE effect = 'reserve'")

    @api.depends("dealer_ids")
    def _compute_any_dealer(self):
        for rule in self:
            rule.any_dealer = not rule.dealer_ids

    @api.constrains("effect", "dealer_ids", "type_ids", "tier_ids", "territory_id", "product_tmpl_ids", "categ_ids")
    def _check_conditions(self):
        for rule in self:
            if not rule.product_tmpl_ids and not rule.categ_ids:
                raise ValidationError(
                    self.env._("The assortment %(rule)s names no product: add products or categories.", rule=rule.name)
                )
            described = rule.dealer_ids or rule.type_ids or rule.tier_ids or rule.territory_id
            if rule.effect == "reserve" and not described:
                raise ValidationError(
                    self.env._("The assortment %(rule)s reserves products for nobody: say for whom.", rule=rule.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._check_reach()
        return rules

    def write(self, vals):
        self._check_reach()
        res = super().write(vals)
        self._check_reach()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_out_of_reach(self):
        self._check_reach()

    def _check_reach(self):
        """Raise if the user changes what dealers outside the user's access scope may buy."""
        if self.env.su or self.env.user.has_group("dealer.group_dealer_admin"):
            return
        for rule_sudo in self.sudo():
            own = self.env["dealer.dealer"].search([("id", "in", rule_sudo.dealer_ids.ids)])
            if not rule_sudo.dealer_ids or len(own) < len(rule_sudo.dealer_ids) or rule_sudo.effect == "reserve":
                raise AccessError(
                    self.env._(
                        "The assortment %(rule)s concerns dealers outside your access scope. Name dealers of your own"
                        " only, or ask an administrator.",
                        rule=rule_sudo.name,
                    )
                )

    @api.model
    def _refusals(self, dealers, templates, day):
        """Return {(dealer id, product template id): rule} of what dealers must not buy; no key for what they may.

        Where several rules refuse, one that forbids is named before one that reserves, and that before a list.

        :param dealers: records of dealer.dealer
        :param templates: records of product.template
        :param day: date on which is bought
        """
        if not dealers or not templates:
            return {}
        rows = self.env.execute_query(self._refusals_sql(dealers.ids, templates.ids, day))
        return {(dealer_id, template_id): self.browse(rule_id) for dealer_id, template_id, rule_id in rows}

    @api.model
    def _refusals_sql(self, dealer_ids, template_ids, day):
        """Return the query of :meth:`_refusals`: (dealer id, template id, rule id).

        One statement, because it is part of every order: the ORM would take a search a rule. It starts from the
        dealers and products asked for, so that its cost does not grow with the rules of others.
        """
        return SQL(
            """
            WITH %(applies)s,
            relevant AS MATERIALIZED (
                SELECT assortment_id FROM applies
                 UNION
                SELECT r.id FROM dealer_assortment r WHERE r.effect = 'reserve' AND %(valid)s
            ),
            contains AS (
                SELECT rel.product_tmpl_id AS template_id, assortment_id
                  FROM relevant
                  JOIN dealer_assortment_product_rel rel USING (assortment_id)
                 WHERE rel.product_tmpl_id IN %(templates)s
                 UNION
                SELECT p.id, assortment_id
                  FROM relevant
                  JOIN dealer_assortment_category_rel rel USING (assortment_id)
                  JOIN product_template p ON p.id IN %(templates)s
                  JOIN product_category c ON c.id = p.categ_id
                 WHERE rel.category_id = ANY (string_to_array(rtrim(c.parent_path, '/'), '/')::int[])
            ),
            verdict AS (
                SELECT 1 AS rank, a.dealer_id, c.template_id, a.assortment_id
                  FROM applies a JOIN contains c USING (assortment_id)
                 WHERE a.effect = 'forbid'
                 UNION ALL
                SELECT 2, d.id, c.template_id, r.id
                  FROM contains c
                  JOIN dealer_assortment r ON r.id = c.assortment_id AND r.effect = 'reserve' AND %(valid)s
                  JOIN dealer_dealer d ON d.id IN %(dealers)s AND (r.company_id IS NULL OR r.company_id = d.company_id)
                 WHERE NOT EXISTS (
                    SELECT FROM applies a JOIN contains own USING (assortment_id)
                     WHERE a.effect = 'reserve' AND a.dealer_id = d.id AND own.template_id = c.template_id)
                 UNION ALL
                SELECT 3, a.dealer_id, p.id, a.assortment_id
                  FROM applies a JOIN product_template p ON p.id IN %(templates)s
                 WHERE a.effect = 'limit' AND NOT EXISTS (
                    SELECT FROM applies list JOIN contains c USING (assortment_id)
                     WHERE list.effect = 'limit' AND list.dealer_id = a.dealer_id AND c.template_id = p.id)
            )
            SELECT DISTINCT ON (dealer_id, template_id) dealer_id, template_id, assortment_id
              FROM verdict
          ORDER BY dealer_id, template_id, rank, assortment_id
            """,
            applies=self._applies_sql(dealer_ids, day),
            valid=self._valid_sql(day),
            templates=tuple(template_ids),
            dealers=tuple(dealer_ids),
        )

    @api.model
    def _valid_sql(self, day):
        """Return the SQL condition that the rule ``r`` is valid on ``day``."""
        return SQL(
            "r.active AND COALESCE(r.date_from, '-infinity') <= %(day)s AND COALESCE(r.date_to, 'infinity') >= %(day)s",
            day=day,
        )

    @api.model
    def _applies_sql(self, dealer_ids, day):
        """Return the SQL of the common table ``applies``: (dealer_id, assortment_id, effect) of the dealers' rules."""
        self.flush_model()
        for model in ("dealer.dealer", "dealer.territory", "product.template", "product.category"):
            self.env[model].flush_model()
        return SQL(
            """
            candidate AS (
                SELECT dealer_id, assortment_id FROM dealer_assortment_dealer_rel WHERE dealer_id IN %(dealers)s
                 UNION ALL
                SELECT d.id, r.id FROM dealer_assortment r, dealer_dealer d WHERE r.any_dealer AND d.id IN %(dealers)s
            ),
            applies AS (
                SELECT d.id AS dealer_id, r.id AS assortment_id, r.effect
                  FROM candidate
                  JOIN dealer_assortment r ON r.id = candidate.assortment_id AND %(valid)s
                  JOIN dealer_dealer d ON d.id = candidate.dealer_id
                   AND (r.company_id IS NULL OR r.company_id = d.company_id)
             LEFT JOIN dealer_territory own ON own.id = d.territory_id
             LEFT JOIN dealer_territory area ON area.id = r.territory_id
                 WHERE (area.id IS NULL OR own.parent_path LIKE area.parent_path || '%%')
                   AND (NOT EXISTS (SELECT FROM dealer_assortment_type_rel t WHERE t.assortment_id = r.id)
                        OR EXISTS (SELECT FROM dealer_assortment_type_rel t
                                    WHERE t.assortment_id = r.id AND t.type_id = d.type_id))
                   AND (NOT EXISTS (SELECT FROM dealer_assortment_tier_rel t WHERE t.assortment_id = r.id)
                        OR EXISTS (SELECT FROM dealer_assortment_tier_rel t
                                    WHERE t.assortment_id = r.id AND t.tier_id = d.tier_id))
            )
            """,
            dealers=tuple(dealer_ids),
            valid=self._valid_sql(day),
        )

    @api.model
    def _allowed_domain(self, dealer, day):
        """Return the domain of the product templates that ``dealer`` may buy on ``day``: for catalogues and pads."""
        rows = self.env.execute_query(
            SQL("WITH %s SELECT effect, assortment_id FROM applies", self._applies_sql(dealer.ids, day))
        )
        rules_sudo = {effect: self.browse(r for e, r in rows if e == effect).sudo() for effect in dict(rows)}
        company = Domain("company_id", "in", [False, dealer.sudo().company_id.id])
        today = (Domain("date_from", "=", False) | Domain("date_from", "<=", day)) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )
        reserved_sudo = self.sudo().search(Domain("effect", "=", "reserve") & company & today)
        mine_sudo = rules_sudo.get("reserve", self.browse())
        domain = ~(reserved_sudo - mine_sudo)._products_domain() | mine_sudo._products_domain()
        if "limit" in rules_sudo:
            domain &= rules_sudo["limit"]._products_domain()
        if "forbid" in rules_sudo:
            domain &= ~rules_sudo["forbid"]._products_domain()
        return domain

    def _products_domain(self):
        """Return the domain of the product templates that one of these rules names."""
        rules_sudo = self.sudo()
        return Domain("id", "in", rules_sudo.product_tmpl_ids.ids) | Domain(
            "categ_id", "child_of", rules_sudo.categ_ids.ids
        )
