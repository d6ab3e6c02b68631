from odoo import models


class SaleOrderLine(models.Model):
    """Lines at a special price are few: what is to be left out of a rebate is found without reading all orders."""

    _inherit = "sale.order.line"

    _rebate_excluded_idx = models.Index("(id) WHERE rebate_excluded OR special_price_id IS NOT NULL")
