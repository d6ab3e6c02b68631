from odoo import fields, models
from odoo.exceptions import AccessDenied


class ResUsers(models.Model):
    """Whose roles have all ended is told so at the door, instead of meeting an empty house."""

    _inherit = "res.users"

    def _check_credentials(self, credential, env):
        result = super()._check_credentials(credential, env)
        user = self.env.user
        if env.get("interactive") and user._roles_of_day(fields.Date.today()) == () and not user._is_system():
            raise AccessDenied(self.env._("None of your roles is valid today. Ask your administrator."))
        return result
