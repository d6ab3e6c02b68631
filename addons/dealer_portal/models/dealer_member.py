from odoo import api, fields, models
from odoo.fields import Domain

# What each role does on the portal. "prices" is to see money at all; "funds", "proofs" and "rebates" follow those addons.
RIGHTS = {
    "admin": {"prices", "order", "approve", "funds", "proofs", "rebates", "members", "receive"},
    "buyer": {"prices", "order", "proofs", "receive"},
    "approver": {"prices", "order", "approve", "funds", "proofs", "receive"},
    "finance": {"prices", "funds", "proofs", "rebates"},
    "viewer": {"prices"},
    "keeper": {"receive"},
}


class DealerMember(models.Model):
    """What the members of a dealer do on the portal."""

    _inherit = "dealer.member"

    role = fields.Selection(
        selection_add=[("keeper", "Storekeeper (no prices)")],
        ondelete={"keeper": "cascade"},
    )

    def _may(self, right):
        """Tell whether this one member has a right of the portal.

        :param str right: one of those of ``RIGHTS``, or "see", which every member has
        """
        self.ensure_one()
        return right == "see" or right in self._role_rights(self.role)

    @api.model
    def _role_rights(self, role):
        """Return the set of rights of a role; addons extend it."""
        return RIGHTS.get(role, set())

    @api.model
    def _roles_with(self, right):
        """Return the list of roles that have ``right``."""
        roles = [role for role, _label in self._fields["role"]._description_selection(self.env)]
        return [role for role in roles if right in self._role_rights(role)]

    @api.model
    def _dealer_scope_domain(self, roles=None):
        """Colleagues are seen by every member, whatever the role."""
        if self.env.user._is_internal():
            return super()._dealer_scope_domain(roles)
        return Domain("dealer_id", "in", self.env["dealer.dealer"]._member_subselect())
