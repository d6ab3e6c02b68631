from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    minimum_margin = fields.Float(
        company_dependent=True,
        groups="base.group_user",
        help="Least margin in percent of the net price, over cost, here and below. 0: as the parent or the company says.",
    )
