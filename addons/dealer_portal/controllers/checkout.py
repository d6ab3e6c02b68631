import json

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import Controller, request, route

from .page import DealerPage


class DealerCheckout(DealerPage, Controller):
    """The last look at an order before it is placed, and placing it."""

    @route("/my/checkout", type="http", auth="user", website=True, methods=["POST"])
    def checkout_prepare(self, **_post):
        """Make the draft of the pad, or bring it up to date, and show it."""
        _visitor, pad = self._pad()
        try:
            with request.env.cr.savepoint():
                pad._make_order()
        except (AccessError, MissingError, UserError) as error:
            request.session["dealer_notice"] = {"text": str(error), "bad": True}
            return request.redirect("/my/pad")
        return request.redirect("/my/checkout")

    @route("/my/checkout", type="http", auth="user", website=True, methods=["GET"])
    def checkout(self, **_params):
        """Show the draft of the pad; without one, the pad."""
        visitor, pad = self._pad()
        order_sudo = pad.sudo().order_id
        if not order_sudo or order_sudo.state != "draft" or not pad.sudo().rows:
            return request.redirect("/my/pad")
        values = {
            "title": request.env._("Check and Order"),
            "words": json.dumps(self._connection_words()),
            "order": order_sudo,
            "pad_key": pad.sudo().key,
            "addresses": order_sudo._checkout_addresses().sudo(),
            "answer": pad._preview_answer(order_sudo.with_env(request.env)),
            "errors": len(pad.sudo().rows) - len(order_sudo.order_line),
            "today": fields.Date.context_today(visitor),
            "funds": order_sudo._fund_plan_lines(),
            "said": request.session.pop("dealer_checkout", {}),
        }
        return self._page("dealer_portal.checkout", visitor, values, active="pad")

    @route("/my/checkout/preview", type="jsonrpc", auth="user", website=True)
    def checkout_preview(self, values):
        """Keep what is typed and tell what would become of the order. :return: as ``dealer.order.pad.preview``, or {"error"}"""
        return self._answered(lambda pad: pad.preview(values))

    @route("/my/checkout/submit", type="http", auth="user", website=True, methods=["POST"])
    def checkout_submit(self, key="", **post):
        """Place the order once, however often this is sent; what was typed is kept if it cannot be placed."""
        _visitor, pad = self._pad()
        names = ("partner_shipping_id", "requested_date", "client_order_ref", "note", "total")
        values = {name: post[name] for name in names if name in post}
        if funds := {name[5:]: value for name, value in post.items() if name.startswith("fund_")}:
            values["funds"] = funds
        try:
            with request.env.cr.savepoint():
                result = pad.submit(key, values)
        except (AccessError, MissingError, UserError) as error:
            result = {"state": "refused", "messages": [str(error)]}
        if result["state"] == "refused":
            request.session["dealer_checkout"] = values
            request.session["dealer_notice"] = {"text": "\n".join(result["messages"]), "bad": True}
            return request.redirect("/my/checkout")
        request.session["dealer_notice"] = {"text": self._placed_text(result), "bad": False}
        return request.redirect(result["url"])

    def _placed_text(self, result):
        """Return in a sentence what became of the order, and of rows that stay on the pad."""
        if result["state"] == "confirmed":
            text = request.env._("Thank you. The order %(order)s is confirmed.", order=result["order"])
        else:
            text = request.env._(
                "Thank you. The order %(order)s has arrived and is being checked. You need not do anything.",
                order=result["order"],
            )
        if not result["left"]:
            return text
        return (
            text + " " + request.env._("%(count)s rows with errors are still on the order pad.", count=result["left"])
        )
