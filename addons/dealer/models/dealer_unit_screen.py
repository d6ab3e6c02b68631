from odoo import api, fields, models
from odoo.fields import Domain


class DealerUnit(models.Model):
    """What only the screens of an organisation unit ask for."""

    _inherit = "dealer.unit"

    dealer_total = fields.Integer(
        string="Dealers in Unit and Below",
        compute="_compute_dealer_total",
        help="Dealers of this unit and of all below it.",
    )

    takes_my_dealers = fields.Boolean(
        compute="_compute_takes_my_dealers",
        search="_search_takes_my_dealers",
        help="Whether one of your roles, valid today, lets you place new dealers in this unit.",
    )

    @api.depends_context("uid")
    def _compute_takes_my_dealers(self):
        mine = self.search([("id", "in", self.ids), ("takes_my_dealers", "=", True)])
        for unit in self:
            unit.takes_my_dealers = unit._origin in mine

    @api.model
    def _search_takes_my_dealers(self, operator, value):
        """Holders of scope "own" may place their own dealers anywhere."""
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        access = self.env["dealer.access"]
        roles = access._roles_granting("dealer.dealer", "create")
        if self.env.su or access._subselect("user_id", roles):
            return Domain.TRUE
        return access._unit_domain("id", roles)

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
