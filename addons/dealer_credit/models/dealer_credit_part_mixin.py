from odoo import api, fields, models
from odoo.fields import Domain


class DealerCreditPartMixin(models.AbstractModel):
    """What belongs to a credit line is seen by those who see the line."""

    _name = "dealer.credit.part.mixin"
    _description = "Part of a credit line"
    _inherit = ["dealer.scope.mixin"]

    line_id = fields.Many2one("dealer.credit.line", string="Credit Line", required=True, index=True, ondelete="cascade")

    @api.model
    def _dealer_scope_depends(self):
        return ["line_id", "line_id.dealer_id", "line_id.group_id"]

    @api.model
    def _dealer_scope_domain(self, roles=None):
        lines_sudo = self.env["dealer.credit.line"].sudo().with_context(active_test=False)
        return Domain("line_id", "any", lines_sudo._dealer_scope_domain(roles))
