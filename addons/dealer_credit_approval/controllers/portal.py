from odoo.http import Controller, request, route

from odoo.addons.dealer_sale.controllers.portal_orders import tell_on_order_page


class DealerLimitPortal(Controller):
    """A dealer asks for more credit on the page of an order that waits for it."""

    @route("/my/orders/<int:order_id>/credit/ask", type="http", auth="user", methods=["POST"], website=True)
    def dealer_ask_limit(self, order_id, reason="", **_post):
        """Ask with the visitor's own rights, and show the page again."""
        order = request.env["sale.order"].browse(order_id)

        def act():
            order.action_dealer_ask_limit(reason)
            return request.env._("Thank you. As soon as the temporary limit is granted, your order goes on by itself.")

        return tell_on_order_page(order_id, act)
