from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, ValidationError


class ResUsersRoleLine(models.Model):
    """A role of a person, with its data scope: the role gives the groups, the line says on which dealers."""

    _inherit = "res.users.role.line"

    unit_ids = fields.Many2many(
        "dealer.unit",
        relation="dealer_role_line_unit_rel",
        column1="line_id",
        column2="unit_id",
        string="Organisation Units",
        ondelete="restrict",
        help="Units whose dealers this role may reach. Not used for own dealers.",
    )
    scope = fields.Selection(
        [("own", "Own dealers"), ("unit", "Units"), ("subtree", "Units and below")],
        string="Access Scope",
        required=True,
        default="own",
        help="Own dealers: those the user is account manager of.",
    )

    # The access view is read by user for every page of every user.
    _scope_idx = models.Index("(user_id, scope)")

    @api.constrains("scope", "unit_ids")
    def _check_scope_units(self):
        for line in self:
            if line.scope != "own" and not line.unit_ids:
                raise ValidationError(
                    self.env._(
                        "The role %(role)s of %(user)s covers units, but none is given. Add at least one"
                        " organisation unit, or choose the scope 'Own dealers'.",
                        role=line.role_id.name,
                        user=line.user_id.name,
                    )
                )

    def _is_valid_on(self, day):
        """Tell whether one line is in force on ``day``."""
        self.ensure_one()
        return (not self.date_from or self.date_from <= day) and (not self.date_to or self.date_to >= day)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_system_role()
        lines._sync_rights(lines.user_id)
        return lines

    def write(self, vals):
        users = self.user_id
        self._check_system_role()
        res = super().write(vals)
        self._check_system_role()
        self._sync_rights(users | self.user_id)
        return res

    def unlink(self):
        users = self.user_id
        self._check_system_role()
        res = super().unlink()
        self._sync_rights(users)
        return res

    @api.model
    def _end_lines_of_roles(self, module):
        """Take the roles of an add-on from everybody, as it goes; internal users left without any role stay internal users.

        The platform knows no user who is neither internal nor of the portal, and nobody would find those again.

        :param str module: technical name of the add-on
        """
        ours_sudo = self.env["ir.model.data"].sudo().search([("module", "=", module), ("model", "=", "res.users.role")])
        lines_sudo = self.sudo().search([("role_id", "in", ours_sudo.mapped("res_id"))])
        people_sudo = lines_sudo.user_id.filtered(lambda user: user._is_internal())
        lines_sudo.unlink()
        rest_sudo = people_sudo.filtered(lambda user: not user.role_line_ids)
        rest_sudo.write({"group_ids": [Command.link(self.env.ref("base.group_user").id)]})

    def _check_system_role(self):
        """Refuse to hand out or take away settings rights to anyone who has not got them."""
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        system = self.env.ref("base.group_system")
        if any(system in line.role_id.sudo().all_implied_ids for line in self):
            raise AccessError(
                self.env._(
                    "A role that includes the rights to the settings can only be given or taken by someone who has"
                    " them."
                )
            )

    @api.model
    def _sync_rights(self, users):
        """Make groups and scope of ``users`` those of their lines at once.

        Also needed where no group changes: cached rights and access rows of this transaction are older than the line.
        """
        self.env.flush_all()
        self.env.registry.clear_cache()
        self.env.invalidate_all()
        users.exists().sudo().set_groups_from_roles(force=True)
        self.env.invalidate_all()
