from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class DealerTerritory(models.Model):
    """Sales area: countries, states and postcodes; matches an address that any of them contains."""

    _name = "dealer.territory"
    _description = "Territory"
    _inherit = ["dealer.tree.mixin"]
    _parent_store = True
    _order = "complete_name, id"
    _rec_names_search = ["complete_name", "name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    parent_id = fields.Many2one("dealer.territory", string="Parent Territory", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("dealer.territory", "parent_id", string="Territories Below")
    complete_name = fields.Char(compute="_compute_complete_name", store=True, recursive=True)
    exclusive = fields.Boolean(help="One dealer (with its outlets and sub-dealers) has the territory for itself.")
    country_ids = fields.Many2many(
        "res.country",
        relation="dealer_territory_country_rel",
        column1="territory_id",
        column2="country_id",
        string="Countries",
    )
    state_ids = fields.Many2many(
        "res.country.state",
        relation="dealer_territory_state_rel",
        column1="territory_id",
        column2="state_id",
        string="States",
    )
    postcode_ids = fields.One2many("dealer.territory.postcode", "territory_id", string="Postcodes", copy=True)
    active = fields.Boolean(default=True)
    dealer_count = fields.Integer(string="Number of Dealers", compute="_compute_dealer_count")

    _code_unique = models.Constraint("UNIQUE(code)", "Another territory already has this code.")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for territory in self:
            parent = territory.parent_id.complete_name
            territory.complete_name = f"{parent} / {territory.name}" if parent else territory.name

    @api.depends_context("uid")
    def _compute_dealer_count(self):
        counts = dict(
            self.env["dealer.dealer"]._read_group([("territory_id", "in", self.ids)], ["territory_id"], ["__count"])
        )
        for territory in self:
            territory.dealer_count = counts.get(territory, 0)

    @api.constrains("exclusive", "parent_id", "company_id", "country_ids", "state_ids", "active")
    def _check_overlap(self):
        """Refuse an exclusive territory that shares an area with another one beside it.

        A state and a postcode range of one country are not compared: which state a postcode lies in is not known.
        """
        for territory in self.filtered(lambda area: area.exclusive and area.active):
            others_sudo = self.sudo().search(territory._overlap_domain())
            for other_sudo in others_sudo:
                if territory._is_beside(other_sudo) and (shared := territory._shared_area(other_sudo)):
                    raise ValidationError(
                        self.env._(
                            "The exclusive territories %(first)s and %(second)s both contain %(area)s. Take it out of"
                            " one of them, place one below the other, or make one not exclusive.",
                            first=territory.complete_name,
                            second=other_sudo.complete_name,
                            area=shared,
                        )
                    )

    def _overlap_domain(self):
        """Return the domain of the other exclusive territories that have to do with the countries of this one."""
        self.ensure_one()
        countries = self.country_ids | self.state_ids.country_id | self.postcode_ids.country_id
        domain = Domain("exclusive", "=", True) & Domain("id", "!=", self.id)
        if self.company_id:
            domain &= Domain("company_id", "in", [self.company_id.id, False])
        return domain & (
            Domain("country_ids", "in", countries.ids)
            | Domain("state_ids.country_id", "in", countries.ids)
            | Domain("postcode_ids.country_id", "in", countries.ids)
        )

    def _is_beside(self, other):
        """Tell whether the other territory is neither above nor below this one."""
        return not (other.parent_path.startswith(self.parent_path) or self.parent_path.startswith(other.parent_path))

    def _shared_area(self, other):
        """Return the name of an area that both territories contain, or an empty string."""
        self.ensure_one()
        countries = self.country_ids & other.country_ids
        countries |= self.country_ids & (other.state_ids.country_id | other.postcode_ids.country_id)
        countries |= other.country_ids & (self.state_ids.country_id | self.postcode_ids.country_id)
        if countries:
            return countries[0].name
        if states := self.state_ids & other.state_ids:
            return states[0].name
        return self.postcode_ids._shared_range(other.postcode_ids)

    @api.constrains("exclusive", "active")
    def _check_exclusive_dealers(self):
        """Refuse two hierarchies of trading dealers of one company in an exclusive territory."""
        exclusive_sudo = self.sudo().filtered("exclusive")
        if not exclusive_sudo:
            return
        # Touch the rows: of two transactions that each bring a dealer, the platform then repeats the later one, which
        # finds the first. A lock would not do, as the snapshot is older than it; the ORM writes only what changes.
        self.env.execute_query(
            SQL("UPDATE dealer_territory SET exclusive = exclusive WHERE id IN %s RETURNING id", exclusive_sudo._ids)
        )
        dealers_sudo = (
            self.env["dealer.dealer"]
            .sudo()
            .search([("territory_id", "in", exclusive_sudo.ids), ("state", "in", ("active", "on_hold"))])
        )
        for (territory, company), dealers in dealers_sudo.grouped(lambda d: (d.territory_id, d.company_id)).items():
            by_root = dealers.grouped(lambda dealer: dealer.parent_path.split("/")[0])
            if len(by_root) > 1:
                first, second = (group[0] for group in list(by_root.values())[:2])
                raise ValidationError(
                    self.env._(
                        "The territory %(territory)s is exclusive, but both %(first)s and %(second)s would trade in it"
                        " with %(company)s. Choose another territory for one of them.",
                        territory=territory.complete_name,
                        first=first.display_name,
                        second=second.display_name,
                        company=company.name,
                    )
                )

    @api.constrains("company_id")
    def _check_company_of_dealers(self):
        self.env["dealer.dealer"]._check_same_company("territory_id", self.filtered("company_id"))

    @api.private
    @api.model
    def resolve(self, country, state=None, postcode=None, company=None):
        """Return the most specific territory that contains an address, or an empty recordset.

        A postcode range wins over a state, a state over a country; then the deeper territory, then the lower id.

        :param country: record of res.country
        :param state: record of res.country.state, or None
        :param str postcode: as written on the address, or None
        :param company: record of res.company; by default the current one
        """
        company = company or self.env.company
        address = (country.id, state.id if state else False, postcode, company.id)
        return self._resolve_addresses([address])[0]

    @api.model
    def _resolve_addresses(self, addresses):
        """Return the list of territories of ``addresses``, each (country id, state id, postcode, company id).

        One query for all of them: an import of 10,000 dealers must not ask 10,000 times.
        """
        normalize = self.env["dealer.territory.postcode"]._normalize
        addresses = [
            (country or None, state or None, normalize(postcode) or None, company or None)
            for country, state, postcode, company in addresses
        ]
        todo = list({address for address in addresses if address[0] or address[1]})
        found = dict(self._resolve_query(todo)) if todo else {}
        numbers = {address: number for number, address in enumerate(todo)}
        return [self.browse(found.get(numbers.get(address))) for address in addresses]

    @api.model
    def _resolve_query(self, addresses):
        """Return [(number of the address, territory id)] of the best match of each of ``addresses``.

        SQL, because the ORM cannot match a set of addresses against ranges; ``COLLATE "C"`` makes the comparison of
        postcodes that of plain text whatever the database's language.
        """
        models_used = (self, self.env["dealer.territory.postcode"])
        for model in models_used:
            model.flush_model()
        rows = SQL(", ").join(
            SQL("(%s, %s::integer, %s::integer, %s, %s::integer)", number, country, state, postcode, company)
            for number, (country, state, postcode, company) in enumerate(addresses)
        )
        return self.env.execute_query(
            SQL(
                """
                WITH address(number, country_id, state_id, postcode, company_id) AS (VALUES %(rows)s),
                candidate AS (
                    SELECT a.number, a.company_id, p.territory_id, 3 AS precision
                      FROM address a
                      JOIN dealer_territory_postcode p ON p.country_id = a.country_id
                       AND length(p.first) = length(a.postcode::text)
                       AND (a.postcode::text COLLATE "C") BETWEEN (p.first COLLATE "C") AND (p.last COLLATE "C")
                    UNION ALL
                    SELECT a.number, a.company_id, s.territory_id, 2
                      FROM address a JOIN dealer_territory_state_rel s ON s.state_id = a.state_id
                    UNION ALL
                    SELECT a.number, a.company_id, c.territory_id, 1
                      FROM address a JOIN dealer_territory_country_rel c ON c.country_id = a.country_id
                )
                SELECT DISTINCT ON (candidate.number) candidate.number, t.id
                  FROM candidate
                  JOIN dealer_territory t ON t.id = candidate.territory_id
                 WHERE t.active AND (t.company_id IS NULL OR t.company_id = candidate.company_id)
              ORDER BY candidate.number, candidate.precision DESC,
                       length(t.parent_path) - length(replace(t.parent_path, '/', '')) DESC, t.id
                """,
                rows=rows,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.env["dealer.dealer"]._check_unused("territory_id", self)
