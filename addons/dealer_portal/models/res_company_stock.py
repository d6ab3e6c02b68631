from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dealer_low_stock = fields.Float(
        string="Low Stock from",
        default=10.0,
        digits="Product Unit",
        help="Dealers who see no quantities are told that a product is low when no more than this is available.",
    )

    _dealer_low_stock_positive = models.Constraint(
        "CHECK(dealer_low_stock >= 0)", "The quantity from which stock is low cannot be negative."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_low_stock = fields.Float(related="company_id.dealer_low_stock", readonly=False)
