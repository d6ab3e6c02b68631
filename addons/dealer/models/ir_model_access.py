from odoo import api, models, tools


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    @api.model
    def _get_allowed_models(self, mode="read"):
        """Key the cache of allowed models by the groups of the day: the core keys it by the user alone."""
        return self._get_allowed_models_of(tuple(self.env.user._get_group_ids()), mode)

    @tools.ormcache("self.env.uid", "group_ids", "mode")
    def _get_allowed_models_of(self, group_ids, mode):
        method = super()._get_allowed_models
        # behind the core's own cache, whose key lacks the groups
        return method.__wrapped__(self, mode)
