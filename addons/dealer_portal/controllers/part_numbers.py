from odoo.fields import Domain
from odoo.http import Controller, request, route

from odoo.addons.dealer_sale.controllers.portal_orders import tell
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..engine import sheet
from ..engine.text import plain
from .page import DealerPage

PAGE_SIZE = 50
MOST_PASTED = 2000


class DealerLists(DealerPage, Controller):
    """The dealer's own part numbers, and its order templates."""

    @route(
        ["/my/part-numbers", "/my/part-numbers/page/<int:page>"], type="http", auth="user", website=True, readonly=True
    )
    def part_numbers(self, page=1, search="", **_params):
        """Show the own part numbers, some at a time."""
        visitor = self._visitor("order")
        Numbers = request.env["dealer.part.number"]
        domain = Domain("dealer_id", "=", visitor.dealer_id.id)
        if search := plain(search, 80):
            domain &= Domain("code", "ilike", search) | Domain("key", "ilike", Numbers._key_of(search))
        total = Numbers.search_count(domain)
        pager = portal_pager(
            url="/my/part-numbers",
            total=total,
            page=page,
            step=PAGE_SIZE,
            url_args={"search": search} if search else {},
        )
        values = {
            "title": request.env._("Own Part Numbers"),
            "numbers": Numbers.search(domain, limit=PAGE_SIZE, offset=pager["offset"]).sudo(),
            "total": total,
            "pager": pager,
            "search": search,
        }
        return self._page("dealer_portal.part_numbers", visitor, values, active="numbers")

    @route("/my/part-numbers/save", type="http", auth="user", website=True, methods=["POST"])
    def part_numbers_save(self, pasted="", code="", product="", **_post):
        """Keep one number, or as many as were pasted: own number and our code on each row."""
        dealer = self._visitor("order").dealer_id
        return tell("/my/part-numbers", lambda: self._save_numbers(dealer, pasted, code, product))

    def _save_numbers(self, dealer, pasted, code, product):
        numbers = [{"code": code, "product": product}]
        if pasted.strip():
            try:
                rows = sheet.rows_of_text(pasted, MOST_PASTED)
            except sheet.SheetError:
                rows = []
            numbers = [{"code": own, "product": ours} for own, ours, _unit in rows]
        result = dealer.set_part_numbers(numbers)
        text = request.env._("%(set)s numbers kept, %(removed)s removed.", set=result["set"], removed=result["removed"])
        errors = [f"{error['code']}: {error['message']}" for error in result["errors"][:20]]
        return "\n".join([text, *errors])

    @route("/my/part-numbers/download", type="http", auth="user", website=True, readonly=True)
    def part_numbers_download(self, **_params):
        """Return all own part numbers as CSV; no cell is a formula."""
        visitor = self._visitor("order")
        numbers_sudo = request.env["dealer.part.number"].search([("dealer_id", "=", visitor.dealer_id.id)]).sudo()
        head = [request.env._("Own Part Number"), request.env._("Code"), request.env._("Product")]
        rows = [(number.code, number.product_id.default_code or "", number.product_id.name) for number in numbers_sudo]
        return self._csv([head, *rows], "part-numbers.csv")

    @route("/my/order-templates", type="http", auth="user", website=True, readonly=True)
    def templates(self, **_params):
        """Show the order templates of the dealer."""
        visitor = self._visitor("order")
        Templates = request.env["dealer.order.template"]
        values = {
            "title": request.env._("Order Templates"),
            "templates": Templates.search([("dealer_id", "=", visitor.dealer_id.id)], limit=200).sudo(),
        }
        return self._page("dealer_portal.order_templates", visitor, values, active="templates")

    @route("/my/order-templates/<int:template_id>/delete", type="http", auth="user", website=True, methods=["POST"])
    def template_delete(self, template_id, **_post):
        """Remove a template of the dealer."""
        dealer = self._visitor("order").dealer_id
        return tell("/my/order-templates", lambda: dealer._drop_template(template_id))
