from odoo import api, fields, models, tools
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
                    SELECT id, user_id, scope
                      FROM res_users_role_line
                     WHERE COALESCE(date_from, '-infinity') <= (now() AT TIME ZONE 'UTC')::date
                       AND COALESCE(date_to, 'infinity') >= (now() AT TIME ZONE 'UTC')::date
                )
                SELECT line.id::bigint << 24 AS id, line.user_id, NULL::integer AS unit_id, line.id AS line_id, line.scope
                  FROM line
                 WHERE line.scope = 'own'
                UNION ALL
                SELECT (line.id::bigint << 24) + rel.unit_id, line.user_id, rel.unit_id, line.id, line.scope
                  FROM line
                  JOIN dealer_role_line_unit_rel rel ON rel.line_id = line.id
                 WHERE line.scope = 'unit'
                UNION ALL
                SELECT DISTINCT (line.id::bigint << 24) + unit.id, line.user_id, unit.id, line.id, line.scope
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
    def _unit_subselect(self):
        """Return the SQL sub-select of the units that ``env.uid`` reaches through a role line valid today."""
        return self._subselect([("user_id", "=", self.env.uid), ("unit_id", "!=", False)], "unit_id")

    @api.model
    def _own_user_subselect(self):
        """Return the SQL sub-select of ``env.uid`` itself if it holds a line of scope "own" today, else of nobody."""
        return self._subselect([("user_id", "=", self.env.uid), ("scope", "=", "own")], "user_id")

    @api.model
    def _subselect(self, domain, column):
        query = self.sudo()._search(domain)
        return query.subselect(SQL.identifier(query.table, column))
