from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import Controller, request, route

from odoo.addons.dealer_buyer_approval.controllers.portal import decision
from odoo.addons.dealer_sale.controllers.portal_orders import tell, tell_on_order_page
from odoo.addons.portal.controllers.portal import pager

from ..engine.text import plain
from ..models.dealer_portal_home import ON_THE_WAY
from .page import DealerPage, page_number

PAGE_SIZE = 20
# What the tabs of the list show, as values of dealer_state; None is everything that was submitted.
TABS = {
    "all": None,
    "way": ON_THE_WAY,
    "waiting": ("submitted", "held"),
    "done": ("delivered", "invoiced", "paid"),
    "cancelled": ("cancelled", "refused"),
}


class DealerOrders(DealerPage, Controller):
    """The orders of a dealer as a list, and what is decided or asked for about them."""

    def _order_tabs(self):
        """Return the tabs of the list: list of (key, label)."""
        return [
            ("all", request.env._("All")),
            ("way", request.env._("On the way")),
            ("waiting", request.env._("Being checked")),
            ("done", request.env._("Done")),
            ("cancelled", request.env._("Cancelled")),
            ("quotations", request.env._("To sign")),
        ]

    def _orders_domain(self, visitor, show, search):
        """Return the domain of one tab of the list, narrowed down by what the visitor looks for."""
        domain = Domain("dealer_id", "=", visitor.dealer_id.id)
        if show == "quotations":
            domain = request.env["dealer.portal"]._quotation_domain(visitor.dealer_id)
        elif TABS.get(show):
            domain &= Domain("dealer_state", "in", TABS[show])
        else:
            domain &= Domain("dealer_state", "not in", (False, "draft"))
        if search:
            domain &= Domain("name", "ilike", search) | Domain("client_order_ref", "ilike", search)
        return domain

    @route(["/my/dealer/orders", "/my/dealer/orders/page/<int:page>"], type="http", auth="user", website=True)
    def dealer_orders(self, page=1, show="all", search="", **_kw):
        """List the dealer's orders, the latest first."""
        visitor = self._visitor("prices")
        orders = request.env["sale.order"]
        search = plain(search, 100)
        domain = self._orders_domain(visitor, show, search)
        paging = pager(
            "/my/dealer/orders",
            orders.search_count(domain),
            page=page_number(page),
            step=PAGE_SIZE,
            url_args={"show": show, "search": search},
        )
        found = orders.search(domain, order="id desc", limit=PAGE_SIZE, offset=paging["offset"])
        values = {
            "title": request.env._("Orders"),
            "orders": found,
            "tabs": self._order_tabs(),
            "show": show,
            "search": search,
            "pager": paging,
        }
        return self._page("dealer_portal.orders", visitor, values, active="orders")

    @route("/my/dealer/approvals", type="http", auth="user", website=True)
    def dealer_approvals(self, **_kw):
        """Show the orders that wait for the visitor's approval, with what decides."""
        visitor = self._visitor("approve")
        domain = request.env["dealer.portal"]._approval_domain(visitor)
        orders = request.env["sale.order"].search(domain, order="submitted_at, id", limit=50)
        values = {"title": request.env._("To approve"), "orders": orders}
        return self._page("dealer_portal.approvals", visitor, values, active="approvals")

    @route(
        "/my/dealer/approvals/<int:order_id>/<string:verb>", type="http", auth="user", methods=["POST"], website=True
    )
    def dealer_approval_verb(self, order_id, verb, reason="", **_post):
        """Approve or refuse an order for the dealer and go on with the next one."""
        self._visitor("approve")
        return tell("/my/dealer/approvals", decision(order_id, verb, reason))

    @route("/my/dealer/orders/<int:order_id>/change", type="http", auth="user", methods=["POST"], website=True)
    def dealer_order_change(self, order_id, kind="", reason="", date="", **post):
        """Ask for other quantities or another date, and show the page of the order again."""
        order = request.env["sale.order"].browse(order_id)

        def act():
            if kind == "date":
                order.action_request_change("date", reason, date=self._moment(date))
            elif kind == "quantity":
                order.action_request_change("quantity", reason, quantities=self._quantities(order, post))
            else:
                raise UserError(request.env._("Say what is to change: the quantities or the date."))
            return request.env._("Your request has been passed on. We will answer in the messages below.")

        return tell_on_order_page(order_id, act)

    def _moment(self, text):
        """Return noon of the day that the visitor gave, as text that the model takes."""
        try:
            year, month, day = (int(part) for part in text.split("-"))
        except ValueError as error:
            raise UserError(request.env._("Give the date on which you want the goods.")) from error
        return f"{year:04}-{month:02}-{day:02} 12:00:00"

    def _quantities(self, order, post):
        """Return {order line id: quantity} of the quantities that differ from what is ordered."""
        order.check_access("read")
        wanted = {}
        for line in order.order_line.filtered(lambda line: not line.display_type):
            text = (post.get(f"quantity_{line.id}") or "").strip()
            try:
                quantity = float(text) if text else line.product_uom_qty
            except ValueError as error:
                raise UserError(request.env._("%(text)s is no quantity.", text=text)) from error
            if not 0 <= quantity < 1e9:
                raise UserError(request.env._("%(text)s is no quantity.", text=text))
            if line.product_uom_id.compare(quantity, line.product_uom_qty):
                wanted[line.id] = quantity
        return wanted

    @route(["/my/dealer/deliveries", "/my/dealer/deliveries/page/<int:page>"], type="http", auth="user", website=True)
    def dealer_deliveries(self, page=1, **_kw):
        """List what is on its way to the dealer and what has arrived, by quantities only."""
        visitor = self._visitor("receive")
        portal = request.env["dealer.portal"]
        paging = pager("/my/dealer/deliveries", portal._delivery_count(visitor), page=page_number(page), step=PAGE_SIZE)
        values = {
            "title": request.env._("Deliveries"),
            "deliveries": portal._deliveries(visitor, PAGE_SIZE, paging["offset"]),
            "pager": paging,
        }
        return self._page("dealer_portal.deliveries", visitor, values, active="deliveries")

    @route("/my/dealer/deliveries/<int:picking_id>/received", type="http", auth="user", methods=["POST"], website=True)
    def dealer_delivery_received(self, picking_id, **_post):
        """Note that a delivery has arrived."""
        visitor = self._visitor("receive")

        def act():
            request.env["dealer.portal"]._receive(visitor, picking_id)
            return request.env._("Thank you. The delivery is marked as received.")

        return tell("/my/dealer/deliveries", act)
