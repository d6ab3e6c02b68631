from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import Controller, request, route


class DealerBuyerPortal(Controller):
    """What the dealer's approver does on the page of an order."""

    @route("/my/orders/<int:order_id>/buyer/<string:verb>", type="http", auth="user", methods=["POST"], website=True)
    def dealer_buyer_verb(self, order_id, verb, reason="", **_post):
        """Approve or refuse with the visitor's own rights, and show the page again."""
        order = request.env["sale.order"].browse(order_id)
        verbs = {"approve": order.action_buyer_approve, "refuse": order.action_buyer_refuse}
        if verb not in verbs:
            raise request.not_found()
        try:
            with request.env.cr.savepoint():
                verbs[verb](reason)
            text, bad = request.env._("Thank you. Your decision is noted."), False
        except (AccessError, MissingError, UserError) as error:
            text, bad = str(error), True
        request.session["dealer_notice"] = {"text": text, "bad": bad}
        return request.redirect(f"/my/orders/{order_id}")
