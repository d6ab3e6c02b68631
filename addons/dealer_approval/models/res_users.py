from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    approval_substitute_ids = fields.One2many(
        "dealer.approval.substitute", "user_id", string="Substitutes for Approvals"
    )
