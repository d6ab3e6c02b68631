from odoo import models


class DealerPriceCopy(models.TransientModel):
    _inherit = "dealer.price.copy"

    def _source_items(self):
        """What was agreed on with one dealer for one occasion is no price to copy to another."""
        return super()._source_items().filtered(lambda item: not item.sudo().price_request_line_id)
