from odoo import api, models, tools

# Models that make and unmake rights: the platform lets those change them who manage people.
MODELS_OF_SETTINGS = {
    "ir.model",
    "ir.model.access",
    "ir.model.constraint",
    "ir.model.data",
    "ir.model.fields",
    "ir.model.fields.selection",
    "ir.model.relation",
    "ir.rule",
}


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    @api.model
    def _get_allowed_models(self, mode="read"):
        """Key the cache of allowed models by the groups of the day: the core keys it by the user alone."""
        return self._get_allowed_models_of(tuple(self.env.user._get_group_ids()), mode)

    @tools.ormcache("self.env.uid", "group_ids", "mode")
    def _get_allowed_models_of(self, group_ids, mode):
        """Return the set of names; rights and rules are changed only with the rights to the settings."""
        method = super()._get_allowed_models
        # behind the core's own cache, whose key lacks the groups
        allowed = method.__wrapped__(self, mode)
        if mode != "read" and self.env["ir.model.data"]._xmlid_to_res_id("base.group_system") not in group_ids:
            allowed = allowed - MODELS_OF_SETTINGS
        return allowed
