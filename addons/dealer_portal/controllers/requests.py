from odoo.http import Controller, request, route

from odoo.addons.dealer_sale.controllers.portal_orders import tell

from .page import DealerPage

ROWS = 5  # of products on the form; the model takes more


class DealerRequests(DealerPage, Controller):
    """Special prices and temporary limits that a dealer asks for."""

    @route("/my/dealer/prices", type="http", auth="user", website=True)
    def dealer_prices(self, code="", **_kw):
        """List the special prices asked for, with what is left of them, and ask for more."""
        visitor = self._visitor("prices")
        values = {
            "title": request.env._("Special prices"),
            "requests": visitor.dealer_id._price_requests(),
            "rows": range(1, ROWS + 1),
            "code": code[:64],
            "currency": visitor.dealer_id.currency_id,
        }
        return self._page("dealer_portal.prices", visitor, values, active="prices")

    @route("/my/dealer/prices/ask", type="http", auth="user", methods=["POST"], website=True)
    def dealer_prices_ask(self, **post):
        """Ask for special prices, and show the list again."""
        visitor = self._visitor("order")
        names = ("code", "price", "quantity")
        lines = [{name: post.get(f"{name}_{row}", "") for name in names} for row in range(1, ROWS + 1)]
        values = {name: post.get(name) for name in ("customer_name", "project", "competitor", "reason", "date_to")}

        def act():
            visitor.dealer_id.ask_special_price({**values, "lines": lines})
            return request.env._("Thank you. We decide on your request and show the answer here.")

        return tell("/my/dealer/prices", act)

    @route("/my/dealer/credit", type="http", auth="user", website=True)
    def dealer_credit(self, **_kw):
        """Show the credit, the temporary limits asked for, and ask for one."""
        visitor = self._visitor("prices")
        values = {
            "title": request.env._("Credit limit"),
            "credit": request.env["dealer.portal"]._home_credit(visitor.dealer_id),
            "requests": visitor.dealer_id._limit_requests(),
        }
        return self._page("dealer_portal.credit", visitor, values, active="credit")

    @route("/my/dealer/credit/ask", type="http", auth="user", methods=["POST"], website=True)
    def dealer_credit_ask(self, amount="", date_to="", reason="", **_post):
        """Ask for a temporary limit, and show the page again."""
        visitor = self._visitor("order")

        def act():
            visitor.dealer_id.ask_temporary_limit(amount, date_to, reason)
            return request.env._("Thank you. We decide on your request and show the answer here.")

        return tell("/my/dealer/credit", act)
