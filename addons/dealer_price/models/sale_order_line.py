from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    price_missing = fields.Boolean(string="No Price", readonly=True, copy=False)
