from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.shapes import Refusal

KINDS = {"out_invoice": "invoice", "out_receipt": "invoice", "out_refund": "credit_note"}


class DealerApi(models.AbstractModel):
    """Statements of account, from the general ledger."""

    _inherit = "dealer.api"

    @api.model
    def dealer_statements(self, dealers, date_from="", date_to="", rows=True, company=""):
        """Tell what dealers owed, were invoiced, have paid and owe: the posted receivables of the general ledger.

        Needs the right *API: read*. Amounts in the currency of the company; positive is what the dealer owes more.

        :param list dealers: codes
        :param str date_from: first day, by accounting date; default all from the beginning
        :param str date_to: last day; default all to the end
        :param bool rows: whether the documents are listed; without, only sums
        :param str company: name
        :return: answer; each result has ``dealer``, ``currency``, ``opening``, ``invoiced`` (less credit notes), ``paid``, ``other``
            (entries of neither kind), ``closing`` (opening + invoiced - paid + other) and ``rows``: dicts ``date``, ``due_date``,
            ``kind`` (``invoice credit_note payment other``), ``number``, ``reference`` (the dealer's purchase number, the memo of a
            payment), ``amount``, ``open`` (what of it is not settled)
        """
        query = {"date_from": date_from, "date_to": date_to, "rows": rows, "company": company}
        return self._run("dealer_statements", dealers, **query)

    @api.model
    def _read_dealer_statements(self, codes, query):
        company = self._company_of(query)
        reached = self._dealers_by_code(codes, "read")
        dealers = self.env["dealer.dealer"].union(*(reached[key] for key in reached if key[0] == company.id))
        opening = self._statement_opening(dealers, query["date_from"])
        lines = self._statement_lines(dealers, query).grouped("dealer_id")
        answers = []
        for code in codes:
            dealer = reached.get((company.id, code))
            if not dealer:
                answers.append(Refusal("unknown_dealer", "", name=code))
                continue
            before = opening.get(dealer.id, 0.0)
            found = [self._statement_row(line) for line in lines.get(dealer, ())]
            answers.append({"dealer": code, **self._statement(company, before, found, query["rows"])})
        return answers

    @api.model
    def _statement_domain(self, dealers):
        return (
            Domain("dealer_id", "in", dealers.ids)
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("parent_state", "=", "posted")
        )

    @api.model
    def _statement_opening(self, dealers, day):
        """Return {dealer id: what was owed before ``day``}, in the currency of the company."""
        if not day:
            return {}
        domain = self._statement_domain(dealers) & Domain("date", "<", day)
        groups = self.env["account.move.line"]._read_group(domain, ["dealer_id"], ["balance:sum"])
        return {dealer.id: balance for dealer, balance in groups}

    @api.model
    def _statement_lines(self, dealers, query):
        domain = self._statement_domain(dealers)
        if query["date_from"]:
            domain &= Domain("date", ">=", query["date_from"])
        if query["date_to"]:
            domain &= Domain("date", "<=", query["date_to"])
        lines = self.env["account.move.line"].search(domain, order="date, move_id, id")
        lines.move_id.fetch(["name", "ref", "move_type", "origin_payment_id"])
        return lines

    @api.model
    def _statement_row(self, line):
        move = line.move_id
        kind = KINDS.get(move.move_type) or ("payment" if move.origin_payment_id else "other")
        return {
            "date": fields.Date.to_string(line.date),
            "due_date": fields.Date.to_string(line.date_maturity or line.date),
            "kind": kind,
            "number": move.name or "",
            "reference": move.ref or "",
            "amount": line.balance,
            "open": line.amount_residual,
        }

    @api.model
    def _statement(self, company, opening, found, rows):
        """Return the sums of a statement, rounded to the currency, and its rows if they are wanted."""
        money = company.currency_id

        def exact(amount):
            return money.round(amount) or 0.0  # never -0.0

        def total(*kinds):
            return exact(sum(row["amount"] for row in found if row["kind"] in kinds))

        sums = {
            "opening": exact(opening),
            "invoiced": total("invoice", "credit_note"),
            "paid": -total("payment") or 0.0,
            "other": total("other"),
            "closing": exact(opening + sum(row["amount"] for row in found)),
        }
        return {"currency": money.name, **sums, "rows": found if rows else []}
