import re

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError


class DealerApiNew(models.TransientModel):
    """Sets up another system: account, roles with their reach, limits, and the first key."""

    _name = "dealer.api.new"
    _description = "New Integration"

    name = fields.Char(required=True, help="Of the other system, such as “Web shop”.")
    login = fields.Char(
        compute="_compute_login",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="The account it calls with.",
    )
    company_ids = fields.Many2many(
        "res.company", string="Companies", required=True, default=lambda self: self.env.company
    )
    role_ids = fields.Many2many(
        "res.users.role",
        string="May",
        required=True,
        domain=lambda self: [("id", "in", self._roles().ids)],
        help="The least that it needs.",
    )
    scope = fields.Selection(
        [("unit", "Units"), ("subtree", "Units and below")], string="Access Scope", required=True, default="subtree"
    )
    unit_ids = fields.Many2many("dealer.unit", string="Organisation Units", required=True)
    rate_limit = fields.Integer(string="Calls a Minute", default=600)
    days = fields.Integer(string="Key Valid for (Days)", required=True, default=365)

    @api.depends("name")
    def _compute_login(self):
        for wizard in self:
            plain = re.sub(r"[^a-z0-9]+", "-", (wizard.name or "").lower()).strip("-")
            wizard.login = wizard.login or (plain and f"api-{plain}")

    @api.model
    def _roles(self):
        """Return the roles that an integration may be given: those that administer nothing."""
        administering = self.env.ref("base.group_erp_manager") | self.env.ref("dealer.group_dealer_admin")
        return (
            self.env["res.users.role"]
            .search([("group_id", "!=", False)])
            .filtered(lambda role: not role.group_id.all_implied_ids & administering)
        )

    def action_make(self):
        """Make account, role lines and integration, and return the action that shows its key.

        :raise AccessError: unless the user may administer users
        :raise ValidationError: a role that administers, a log-in that is taken
        """
        self.ensure_one()
        self.env["dealer.api.integration"].check_access("create")
        if self.role_ids - self._roles():
            raise ValidationError(self.env._("An integration gets no role that administers."))
        if (
            self.env["res.users"]
            .sudo()
            .with_context(active_test=False)
            .search_count([("login", "=", self.login)], limit=1)
        ):
            raise ValidationError(self.env._("The log-in %(login)s is taken. Choose another.", login=self.login))
        user = self.env["res.users"].with_context(no_reset_password=True).create(self._prepare_user_vals())
        integration = self.env["dealer.api.integration"].create(
            {"name": self.name, "user_id": user.id, "rate_limit": self.rate_limit}
        )
        integration.message_post(body=self.env._("Set up with the first key."))
        return self.env["dealer.api.key"]._make_key(user, self.name, self.days)

    def _prepare_user_vals(self):
        companies = self.company_ids
        return {
            "name": self.name,
            "login": self.login,
            "company_id": companies[0].id,
            "company_ids": [Command.set(companies.ids)],
            "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
            "role_line_ids": [
                Command.create({"role_id": role.id, "scope": self.scope, "unit_ids": [Command.set(self.unit_ids.ids)]})
                for role in self.role_ids
            ],
        }
