from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.dealer_dealer import MONEY_ROLES


class DealerRebatePortal(CustomerPortal):
    """Rebates of the visitor's dealers: progress, settlements with their arithmetic and documents, objections."""

    def _rebate_dealers(self):
        """Return the dealers whose money the visitor may see, in the visitor's own name."""
        members_sudo = (
            request.env["dealer.member"].sudo().search([("user_id", "=", request.env.uid), ("role", "in", MONEY_ROLES)])
        )
        return members_sudo.dealer_id.with_env(request.env)

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "rebate_count" in counters:
            dealers = self._rebate_dealers()
            lines_sudo = request.env["dealer.rebate.line"].sudo()
            values["rebate_count"] = lines_sudo.search_count(
                [
                    ("dealer_id", "in", dealers.ids),
                    ("run_id.state", "in", ("reviewed", "approved", "settling", "settled")),
                ]
            )
        return values

    @route("/my/rebates", type="http", auth="user", website=True)
    def portal_my_rebates(self, **kw):
        """Show progress and settlements of all dealers of the visitor."""
        dealers = self._rebate_dealers()
        if not dealers:
            raise request.not_found()
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "rebate",
            "notice": request.session.pop("dealer_rebate_notice", None),
            "rebates": [
                {"dealer": dealer, "progress": dealer.rebate_progress(), "lines": dealer.rebate_status()}
                for dealer in dealers
            ],
        }
        return request.render("dealer_rebate.portal_my_rebates", values)

    @route("/my/rebates/<int:dealer_id>/<int:line_id>", type="http", auth="user", website=True)
    def portal_my_rebate(self, dealer_id, line_id, page=1, **kw):
        """Show one settlement: the arithmetic, the documents, and the way to object."""
        dealer = self._rebate_dealers().filtered(lambda dealer: dealer.id == dealer_id)
        if not dealer:
            raise request.not_found()
        page = int(page) if str(page).isdigit() and 0 < int(page) < 10000 else 1
        try:
            line_sudo = dealer._rebate_line(line_id).sudo()
            documents = dealer.rebate_documents(line_id, offset=(page - 1) * 50, limit=51)
        except (AccessError, MissingError, UserError):
            raise request.not_found() from None
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "rebate",
            "dealer": dealer,
            "line": line_sudo._status(),
            "documents": documents[:50],
            "page": page,
            "more": len(documents) > 50,
            "notice": request.session.pop("dealer_rebate_notice", None),
        }
        return request.render("dealer_rebate.portal_my_rebate", values)

    @route(
        "/my/rebates/<int:dealer_id>/<int:line_id>/dispute", type="http", auth="user", methods=["POST"], website=True
    )
    def portal_dispute_rebate(self, dealer_id, line_id, reason="", **kw):
        """Raise an objection with the visitor's own rights, and show the page again."""
        dealer = self._rebate_dealers().filtered(lambda dealer: dealer.id == dealer_id)
        if not dealer:
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                dealer.dispute_rebate(line_id, reason)
            notice = {"text": request.env._("Thank you. We look into it and answer here."), "bad": False}
        except (AccessError, MissingError, UserError) as error:
            notice = {"text": str(error), "bad": True}
        request.session["dealer_rebate_notice"] = notice
        return request.redirect(f"/my/rebates/{dealer_id}/{line_id}")
