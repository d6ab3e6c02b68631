from odoo import api, fields, models


class DealerPortal(models.AbstractModel):
    """Funds on the portal."""

    _inherit = "dealer.portal"

    @api.model
    def _fund_statement(self, fund_id, first, last):
        """Return the statement of one fund, which must be among those that ``fund_status`` told the visitor."""
        fund_sudo = self.env["dealer.fund"].sudo().browse(fund_id)
        return fund_sudo._statement(fields.Date.to_date(first), fields.Date.to_date(last))
