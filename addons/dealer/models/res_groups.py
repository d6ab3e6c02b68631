from odoo import models


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {"implied_ids", "implied_by_ids"}:
            # The rights of people with roles are cached with what the groups imply. The core clears before it writes.
            self.env.registry.clear_cache()
        return res
