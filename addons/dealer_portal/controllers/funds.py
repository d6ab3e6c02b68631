import base64
from datetime import date

from odoo.http import Controller, request, route

from odoo.addons.dealer_sale.controllers.portal_orders import tell

from .page import DealerPage

MOST_BYTES = 10 * 1024 * 1024 + 1  # one more than the model takes: what is longer need not be read to its end


class DealerFunds(DealerPage, Controller):
    """Funds with their lots and movements, and the proofs of payments."""

    @route("/my/dealer/funds", type="http", auth="user", website=True)
    def dealer_funds(self, date_from="", date_to="", **_kw):
        """Show the funds, what is left of each lot, and the movements of a period."""
        visitor = self._visitor("funds")
        portal = request.env["dealer.portal"]
        first, last = portal._statement_period(date_from, date_to)
        values = {
            "title": request.env._("Funds"),
            "funds": [self._fund_row(fund, first, last) for fund in portal._home_funds(visitor.dealer_id)],
            "date_from": first,
            "date_to": last,
        }
        return self._page("dealer_portal.funds", visitor, values, active="funds")

    def _fund_row(self, fund, first, last):
        """Return a fund with its statement; dates of its lots and lines as dates."""
        statement = request.env["dealer.portal"]._fund_statement(fund["fund_id"], first, last)
        return {
            **fund,
            "opening": statement["opening"],
            "closing": statement["closing"],
            "lots": [self._dated(lot) for lot in fund["lots"]],
            "lines": [self._dated(line) for line in statement["lines"]],
        }

    def _dated(self, row):
        names = {"date", "expires_on", "paid_on"} & row.keys()
        return {**row, **{name: date.fromisoformat(row[name]) if row[name] else False for name in names}}

    @route("/my/dealer/proofs", type="http", auth="user", website=True)
    def dealer_proofs(self, **_kw):
        """List the payment proofs and take a new one."""
        visitor = self._visitor("proofs")
        dealer, portal = visitor.dealer_id, request.env["dealer.portal"]
        open_rows = portal._open_items(dealer, limit=100)["rows"]
        proofs = [self._dated(row) for row in dealer.payment_proofs()]
        values = {
            "title": request.env._("Payment proofs"),
            "proofs": [row | {"currency": portal._currency(row["currency"])} for row in proofs],
            "invoices": [row for row in open_rows if row["invoice_id"] and row["open"] > 0],
            "funds": portal._home_funds(dealer) if visitor._may("funds") else [],
            "currency": dealer.currency_id,
        }
        return self._page("dealer_portal.proofs", visitor, values, active="proofs")

    @route("/my/dealer/proofs/submit", type="http", auth="user", methods=["POST"], website=True)
    def dealer_proof_submit(self, **post):
        """Pass a payment proof on to finance, and show the list again."""
        visitor = self._visitor("proofs")

        def act():
            answer = visitor.dealer_id.submit_payment_proof(self._proof_values(post))
            thanks = request.env._("Thank you. %(name)s is with our finance, who check it.", name=answer["name"])
            return "\n".join([thanks, *answer["warnings"]])

        return tell("/my/dealer/proofs", act)

    def _proof_values(self, post):
        """Return what the form holds in the shape that the model takes."""
        kind, _colon, number = (post.get("target") or "").partition("-")
        number = int(number) if number.isdigit() else 0
        upload = post.get("file")
        values = {name: post.get(name) or "" for name in ("reference", "bank", "note", "paid_on", "currency")}
        values["amount"] = self._amount(post.get("amount"))
        if kind == "invoice":
            values["invoice_ids"] = [number]
        elif kind == "fund":
            values["fund_id"] = number
        if getattr(upload, "filename", ""):
            values["file"] = base64.b64encode(upload.read(MOST_BYTES)).decode()
            values["file_name"] = upload.filename
        return values

    @route("/my/dealer/proofs/<int:proof_id>/withdraw", type="http", auth="user", methods=["POST"], website=True)
    def dealer_proof_withdraw(self, proof_id, **_post):
        """Take a proof back that nobody has decided yet."""
        visitor = self._visitor("proofs")

        def act():
            visitor.dealer_id.withdraw_payment_proof(proof_id)
            return request.env._("The payment proof has been withdrawn.")

        return tell("/my/dealer/proofs", act)
