"""Who manages people does not thereby run the platform.

The platform gives its group "Access Rights", which group administrators need to hand out roles, all it takes to become
administrator of the settings: by a group, a password, a rule or a field with code. Here that way ends.
"""

import contextlib

from odoo import api, models
from odoo.exceptions import AccessError


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.model
    @contextlib.contextmanager
    def _keep_settings_rights(self):
        """Let a block change groups, roles and users, but not who has the rights to the settings.

        :raise AccessError: after the block, if it gave or took these rights and the user has not got them
        """
        guarded = not (self.env.su or self.env.user.has_group("base.group_system"))
        before = self._holders_of_settings() if guarded else None
        yield
        if guarded and self._holders_of_settings() != before:
            raise AccessError(
                self.env._("Only someone with the rights to the settings can give them to others or take them away.")
            )

    @api.model
    def _holders_of_settings(self):
        """Return (ids of groups, ids of users, role lines with their dates) that give the rights to the settings."""
        groups_sudo = self.env.ref("base.group_system").sudo().all_implied_by_ids
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        lines_sudo = self.env["res.users.role.line"].sudo().search([("role_id.group_id", "in", groups_sudo.ids)])
        return (
            set(groups_sudo.ids),
            set(users_sudo.search([("group_ids", "in", groups_sudo.ids)]).ids),
            {(line.user_id.id, line.role_id.id, line.date_from, line.date_to) for line in lines_sudo},
        )

    @api.model_create_multi
    def create(self, vals_list):
        with self._keep_settings_rights():
            return super().create(vals_list)

    def write(self, vals):
        with self._keep_settings_rights():
            return super().write(vals)

    def unlink(self):
        with self._keep_settings_rights():
            return super().unlink()


class ResUsersRole(models.Model):
    _inherit = "res.users.role"

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["res.groups"]._keep_settings_rights():
            return super().create(vals_list)

    def write(self, vals):
        with self.env["res.groups"]._keep_settings_rights():
            return super().write(vals)

    def unlink(self):
        with self.env["res.groups"]._keep_settings_rights():
            return super().unlink()


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["res.groups"]._keep_settings_rights():
            return super().create(vals_list)

    def write(self, vals):
        if vals.keys() <= set(self.SELF_WRITEABLE_FIELDS):
            return super().write(vals)
        with self.env["res.groups"]._keep_settings_rights():
            return super().write(vals)

    def _check_access(self, operation):
        """The account of somebody with the rights to the settings is for those who have them too, and for its owner."""
        result = super()._check_access(operation)
        if result or operation == "read" or self.env.su or self.env.user.has_group("base.group_system"):
            return result
        holders = (self - self.env.user).filtered(lambda user: user.sudo()._has_settings_rights())
        return (holders, holders._make_settings_error) if holders else None

    def _has_settings_rights(self):
        """Tell whether a group or a role of one user, valid on whatever day, gives the rights to the settings."""
        self.ensure_one()
        groups = self.group_ids | self.role_line_ids.role_id.group_id
        return self.env.ref("base.group_system") in groups.all_implied_ids

    def _make_settings_error(self):
        return AccessError(
            self.env._(
                "%(user)s has the rights to the settings: only someone who has them too may change this account.",
                user=self[:1].name,
            )
        )
