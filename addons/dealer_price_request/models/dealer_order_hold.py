from odoo import fields, models


class DealerOrderHold(models.Model):
    _inherit = "dealer.order.hold"

    kind = fields.Selection(selection_add=[("special_price", "Special price")], ondelete={"special_price": "cascade"})
