from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_base_pricelist_id = fields.Many2one(related="company_id.dealer_base_pricelist_id", readonly=False)
    dealer_price_policy_id = fields.Many2one(related="company_id.dealer_price_policy_id", readonly=False)
    dealer_minimum_margin = fields.Float(related="company_id.dealer_minimum_margin", readonly=False)
