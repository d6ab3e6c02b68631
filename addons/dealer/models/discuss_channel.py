from odoo import models


class DiscussChannel(models.Model):
    _inherit = "discuss.channel"

    def _add_members(self, *, partners=None, **kwargs):
        """Refuse contacts that the user cannot see: a channel shows name and address of its members."""
        if partners and not self.env.su:
            (partners - self.env.user.partner_id).check_access("read")
        return super()._add_members(partners=partners, **kwargs)
