from odoo import api, fields, models


class DealerUnit(models.Model):
    """What only the screens of an organisation unit ask for."""

    _inherit = "dealer.unit"

    dealer_total = fields.Integer(
        string="Dealers in Unit and Below",
        compute="_compute_dealer_total",
        help="Dealers of this unit and of all below it.",
    )

    @api.depends_context("uid")
    def _compute_dealer_total(self):
        totals = self.env["dealer.dealer"]._count_below("unit_id", self)
        for unit in self:
            unit.dealer_total = totals[unit.id]

    @api.depends_context("hierarchical_naming")
    def _compute_display_name(self):
        """Where the tree is drawn or space is short, a key of the platform asks for the bare name."""
        if self.env.context.get("hierarchical_naming", True):
            return super()._compute_display_name()
        for unit in self:
            unit.display_name = unit.name
        return None
