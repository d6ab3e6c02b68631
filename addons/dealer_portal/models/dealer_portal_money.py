from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import date_utils

MOST_LINES = 5000  # of a statement; what is beyond comes as one line with its sums
BATCH = 1000  # of items that are in memory at once while a file is written


class DealerPortal(models.AbstractModel):
    """What a dealer owes and has paid, from the receivable items of the ledger. Callers check the right "prices"."""

    _inherit = "dealer.portal"

    @api.model
    def _receivable_domain(self, dealer):
        """Return the domain of the posted receivable items of one dealer with its company."""
        return (
            Domain("dealer_id", "=", dealer.id)
            & Domain("company_id", "=", dealer.company_id.id)
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("parent_state", "=", "posted")
        )

    @api.model
    def _open_domain(self, dealer):
        return self._receivable_domain(dealer) & Domain("reconciled", "=", False)

    @api.model
    def _open_items(self, dealer, limit=200):
        """Return what is open between one dealer and us, the oldest first, and its sums.

        :return: dict ``rows`` (list of dicts ``name reference date due amount open currency days invoice_id``; amounts signed as
            the dealer owes them, in ``currency``), ``sums`` (list of dicts ``currency open overdue``), ``more`` (rows left out)
        """
        items_sudo = self.env["account.move.line"].sudo()
        domain = self._open_domain(dealer)
        today = dealer.sudo().company_id._dealer_today()
        found_sudo = items_sudo.search(domain, order="date_maturity, id", limit=limit)
        return {
            "rows": [self._open_row(item_sudo, today) for item_sudo in found_sudo],
            "sums": self._open_sums(domain, today),
            "more": max(0, items_sudo.search_count(domain) - limit),
        }

    @api.model
    def _every_open_item(self, dealer):
        """Yield what is open between one dealer and us, all of it; rows as of :meth:`_open_items`."""
        today = dealer.sudo().company_id._dealer_today()
        for item_sudo in self._every_item(self._open_domain(dealer), "date_maturity, id"):
            yield self._open_row(item_sudo, today)

    @api.model
    def _every_item(self, domain, order):
        """Yield the items in ``domain`` (superuser), of which few are in memory at once."""
        items_sudo = self.env["account.move.line"].sudo()
        ids = items_sudo.search(domain, order=order).ids
        for start in range(0, len(ids), BATCH):
            yield from items_sudo.browse(ids[start : start + BATCH])
            self.env.invalidate_all()

    @api.model
    def _open_row(self, item, today):
        due = item.date_maturity or item.date
        invoice = item.move_id if item.move_id.is_invoice() else item.move_id.browse()
        return {
            "name": item.move_id.name,
            "reference": item.move_id.ref or item.name or "",
            "date": item.invoice_date or item.date,
            "due": due,
            "days": max(0, (today - due).days) if item.amount_residual > 0 else 0,
            "amount": item.amount_currency,
            "open": item.amount_residual_currency,
            "currency": item.currency_id,
            "invoice_id": invoice.id,
        }

    @api.model
    def _open_sums(self, domain, today):
        """Return list of dicts ``currency open overdue`` of the open items in ``domain``."""
        items_sudo = self.env["account.move.line"].sudo()
        late = Domain("date_maturity", "<", today) & Domain("amount_residual", ">", 0)
        total, overdue = (
            dict(items_sudo._read_group(part, ["currency_id"], ["amount_residual_currency:sum"]))
            for part in (domain, domain & late)
        )
        return [
            {"currency": currency, "open": amount, "overdue": overdue.get(currency, 0.0)}
            for currency, amount in total.items()
        ]

    @api.model
    def _payments(self, dealer, limit=20):
        """Return the latest payments of one dealer: list of dicts ``name date amount currency memo``."""
        payments_sudo = self.env["account.payment"].sudo()
        domain = Domain("dealer_id", "=", dealer.id) & Domain("company_id", "=", dealer.company_id.id)
        domain &= Domain("partner_type", "=", "customer") & Domain("state", "in", ("in_process", "paid"))
        return [
            {
                "name": payment.name or "",
                "date": payment.date,
                "amount": payment.amount if payment.payment_type == "inbound" else -payment.amount,
                "currency": payment.currency_id,
                "memo": payment.memo or "",
            }
            for payment in payments_sudo.search(domain, order="date desc, id desc", limit=limit)
        ]

    @api.model
    def _statement(self, dealer, date_from, date_to):
        """Return the statement of account of one dealer, by currency.

        :param date date_from: first day, included
        :param date date_to: last day, included
        :return: list of dicts ``currency opening lines closing debit credit``; a line is a dict ``date name reference due
            debit credit balance``. Amounts in ``currency`` as the documents were made out, so that nothing is converted;
            opening + debit − credit = closing, and that is the ledger's balance of the receivable items.
        """
        items_sudo = self.env["account.move.line"].sudo()
        opening, within = self._statement_opening(dealer, date_from, date_to)
        found_sudo = items_sudo.search(within, order="date, move_name, id", limit=MOST_LINES)
        rest = self._statement_rest(within, found_sudo, date_to) if len(found_sudo) == MOST_LINES else {}
        by_currency = found_sudo.grouped("currency_id")
        currencies = self._statement_currencies(dealer, found_sudo.currency_id, opening).union(*rest)
        return [
            self._statement_part(
                currency, opening.get(currency, 0.0), by_currency.get(currency, items_sudo), rest.get(currency)
            )
            for currency in currencies
        ]

    @api.model
    def _statement_opening(self, dealer, date_from, date_to):
        """Return ({currency: what was owed before ``date_from``}, domain of the items of the statement)."""
        domain = self._receivable_domain(dealer)
        before = domain & Domain("date", "<", date_from)
        sums = self.env["account.move.line"].sudo()._read_group(before, ["currency_id"], ["amount_currency:sum"])
        return dict(sums), domain & Domain("date", ">=", date_from) & Domain("date", "<=", date_to)

    @api.model
    def _statement_currencies(self, dealer, moved, opening):
        """Return the currencies of a statement: the company's, those ``moved``, and those in which something was owed before."""
        owed = (currency for currency, amount in opening.items() if not currency.is_zero(amount))
        return dealer.company_id.sudo().currency_id.union(*moved, *owed)

    @api.model
    def _statement_rest(self, within, found_sudo, date_to):
        """Return {currency: the one line that stands for the items ``within`` that are not shown, so that sums stay exact}."""
        rest = {}
        beyond = within & Domain("id", "not in", found_sudo.ids)
        for name, sign in (("debit", ">"), ("credit", "<")):
            sums = found_sudo._read_group(
                beyond & Domain("amount_currency", sign, 0), ["currency_id"], ["amount_currency:sum", "__count"]
            )
            for currency, amount, count in sums:
                empty = {"date": date_to, "count": 0, "reference": "", "due": False, "debit": 0.0, "credit": 0.0}
                line = rest.setdefault(currency, empty)
                line[name] = currency.round(abs(amount))
                line["count"] += count
        return {currency: {**line, "name": f"… (+{line['count']})"} for currency, line in rest.items()}

    @api.model
    def _statement_part(self, currency, opening, items, rest=None):
        lines = list(self._statement_lines(currency, opening, items))
        balance = lines[-1]["balance"] if lines else currency.round(opening)
        if rest:
            balance = currency.round(balance + rest["debit"] - rest["credit"])
            lines.append({**rest, "balance": balance})
        return {
            "currency": currency,
            "opening": currency.round(opening),
            "lines": lines,
            "debit": currency.round(sum(line["debit"] for line in lines)),
            "credit": currency.round(sum(line["credit"] for line in lines)),
            "closing": balance,
        }

    @api.model
    def _statement_lines(self, currency, opening, items):
        """Yield the lines of a statement in one currency, with the balance after each."""
        balance = currency.round(opening)
        for item in items:
            balance = currency.round(balance + item.amount_currency)
            yield {
                "date": item.date,
                "name": item.move_name or "",
                "reference": item.move_id.ref or "",
                "due": item.date_maturity,
                "debit": max(item.amount_currency, 0.0),
                "credit": max(-item.amount_currency, 0.0),
                "balance": balance,
            }

    @api.model
    def _statement_in_full(self, dealer, date_from, date_to):
        """Yield the statement of one dealer by currency with each line of it, for a file; parameters as :meth:`_statement`.

        A part is a dict ``currency opening lines``; ``lines`` can be read once, and takes little memory.
        """
        opening, within = self._statement_opening(dealer, date_from, date_to)
        moved = dict(self.env["account.move.line"].sudo()._read_group(within, ["currency_id"], ["__count"]))
        for currency in self._statement_currencies(dealer, moved, opening):
            start = currency.round(opening.get(currency, 0.0))
            items = self._every_item(within & Domain("currency_id", "=", currency.id), "date, move_name, id")
            yield {
                "currency": currency,
                "opening": start,
                "lines": self._statement_lines(currency, start, items),
            }

    @api.model
    def _statement_period(self, date_from, date_to):
        """Return the period that a visitor asks for as two dates; by default from the first of last month until today."""
        today = fields.Date.context_today(self)
        first = self._as_date(date_from) or date_utils.start_of(date_utils.subtract(today, months=1), "month")
        last = self._as_date(date_to) or today
        return min(first, last), max(first, last)

    @api.model
    def _as_date(self, text):
        try:
            return fields.Date.to_date(text or False)
        except ValueError:
            return False
