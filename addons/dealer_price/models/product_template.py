from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    floor_price = fields.Float(
        company_dependent=True,
        min_display_digits="Product Price",
        groups="base.group_user",
        help="Least net price in the company's currency, for one of the product's unit. 0 is not looked at.",
    )
    minimum_margin = fields.Float(
        company_dependent=True,
        groups="base.group_user",
        help="Least margin in percent of the net price, over cost. 0: as the category or the company says.",
    )
