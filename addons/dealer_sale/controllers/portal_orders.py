from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request, route

from .portal import DealerCustomerPortal

# Submitted orders that are not confirmed yet: for the dealer they are orders, no longer quotations to decide on.
WAITING = ("submitted", "held")


def tell(url, act):
    """Do something for the visitor, all or nothing, and go to the page ``url``, which tells what came of it.

    :param act: function without parameters that returns the sentence for the visitor, or raises what to tell instead
    :return: the redirection
    """
    try:
        with request.env.cr.savepoint():
            text, bad = act(), False
    except (AccessError, MissingError, UserError) as error:
        text, bad = str(error), True
    request.session["dealer_notice"] = {"text": text, "bad": bad}
    return request.redirect(url)


def tell_on_order_page(order_id, act):
    """As :func:`tell`, on the page of the order."""
    return tell(f"/my/orders/{order_id}", act)


class DealerOrdersPortal(DealerCustomerPortal):
    """What a dealer does with its orders in the browser: accept, follow, cancel, ask for a change, confirm receipt."""

    def _prepare_quotations_domain(self, partner):
        domain = Domain(super()._prepare_quotations_domain(partner))
        return list(domain & Domain("dealer_state", "not in", WAITING))

    def _prepare_orders_domain(self, partner):
        of_partner = Domain("partner_id", "child_of", partner.commercial_partner_id.ids)
        waiting = of_partner & Domain("state", "=", "sent") & Domain("dealer_state", "in", WAITING)
        return list(Domain(super()._prepare_orders_domain(partner)) | waiting)

    @route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        """Accepting submits: what is held is told on the page that follows, what is refused keeps no signature."""
        try:
            self._check_ordering_member(order_id, access_token)
            with request.env.cr.savepoint():
                return super().portal_quote_accept(order_id, access_token, name, signature)
        except UserError as error:
            return {"error": str(error)}

    def _check_ordering_member(self, order_id, access_token):
        """Raise if the visitor is logged in as somebody of the dealer who does not order for it."""
        user = request.env.user
        if user._is_public() or not user.share:
            return
        try:
            order_sudo = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return  # the platform says so in its own words
        if order_sudo.dealer_id:
            order_sudo.with_env(request.env)._check_member_role()

    @route()
    def portal_order_page(self, order_id, **kw):
        response = super().portal_order_page(order_id, **kw)
        if notice := request.session.pop("dealer_notice", None):
            getattr(response, "qcontext", {})["dealer_notice"] = notice
        return response

    @route("/my/orders/<int:order_id>/dealer/<string:verb>", type="http", auth="user", methods=["POST"], website=True)
    def dealer_order_verb(self, order_id, verb, **post):
        """Do what a button of the order page says, with the visitor's own rights, and show the page again."""
        verbs = {"cancel": self._dealer_cancel, "change": self._dealer_change, "received": self._dealer_received}
        if verb not in verbs:
            raise request.not_found()
        order = request.env["sale.order"].browse(order_id)
        return tell_on_order_page(order_id, lambda: verbs[verb](order, post))

    def _dealer_cancel(self, order, post):
        order.action_dealer_cancel(post.get("reason") or "")
        return request.env._("The order has been cancelled.")

    def _dealer_change(self, order, post):
        order.action_request_change("cancel", post.get("reason") or "")
        return request.env._("Your request has been passed on. We will answer in the messages below.")

    def _dealer_received(self, order, post):
        picking_id = post.get("picking_id") or ""
        pickings = request.env["stock.picking"].browse(int(picking_id) if picking_id.isdigit() else 0)
        if pickings.exists().sudo().sale_id != order:
            raise MissingError(request.env._("This delivery does not belong to the order."))
        pickings.action_dealer_received()
        return request.env._("Thank you. The delivery is marked as received.")
