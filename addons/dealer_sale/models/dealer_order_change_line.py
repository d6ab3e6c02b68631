from odoo import fields, models


class DealerOrderChangeLine(models.Model):
    """New quantity of one order line."""

    _name = "dealer.order.change.line"
    _description = "Order Change Request Line"

    change_id = fields.Many2one("dealer.order.change", required=True, index=True, ondelete="cascade")
    line_id = fields.Many2one("sale.order.line", string="Order Line", required=True, index=True, ondelete="cascade")
    product_id = fields.Many2one(related="line_id.product_id")
    product_uom_id = fields.Many2one(related="line_id.product_uom_id", string="Unit")
    old_quantity = fields.Float(digits="Product Unit")
    new_quantity = fields.Float(digits="Product Unit")
