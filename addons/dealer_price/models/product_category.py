from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductCategory(models.Model):
    _inherit = "product.category"

    minimum_margin = fields.Float(
        company_dependent=True,
        groups="base.group_user",
        help="Least margin in percent of the net price, over cost, here and below."
        " 0: as the parent or the company says.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("minimum_margin") for vals in vals_list):
            self.env["product.template"]._check_sets_floor()
        return super().create(vals_list)

    def write(self, vals):
        if "minimum_margin" in vals:
            self.env["product.template"]._check_sets_floor()
        return super().write(vals)

    @api.constrains("minimum_margin")
    def _check_minimum_margin(self):
        for category in self:
            if not 0 <= category.minimum_margin < 100:
                raise ValidationError(
                    self.env._(
                        "The minimum margin of %(category)s is a percentage of the price, from 0 to below 100.",
                        category=category.display_name,
                    )
                )

    def _minimum_margins(self, company):
        """Return {category id: percent} of the nearest category, from each of these up, that has a minimum margin."""
        above = {category.id: [int(step) for step in (category.parent_path or "").split("/")[:-1]] for category in self}
        everything_sudo = self.browse({step for steps in above.values() for step in steps}).with_company(company).sudo()
        own = {category.id: category.minimum_margin for category in everything_sudo}
        return {
            category_id: next((own[step] for step in reversed(steps) if own[step]), 0.0)
            for category_id, steps in above.items()
        }
