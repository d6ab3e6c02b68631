from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dealer_default_unit_id = fields.Many2one(
        "dealer.unit",
        string="Default Organisation Unit",
        domain="[('company_id', 'in', [id, False])]",
        ondelete="set null",
        help="Unit of new dealers where none is given.",
    )
    dealer_default_type_id = fields.Many2one(
        "dealer.type",
        string="Default Dealer Type",
        ondelete="set null",
        help="Type of new dealers where none is given.",
    )
