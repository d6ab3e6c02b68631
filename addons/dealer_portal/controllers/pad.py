import base64
import json

from odoo.exceptions import AccessError, UserError
from odoo.http import Controller, request, route

from odoo.addons.dealer_sale.controllers.portal_orders import tell

from ..engine import sheet
from ..engine.address import own_path
from .page import DealerPage


class DealerPadPages(DealerPage, Controller):
    """The order pad: one page, and what its script asks the server."""

    @route("/my/pad", type="http", auth="user", website=True)
    def pad(self, **_params):
        """Show the pad with what was left on it."""
        visitor = self._visitor("order")
        try:
            pad = request.env["dealer.order.pad"]._of(visitor.dealer_id)
        except (AccessError, UserError) as error:
            return self._page(
                "dealer_portal.pad_closed",
                visitor,
                {"title": request.env._("Order Pad"), "why": str(error)},
                active="pad",
            )
        words = self._words()
        values = {
            "title": request.env._("Order Pad"),
            "state": json.dumps(pad._answer(pad._run(pad.sudo().rows or []))),
            "choices": pad._source_choices(),
            "texts": words,
            "words": json.dumps(words),
        }
        return self._page("dealer_portal.pad", visitor, values, active="pad")

    def _words(self):
        """Return the words that the script of the page uses, in the visitor's language."""
        return {
            **self._connection_words(),
            "remove": request.env._("Remove row"),
            "code": request.env._("Code of row"),
            "quantity": request.env._("Quantity of row"),
            "unit": request.env._("Unit of row"),
            "mine": request.env._("Keep the rows of this window"),
            "theirs": request.env._("Show those of the other"),
            "found": request.env._("Rows that had not reached us when you left are here again."),
            "saved": request.env._("Kept"),
            "saving": request.env._("Checking…"),
            "template": request.env._("The template was kept."),
        }

    @route("/my/pad/check", type="jsonrpc", auth="user", website=True)
    def pad_check(self, rows, version=None, window=""):
        """Keep and check the rows. :return: as ``dealer.order.pad.check``, or {"error"}, with ``conflict`` if it was changed"""
        return self._answered(lambda pad: pad.check(rows, version, window))

    @route("/my/pad/text", type="jsonrpc", auth="user", website=True)
    def pad_text(self, text):
        """Return {"rows"} of pasted text, or {"error"}."""
        return self._answered(lambda pad: {"rows": pad.read_text(text)})

    @route("/my/pad/rows", type="jsonrpc", auth="user", website=True)
    def pad_rows(self, source, record_id=0):
        """Return {"rows"} of a template, an order or what was bought last, or {"error"}."""
        return self._answered(lambda pad: {"rows": pad.rows_from(source, record_id)})

    @route("/my/pad/template", type="jsonrpc", auth="user", website=True)
    def pad_template(self, name):
        """Keep the rows as a template. :return: {"template_id"} or {"error"}"""
        return self._answered(lambda pad: {"template_id": pad.keep_template(name)})

    @route("/my/pad/find", type="jsonrpc", auth="user", website=True, readonly=True)
    def pad_find(self, text):
        """Return {"products": [{"code", "name"}]}: what the visitor may mean who has typed ``text`` so far."""
        visitor = self._visitor("order")
        return {"products": visitor.dealer_id._suggest(str(text)[:80])}

    @route("/my/pad/file", type="http", auth="user", website=True, methods=["POST"])
    def pad_file(self, file=None, **_post):
        """Return the JSON {"rows"} of an uploaded file, or {"error"}; nothing of the file is kept."""
        name = file.filename if file else ""
        data = file.read(sheet.MAX_BYTES + 1) if file else b""
        answer = self._answered(lambda pad: {"rows": pad.read_file(name, base64.b64encode(data).decode())})
        return request.make_json_response(answer)

    @route("/my/pad/add", type="http", auth="user", website=True, methods=["POST"])
    def pad_add(self, source="product", record_id="", quantity="1", unit_id="", **_post):
        """Put a product, or the rows of a template or an order, under those of the pad; go to the pad, or stay."""
        number = int(record_id[:18]) if record_id.isdecimal() else 0

        def add():
            pad = self._pad()[1]
            if source == "product":
                rows = [
                    {
                        "product_id": number,
                        "quantity": quantity,
                        "unit_id": int(unit_id[:18]) if unit_id.isdecimal() else 0,
                    }
                ]
            else:
                rows = pad.rows_from(source, number)
            return pad._append(rows)

        return tell("/my/pad" if source != "product" else self._back("/my/catalogue"), add)

    def _back(self, default):
        """Return the path of the page of the catalogue that the visitor comes from, else ``default``: never another site."""
        return own_path(request.httprequest.referrer, request.httprequest.host, "/my/catalogue") or default

    @route("/my/pad/download", type="http", auth="user", website=True, readonly=True)
    def pad_download(self, **_params):
        """Return the rows of the pad as CSV, as it can be uploaded again; no cell is a formula."""
        _visitor, pad = self._pad()
        answer = pad._answer(pad._run(pad.sudo().rows or []))
        head = [request.env._("Code"), request.env._("Quantity"), request.env._("Unit"), request.env._("Product")]
        units = [{unit["id"]: unit["name"] for unit in row["units"]} for row in answer["rows"]]
        rows = [
            (row["code"], row["quantity"], names.get(row["unit_id"], ""), row["name"])
            for row, names in zip(answer["rows"], units, strict=True)
        ]
        return self._csv([head, *rows], "order.csv")
