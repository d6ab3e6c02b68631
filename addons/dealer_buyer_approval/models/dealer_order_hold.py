from odoo import fields, models


class DealerOrderHold(models.Model):
    _inherit = "dealer.order.hold"

    kind = fields.Selection(selection_add=[("buyer", "Dealer's approval")], ondelete={"buyer": "cascade"})
