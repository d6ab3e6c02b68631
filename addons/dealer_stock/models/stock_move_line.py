import functools

from odoo import models
from odoo.exceptions import AccessError


class StockMoveLine(models.Model):
    """A detailed operation belongs to the dealer of its move."""

    _name = "stock.move.line"
    _inherit = ["stock.move.line", "dealer.document.mixin"]

    _dealer_parent_fields = ("move_id", "picking_id")
    _dealer_partner_field = None

    def _check_access(self, operation):
        """The platform lets every employee change any operation; those of dealers ask for the right to change moves.

        Without this a reader (auditor, credit controller) could alter quantities in a dealer's transfer.
        """
        result = super()._check_access(operation)
        if result or operation == "read" or self.env.su or self.env["stock.move"].has_access("write"):
            return result
        forbidden = self.filtered(lambda line: line.sudo().dealer_id)
        return (forbidden, functools.partial(forbidden._dealer_access_error)) if forbidden else result

    def _dealer_access_error(self):
        return AccessError(
            self.env._(
                "Only those who may change stock moves may change the operations of %(dealer)s.",
                dealer=self.sudo().dealer_id[:1].display_name,
            )
        )
