import pytz

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

    def _dealer_tz(self):
        """Return the time zone (pytz) in which a day of this company begins and ends."""
        self.ensure_one()
        return pytz.timezone(self.sudo().partner_id.tz or "UTC")

    def _dealer_today(self):
        """Return the day it is where this company is, whoever asks and from wherever."""
        return fields.Date.context_today(self.with_context(tz=self._dealer_tz().zone))
