from odoo import fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _name_without_code(self):
        """Return the name of one product with what tells it from other variants."""
        return self.with_context(display_default_code=False).display_name


class ProductDocument(models.Model):
    _inherit = "product.document"

    dealer_visible = fields.Boolean(
        string="Show to Dealers", help="Dealers who may buy the product can download the document on the portal."
    )
