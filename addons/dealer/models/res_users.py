from odoo import api, fields, models, tools
from odoo.api import SUPERUSER_ID
from odoo.tools import SQL


class ResUsers(models.Model):
    _inherit = "res.users"

    dealer_member_ids = fields.One2many("dealer.member", "user_id", string="Dealer Memberships")
    dealer_unit_ids = fields.Many2many(
        "dealer.unit",
        relation="dealer_unit_user_rel",
        column1="user_id",
        column2="unit_id",
        string="Organisation Units",
        help="Where the person belongs. It gives no right: roles do.",
    )

    def _get_group_ids(self):
        """Return the groups of the day: for users with role lines only what the lines valid today give.

        The groups stored on the user follow a line's dates only at the next job; rights must not wait for it.
        """
        self.ensure_one()
        role_group_ids = self._role_group_ids(fields.Date.today())
        return super()._get_group_ids() if role_group_ids is None else role_group_ids

    @tools.ormcache("self.id", "today")
    def _role_group_ids(self, today):
        """Return the ids of the groups that role lines give on ``today``, or None for a user without any line."""
        roles = self._roles_of_day(today)
        if roles is None:
            return None
        group_ids = {group_id for _role_id, group_ids in roles for group_id in group_ids}
        # Groups that people set themselves in their preferences are no matter of roles.
        stored_ids = set(self.sudo().group_ids.ids)
        own_choice = set(self.sudo()._get_self_writable_groups().ids)
        group_ids = (group_ids - own_choice) | (stored_ids & own_choice)
        if self._is_last_administrator(stored_ids, group_ids):
            system_id = self.env.ref("base.group_system").id
            definitions = self.env["res.groups"]._get_group_definitions()
            group_ids |= {system_id, *definitions.get_superset_ids([system_id])}
        return tuple(sorted(group_ids))

    @tools.ormcache("self.id", "today")
    def _roles_of_day(self, today):
        """Return ((role id, ids of all its groups), …) of the lines valid on ``today``; None without any line at all.

        The ids are of roles and groups, which are configuration; which records a role reaches is never cached.
        """
        if not self.id or self.id == SUPERUSER_ID:
            return None
        lines = self._query_role_lines(today)
        if not lines:
            return None
        definitions = self.env["res.groups"]._get_group_definitions()
        return tuple(
            (role_id, frozenset([group_id, *definitions.get_superset_ids([group_id])]))
            for role_id, group_id, valid in lines
            if valid
        )

    @tools.ormcache("self.id", "today")
    def _scope_kinds(self, today):
        """Return the kinds of scope (own, unit, subtree) among this user's role lines valid on ``today``."""
        lines_sudo = self.env["res.users.role.line"].sudo().search([("user_id", "=", self.id)])
        return frozenset(line.scope for line in lines_sudo if line._is_valid_on(today))

    @tools.ormcache("self.id", "today")
    def _reaches_few_units(self, today):
        """Tell whether the role lines of ``today`` reach less than a quarter of the units.

        A hint on how to write a query, kept while nobody changes a line: the result of no query depends on it.
        """
        [(reached, units)] = self.env.execute_query(
            SQL(
                """SELECT (SELECT COUNT(DISTINCT unit_id) FROM dealer_access WHERE user_id = %s),
                          (SELECT COUNT(*) FROM dealer_unit)""",
                self.id,
            )
        )
        return reached * 4 < units

    def _query_role_lines(self, today):
        """Return [(role id, id of its group, valid on ``today``)] of this user's role lines.

        Plain SQL: this is asked while the registry loads, when the columns added by this addon may not exist yet, and
        it must never depend on rights.
        """
        self.env["res.users.role.line"].flush_model(["user_id", "role_id", "date_from", "date_to"])
        return self.env.execute_query(
            SQL(
                """
                SELECT role.id, role.group_id,
                       COALESCE(line.date_from, '-infinity') <= %(today)s
                       AND COALESCE(line.date_to, 'infinity') >= %(today)s
                  FROM res_users_role_line line
                  JOIN res_users_role role ON role.id = line.role_id
                 WHERE line.user_id = %(user)s
                """,
                today=today,
                user=self.id,
            )
        )

    def _is_last_administrator(self, stored_ids, group_ids):
        """Tell whether taking the settings rights from this user would leave nobody who has them."""
        system_id = self.env["ir.model.data"]._xmlid_to_res_id("base.group_system", raise_if_not_found=False)
        if not system_id or system_id not in stored_ids or system_id in group_ids:
            return False
        others = [("id", "!=", self.id), ("group_ids", "in", system_id)]
        return not self.sudo().search_count(others, limit=1)

    @api.depends("role_line_ids.role_id", "role_line_ids.date_from", "role_line_ids.date_to")
    def _compute_all_group_ids(self):
        """Keep this field in step with :meth:`_get_group_ids`: rules of groups are chosen by both."""
        by_role = {user: user._origin._role_group_ids(fields.Date.today()) for user in self if user._origin}
        by_role = {user: group_ids for user, group_ids in by_role.items() if group_ids is not None}
        for user, group_ids in by_role.items():
            user.all_group_ids = self.env["res.groups"].browse(group_ids)
        return super(ResUsers, self.filtered(lambda user: user not in by_role))._compute_all_group_ids()
