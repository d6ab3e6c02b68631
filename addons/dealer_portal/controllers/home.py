from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from .page import DealerPage


class DealerHome(DealerPage, CustomerPortal):
    """The page a dealer looks at every morning."""

    @route()
    def home(self, **kw):
        """Show members of a dealer their own home; everybody else the platform's."""
        if not request.env["dealer.portal"]._visitor():
            return super().home(**kw)
        visitor = self._visitor()
        return self._page("dealer_portal.home", visitor, self._home_values(visitor), active="home")

    def _home_values(self, visitor):
        """Return what the home page shows to a member."""
        boxes = request.env["dealer.portal"]._home(visitor)
        return {"title": visitor.dealer_id.name, "boxes": boxes}

    @route("/my/dealer/notices/<int:notice_id>/read", type="http", auth="user", methods=["POST"], website=True)
    def dealer_notice_read(self, notice_id, **_post):
        """Note that the visitor has read a notice; one that is not for the dealer changes nothing."""
        visitor = self._visitor()
        request.env["dealer.notice"].browse(notice_id)._mark_read(visitor)
        return request.redirect("/my")

    @route("/my/dealer/switch", type="http", auth="user", methods=["POST"], website=True)
    def dealer_switch(self, dealer_id="", **_post):
        """Go on for another of the dealers that the user works for; ids of others change nothing."""
        members = request.env["dealer.portal"]._visitors()
        chosen = members.filtered(lambda member: str(member.dealer_id.id) == dealer_id)
        if chosen:
            request.session["dealer_id"] = chosen.dealer_id.id
        return request.redirect("/my")
