from odoo import fields, models
from odoo.exceptions import AccessError

# Members of a dealer who may see its money; buyers and viewers see goods.
FUND_ROLES = ("admin", "finance", "approver")


class DealerDealer(models.Model):
    """The funds of a dealer."""

    _inherit = "dealer.dealer"

    fund_ids = fields.One2many("dealer.fund", "dealer_id", string="Funds", groups="dealer_fund.group_fund_viewer")
    fund_count = fields.Integer(
        string="Number of Funds", compute="_compute_fund_count", groups="dealer_fund.group_fund_viewer"
    )

    def _compute_fund_count(self):
        groups = self.env["dealer.fund"]._read_group([("dealer_id", "in", self.ids)], ["dealer_id"], ["__count"])
        counts = {dealer.id: count for dealer, count in groups}
        for dealer in self:
            dealer.fund_count = counts.get(dealer._origin.id, 0)

    def action_open_funds(self):
        """Return the action that shows the funds of this dealer."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_fund.dealer_fund_action")
        return {
            **action,
            "domain": [("dealer_id", "=", self.id)],
            "context": {"default_dealer_id": self.id},
        }

    def fund_status(self):
        """Return the funds of this dealer as it, or whoever looks after it, may know them, JSON-safe.

        :return: list of dicts ``fund_id code name kind currency balance held expired available lots``, the last a list of dicts
            ``lot_id date amount remaining expires_on memo`` (ISO dates; ``expires_on`` is empty if the lot does not expire) of what is
            left; amounts in the fund's currency
        :raise AccessError: out of scope, or a member of the dealer whose role does not deal with money
        """
        self.ensure_one()
        self._check_may_see_funds()
        funds_sudo = self.env["dealer.fund"].sudo().search([("dealer_id", "=", self.id)], order="sequence, id")
        lots_sudo = self.env["dealer.fund.lot"].sudo()
        lots = lots_sudo.search([("fund_id", "in", funds_sudo.ids), ("remaining", ">", 0)]).grouped("fund_id")
        return [
            {
                "fund_id": fund.id,
                "code": fund.type_id.code,
                "name": fund.type_id.with_env(self.env).sudo().name,
                "kind": fund.kind,
                "currency": fund.currency_id.name,
                "balance": fund.balance,
                "held": fund.held,
                "expired": fund.expired,
                "available": fund.available,
                "lots": [lot._to_json() for lot in lots.get(fund, ())],
            }
            for fund in funds_sudo
        ]

    def _funds_visible(self):
        """Tell whether the user may see the funds of this dealer."""
        if not self.env.user.share:
            return self.env.su or (self.env.user.has_group("dealer_fund.group_fund_viewer") and self.has_access("read"))
        return self._is_member_with(FUND_ROLES)

    def _check_may_see_funds(self):
        if not self._funds_visible():
            raise AccessError(
                self.env._("The funds of this dealer are not open to you. Ask its administrator or our finance.")
            )
