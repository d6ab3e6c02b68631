from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    order_multiple = fields.Integer(
        default=1, help="Dealers order this product in multiples of so many of its units of measure."
    )

    _order_multiple_positive = models.Constraint("CHECK(order_multiple >= 1)", "The order multiple is at least 1.")
