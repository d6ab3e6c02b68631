from odoo import api, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """A dealer's own list is the list of that dealer and of its contacts, and of nobody else."""

    _inherit = "res.partner"

    @api.depends("commercial_partner_id")
    def _compute_product_pricelist(self):
        """Who leaves a dealer leaves its list, see ``product.pricelist._get_partner_pricelist_multi``."""
        return super()._compute_product_pricelist()

    @api.constrains("specific_property_product_pricelist")
    def _check_own_list(self):
        for partner in self:
            if not partner.sudo().specific_property_product_pricelist._serves(partner):
                raise ValidationError(
                    self.env._(
                        "The own price list of a dealer is for that dealer only. Choose another list for %(partner)s.",
                        partner=partner.sudo().display_name,
                    )
                )
