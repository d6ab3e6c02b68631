from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class DealerDealer(models.Model):
    """What members who must not see prices reach: the dealer and its people, none of its documents."""

    _inherit = "dealer.dealer"

    @api.model
    def _scope_conditions(self, roles=None, columns=("unit_id", "user_id")):
        """Documents of a dealer carry prices: portal users reach them by memberships whose role sees prices."""
        if self.env.user._is_internal():
            return super()._scope_conditions(roles, columns)
        return [SQL("dealer_dealer.id IN %s", self._priced_subselect())]

    @api.model
    def _priced_subselect(self):
        """Return the SQL sub-select of the ids of the dealers whose prices the portal user ``env.uid`` may see."""
        Member = self.env["dealer.member"]
        role = SQL.identifier("dealer_member", "role", to_flush=Member._fields["role"])
        roles = tuple(Member._roles_with("prices"))
        return SQL(
            "(SELECT dealer_member.dealer_id FROM dealer_member WHERE dealer_member.user_id = %s AND dealer_member.active"
            " AND dealer_member.dealer_id IN %s AND %s IN %s)",
            self.env.uid,
            self._member_subselect(),
            role,
            roles,
        )

    def _check_sees_prices(self):
        """Raise if the user is a member of one of these dealers by a role that must not see its prices."""
        if not self.env.user.share:
            return
        domain = [
            ("user_id", "=", self.env.uid),
            ("active", "=", True),
            ("dealer_id", "in", self.ids),
            ("role", "in", self.env["dealer.member"]._roles_with("prices")),
        ]
        members_sudo = self.env["dealer.member"].sudo().search(domain)
        if self - members_sudo.dealer_id.with_env(self.env):
            raise AccessError(self.env._("Your role shows quantities only. Ask an administrator of your company."))

    def credit_summary(self):
        """Amounts are not for members who must not see prices. See the addon of credit for the rest."""
        self._check_sees_prices()
        return super().credit_summary()
