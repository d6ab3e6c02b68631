from odoo import api, models
from odoo.http import request


class DealerPortal(models.AbstractModel):
    """Who visits the portal, for which dealer, and what the frame of its pages shows."""

    _name = "dealer.portal"
    _description = "Dealer Portal"

    @api.model
    def _visitors(self):
        """Return the memberships of the user in all companies: of dealers that are not archived, by name of the dealer."""
        domain = [("user_id", "=", self.env.uid), ("dealer_id.active", "=", True)]
        members = self.env["dealer.member"].with_context(allowed_company_ids=[]).search(domain)
        return members.sorted(lambda member: (member.dealer_id.name or "", member.id))

    @api.model
    def _visitor(self):
        """Return the membership by which the user visits the portal now; empty if there is none.

        Somebody who works for several dealers chooses one; the session remembers its id, and only ids of own
        memberships count.
        """
        members = self._visitors()
        chosen = request.session.get("dealer_id") if request else None
        return members.filtered(lambda member: member.dealer_id.id == chosen)[:1] or members[:1]

    @api.model
    def _menu(self, visitor):
        """Return the entries of the navigation for one membership: list of dicts ``key label url icon``, in order.

        The first four, and the rest behind "More", are what a phone shows.
        """
        return [entry for entry in self._menu_entries() if visitor._may(entry["right"])]

    @api.model
    def _menu_entries(self):
        """Return all entries of the navigation, with the ``right`` each asks for; addons extend it."""
        rows = [
            ("home", self.env._("Home"), "/my", "fa-home", "see"),
            ("orders", self.env._("Orders"), "/my/orders", "fa-truck", "prices"),
        ]
        return [dict(zip(("key", "label", "url", "icon", "right"), row, strict=True)) for row in rows]
