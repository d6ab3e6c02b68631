from odoo import api, fields, models


class DealerAccess(models.Model):
    _inherit = "dealer.access"

    @api.model
    def _roles_with_any_group(self, group_ids):
        """Return the ids of the user's roles of today that include one of the groups, or None if all do."""
        roles = self.env.user._roles_of_day(fields.Date.today()) or ()
        matching = tuple(role_id for role_id, role_group_ids in roles if not set(group_ids).isdisjoint(role_group_ids))
        return None if len(matching) == len(roles) else matching
