from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_receipt_days = fields.Integer(related="company_id.dealer_receipt_days", readonly=False)
