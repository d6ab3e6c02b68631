from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dealer_receipt_days = fields.Integer(
        string="Delivery Time to Dealers",
        default=7,
        help="Days after which a shipped delivery counts as received if nobody confirms it. 0: only when confirmed.",
    )
