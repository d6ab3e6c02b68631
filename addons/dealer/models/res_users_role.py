from odoo import api, fields, models


class ResUsersRole(models.Model):
    _inherit = "res.users.role"

    dealer_line_count = fields.Integer(string="Holders", compute="_compute_dealer_line_count")

    @api.depends_context("uid")
    def _compute_dealer_line_count(self):
        lines = self.env["res.users.role.line"]
        counts = dict(lines._read_group([("role_id", "in", self.ids)], ["role_id"], ["__count"]))
        for role in self:
            role.dealer_line_count = counts.get(role, 0)
