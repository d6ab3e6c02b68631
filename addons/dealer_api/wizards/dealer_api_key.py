from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, ValidationError


class DealerApiKey(models.TransientModel):
    """Makes a key for an integration; it is shown once."""

    _name = "dealer.api.key"
    _description = "New API Key"

    integration_id = fields.Many2one("dealer.api.integration", required=True, ondelete="cascade")
    name = fields.Char(string="What It Is For", required=True)
    days = fields.Integer(string="Valid for (Days)", required=True, default=365)

    def action_make(self):
        """Make the key and return the action that shows it.

        :raise AccessError: unless the user administers dealer management; keys of administrators only their own platform gives
        """
        self.ensure_one()
        return self._make_key(self.integration_id.user_id, self.name, self.days)

    def _make_key(self, user, name, days):
        """Return the action that shows a new key of ``user``."""
        if not self.env.user.has_group("dealer.group_dealer_admin"):
            raise AccessError(self.env._("Only an administrator of dealer management may make keys."))
        if not self._is_of_integration(user):
            raise AccessError(
                self.env._(
                    "%(user)s is an administrator or a portal user. Use an account of its own for the integration.",
                    user=user.name,
                )
            )
        if not 1 <= days <= 1096:
            raise ValidationError(self.env._("A key is valid for 1 to 1096 days."))
        keys_sudo = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys_sudo._generate("rpc", name, fields.Datetime.now() + timedelta(days=days))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key of %(user)s", user=user.name),
            "res_model": "res.users.apikeys.show",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": key},
        }

    def _is_of_integration(self, user):
        """Tell whether ``user`` is an account of the API that administers nothing, in companies of who asks.

        A key is the whole account: it is none to act as a person who has nothing to do with the API.
        """
        administers = user.has_group("base.group_erp_manager")
        own_companies = user.sudo().company_ids <= self.env.user.company_ids
        return user.has_group("dealer_api.group_api_read") and not user.share and not administers and own_companies
