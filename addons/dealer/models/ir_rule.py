from odoo import models


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _compute_domain_context_values(self):
        """Key the cache of rule domains by the groups of the day too: a role that ends by its date ends its rules."""
        yield from super()._compute_domain_context_values()
        yield () if self.env.su else tuple(self.env.user._get_group_ids())
