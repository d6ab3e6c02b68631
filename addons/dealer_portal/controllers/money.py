from itertools import chain

from odoo.http import Controller, request, route

from .page import DealerPage

MOST_ON_SCREEN = 200


class DealerMoney(DealerPage, Controller):
    """Open items, payments and the statement of account."""

    @route("/my/dealer/money", type="http", auth="user", website=True)
    def dealer_money(self, **_kw):
        """Show what is open, what was paid, and where the rest is."""
        visitor = self._visitor("prices")
        portal = request.env["dealer.portal"]
        values = {
            "title": request.env._("Money"),
            "credit": portal._home_credit(visitor.dealer_id),
            "items": portal._open_items(visitor.dealer_id),
            "payments": portal._payments(visitor.dealer_id),
        }
        return self._page("dealer_portal.money", visitor, values, active="money")

    @route("/my/dealer/money/open.csv", type="http", auth="user", website=True)
    def dealer_open_items_file(self, **_kw):
        """Send the open items as a file for a spreadsheet."""
        visitor = self._visitor("prices")
        head = [
            request.env._("Document"),
            request.env._("Reference"),
            request.env._("Date"),
            request.env._("Due"),
            request.env._("Days overdue"),
            request.env._("Amount"),
            request.env._("Open"),
            request.env._("Currency"),
        ]
        names = ("name", "reference", "date", "due", "days", "amount", "open")
        items = request.env["dealer.portal"]._every_open_item(visitor.dealer_id)
        rows = ([*(row[name] for name in names), row["currency"].name] for row in items)
        return self._csv(chain([head], rows), "open-items.csv")

    @route("/my/dealer/statement", type="http", auth="user", website=True)
    def dealer_statement(self, date_from="", date_to="", **_kw):
        """Show the statement of account of a period."""
        visitor = self._visitor("prices")
        portal = request.env["dealer.portal"]
        first, last = portal._statement_period(date_from, date_to)
        values = {
            "title": request.env._("Statement of account"),
            "date_from": first,
            "date_to": last,
            "parts": portal._statement(visitor.dealer_id, first, last),
            "most": MOST_ON_SCREEN,
        }
        return self._page("dealer_portal.statement", visitor, values, active="money")

    @route("/my/dealer/statement.csv", type="http", auth="user", website=True)
    def dealer_statement_file(self, date_from="", date_to="", **_kw):
        """Send the statement of account as a file for a spreadsheet."""
        visitor = self._visitor("prices")
        portal = request.env["dealer.portal"]
        first, last = portal._statement_period(date_from, date_to)
        rows = chain.from_iterable(map(self._statement_rows, portal._statement_in_full(visitor.dealer_id, first, last)))
        head = [
            request.env._("Date"),
            request.env._("Document"),
            request.env._("Reference"),
            request.env._("Due"),
            request.env._("Debit"),
            request.env._("Credit"),
            request.env._("Balance"),
            request.env._("Currency"),
        ]
        return self._csv(chain([head], rows), f"statement-{first}-{last}.csv")

    @route("/my/dealer/statement.pdf", type="http", auth="user", website=True)
    def dealer_statement_pdf(self, date_from="", date_to="", **_kw):
        """Send the statement of account as a PDF."""
        visitor = self._visitor("prices")
        portal = request.env["dealer.portal"]
        first, last = portal._statement_period(date_from, date_to)
        content = portal._statement_pdf(visitor.dealer_id, first, last)
        return self._file(content, "application/pdf", f"statement-{first}-{last}.pdf")

    def _statement_rows(self, part):
        """Yield the rows of a file for one currency of a statement, which adds up while its lines are written."""
        code = part["currency"].name
        names = ("date", "name", "reference", "due", "debit", "credit", "balance")
        yield ["", request.env._("Opening balance"), "", "", "", "", part["opening"], code]
        debit = credit = 0.0
        closing = part["opening"]
        for line in part["lines"]:
            debit, credit = debit + line["debit"], credit + line["credit"]
            closing = line["balance"]
            yield [*(line[name] for name in names), code]
        debit, credit = map(part["currency"].round, (debit, credit))
        yield ["", request.env._("Closing balance"), "", "", debit, credit, closing, code]
