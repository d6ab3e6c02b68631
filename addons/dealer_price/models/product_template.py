from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

FLOOR_FIELDS = {"floor_price", "minimum_margin"}


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

    can_set_floor = fields.Boolean(compute="_compute_can_set_floor")

    @api.depends_context("uid")
    def _compute_can_set_floor(self):
        self.can_set_floor = self.env.su or self.env.user.has_group("dealer_price.group_price_manager")

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get(name) for vals in vals_list for name in FLOOR_FIELDS):
            self._check_sets_floor()
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() & FLOOR_FIELDS:
            self._check_sets_floor()
        return super().write(vals)

    @api.model
    def _check_sets_floor(self):
        """Raise unless the user sets prices: who sells must not be able to lower the floor."""
        if not (self.env.su or self.env.user.has_group("dealer_price.group_price_manager")):
            raise AccessError(self.env._("Only a price manager may set floor prices and minimum margins."))

    @api.constrains("floor_price", "minimum_margin")
    def _check_floor(self):
        for template in self:
            if template.floor_price < 0 or not 0 <= template.minimum_margin < 100:
                raise ValidationError(
                    self.env._(
                        "The floor price of %(product)s cannot be negative, and its minimum margin is a percentage of the"
                        " price, from 0 to below 100.",
                        product=template.display_name,
                    )
                )
