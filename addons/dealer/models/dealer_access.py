from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL


class DealerAccess(models.Model):
    """Which user may reach which unit today: derived from the role lines, so there is nothing to maintain."""

    _name = "dealer.access"
    _description = "Access Scope"
    _auto = False
    _rec_name = "user_id"
    _order = "user_id, unit_id"
    _depends = {
        "res.users.role.line": ["user_id", "role_id", "date_from", "date_to", "scope"],
        "dealer.unit": ["parent_path"],
    }

    user_id = fields.Many2one("res.users", string="User", readonly=True)
    unit_id = fields.Many2one("dealer.unit", string="Organisation Unit", readonly=True)
    role_id = fields.Many2one("res.users.role", string="Role", readonly=True)
    line_id = fields.Many2one("res.users.role.line", string="Role Line", readonly=True)
    scope = fields.Selection(selection="_selection_scope", string="Access Scope", readonly=True)

    @api.model
    def _selection_scope(self):
        return self.env["res.users.role.line"]._fields["scope"]._description_selection(self.env)

    def init(self):
        """(Re)create the view once all tables, the relation table included, are there."""
        self.pool.post_init(self._create_view)

    @api.model
    def _create_view(self):
        """Create the SQL view.

        The ORM has no word for a range join. A sub-tree is a range of paths: all below ``1/5/`` lie in
        ``['1/5/', '1/50')``, as ``0`` follows ``/``; with the index in collation C that is a range scan. The day is
        taken in UTC, as the platform's Python side takes it.
        """
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                """
                CREATE VIEW %(view)s AS
                WITH line AS NOT MATERIALIZED (
                    SELECT id, user_id, role_id, scope
                      FROM res_users_role_line
                     WHERE COALESCE(date_from, '-infinity') <= (now() AT TIME ZONE 'UTC')::date
                       AND COALESCE(date_to, 'infinity') >= (now() AT TIME ZONE 'UTC')::date
                )
                SELECT line.id::bigint << 24 AS id, line.user_id, NULL::integer AS unit_id, line.role_id,
                       line.id AS line_id, line.scope
                  FROM line
                 WHERE line.scope = 'own'
                UNION ALL
                SELECT (line.id::bigint << 24) + rel.unit_id, line.user_id, rel.unit_id, line.role_id, line.id, line.scope
                  FROM line
                  JOIN dealer_role_line_unit_rel rel ON rel.line_id = line.id
                 WHERE line.scope = 'unit'
                UNION ALL
                SELECT DISTINCT (line.id::bigint << 24) + unit.id, line.user_id, unit.id, line.role_id, line.id, line.scope
                  FROM line
                  JOIN dealer_role_line_unit_rel rel ON rel.line_id = line.id
                  JOIN dealer_unit top ON top.id = rel.unit_id
                  JOIN dealer_unit unit
                    ON unit.parent_path COLLATE "C" >= top.parent_path COLLATE "C"
                   AND unit.parent_path COLLATE "C" < (left(top.parent_path, -1) || '0') COLLATE "C"
                 WHERE line.scope = 'subtree'
                """,
                view=SQL.identifier(self._table),
            )
        )

    @api.model
    def _unit_domain(self, field, roles=None):
        """Return the domain ``field in (units that env.uid reaches today)`` with an uncorrelated sub-select.

        :param str field: name of a field that points to a unit
        :param tuple roles: ids of the roles whose scope counts; None for all
        """
        return self._reach_domain(field, "unit_id", Domain("unit_id", "!=", False), roles)

    @api.model
    def _own_domain(self, field, roles=None):
        """Return the domain ``field = env.uid``, if the user holds a line of scope "own" today, else of nothing.

        :param str field: name of a field that points to the account manager
        :param tuple roles: as for :meth:`_unit_domain`
        """
        return self._reach_domain(field, "user_id", Domain("scope", "=", "own"), roles)

    @api.model
    def _reach_domain(self, field, column, domain, roles):
        domain &= Domain("user_id", "=", self.env.uid)
        if roles is not None:
            domain &= Domain("role_id", "in", roles)
        query = self.sudo()._search(domain)
        return Domain(field, "in", query.subselect(SQL.identifier(query.table, column)))

    @api.model
    def _roles_granting(self, model_name, operation):
        """Return the ids of the user's roles of today that allow ``operation`` on the model, or None if all do.

        A role's scope extends what the role itself allows, not what another role of the same person allows.
        """
        return self._roles_matching(self.env["ir.model.access"]._get_access_groups(model_name, operation))

    @api.model
    def _roles_with_group(self, xmlid):
        """Return the ids of the user's roles of today that include the group ``xmlid``, or None if all do."""
        return self._roles_matching(self.env["res.groups"]._get_group_definitions().parse(xmlid))

    @api.model
    def _roles_matching(self, groups):
        roles = self.env.user._roles_of_day(fields.Date.today()) or ()
        matching = tuple(role_id for role_id, group_ids in roles if groups.matches(group_ids))
        return None if len(matching) == len(roles) else matching
