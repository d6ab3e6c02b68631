from odoo.http import Controller, request, route

from odoo.addons.dealer_sale.controllers.portal_orders import tell_on_order_page


def decision(order_id, verb, reason):
    """Return a function that approves or refuses an order with the visitor's own rights and returns words of thanks.

    :param str verb: "approve" or "refuse"
    :raise NotFound: it is neither
    """
    order = request.env["sale.order"].browse(order_id)
    verbs = {"approve": order.action_buyer_approve, "refuse": order.action_buyer_refuse}
    if verb not in verbs:
        raise request.not_found()

    def act():
        verbs[verb](reason)
        return request.env._("Thank you. Your decision is noted.")

    return act


class DealerBuyerPortal(Controller):
    """What the dealer's approver does on the page of an order."""

    @route("/my/orders/<int:order_id>/buyer/<string:verb>", type="http", auth="user", methods=["POST"], website=True)
    def dealer_buyer_verb(self, order_id, verb, reason="", **_post):
        """Approve or refuse with the visitor's own rights, and show the page again."""
        return tell_on_order_page(order_id, decision(order_id, verb, reason))
