import math

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.dealer.models.by_verb import ByVerb


class DealerFund(models.Model):
    """The entries that change a fund. Whoever may ask for them is decided by the verbs that call these."""

    _inherit = "dealer.fund"

    # -- money in ---------------------------------------------------------------------------------------------------

    def _deposit(self, amount, *, counterpart, date, memo, origin, expires_on=None, kind="deposit"):
        """Post a deposit into this fund and return its entry; see :meth:`_deposit_many`."""
        self.ensure_one()
        row = {"fund": self, "amount": amount, "counterpart": counterpart, "date": date, "memo": memo}
        return self._deposit_many([{**row, "origin": origin, "expires_on": expires_on, "kind": kind}])

    @api.model
    def _deposit_many(self, rows):
        """Post one deposit for each of ``rows`` and return the entries, in the order of the rows.

        All are created and posted at once: the cost per entry is the platform's.

        :param rows: dicts with ``fund`` (record), ``amount`` (positive, in the fund's currency), ``counterpart`` (account
            that is debited), ``date`` (a locked one moves to the first open day), ``memo``, ``origin`` (text, what it is
            for) and, if wanted, ``expires_on`` (last day; by default that of the fund's type) and ``kind`` (of the entry)
        :raise UserError: an amount is not positive
        """
        vals_list = []
        for row in rows:
            fund_sudo = row["fund"].sudo()
            amount = fund_sudo._clean_amount(row["amount"])
            last_day = row.get("expires_on") or fund_sudo._default_last_day(row["date"])
            entry = fund_sudo._prepare_entry(row["date"], row["memo"], row["origin"], row.get("kind") or "deposit")
            entry["line_ids"] = [
                fund_sudo._prepare_item(-amount, row["memo"], entry["date"], date_maturity=last_day),
                fund_sudo._prepare_item(amount, row["memo"], entry["date"], account_id=row["counterpart"].id),
            ]
            vals_list.append(entry)
        return self._post_entries(vals_list)

    def _default_last_day(self, date):
        """Return the last day of a lot that comes in on ``date``, by the fund's type; False: it does not expire."""
        months = self.type_id.expiry_months
        return fields.Date.add(fields.Date.to_date(date), months=months) if months else False

    # -- money out --------------------------------------------------------------------------------------------------

    def _apply(self, invoice, amount, *, memo="", day=None):
        """Pay ``amount`` (in the fund's currency) of a posted invoice out of this fund, matched with it.

        The receivable is credited in the currency of the invoice, at the rate of the day of the entry.

        :param day: on which lots had to be valid; None: today. What was held in time stays usable.
        :return: the entry
        """
        fund_sudo, invoice_sudo = self.sudo(), invoice.sudo()
        date = fund_sudo._open_date(max(fields.Date.context_today(self), invoice_sudo.date))
        receivables = fund_sudo._open_receivables(invoice_sudo)
        target = invoice_sudo.currency_id
        memo = memo or self.env._("%(fund)s for %(invoice)s", fund=fund_sudo.type_id.name, invoice=invoice_sudo.name)
        credited = fund_sudo.currency_id._convert(amount, target, fund_sudo.company_id, date)
        entry = fund_sudo._prepare_entry(date, memo, invoice_sudo.name, "application")
        item = fund_sudo._prepare_item(amount, memo, date_maturity=day or fund_sudo._day(), date=date)
        entry["line_ids"] = [item, self._prepare_receivable(receivables[:1], target, -credited, item)]
        move = self._post_entries([entry])
        _own, paid = fund_sudo._split_items(move)
        self._match(paid, receivables.filtered(lambda line: line.account_id == paid.account_id))
        return move

    @api.model
    def _open_receivables(self, invoice):
        """Return the open receivable items of ``invoice``, what is due first first."""
        lines = invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )
        return lines.sorted(lambda line: (line.date_maturity or line.date, line.id))

    @api.model
    def _match(self, items, others):
        """Match journal ``items`` with ``others``, in their order, as far as both are open."""
        opened = others.filtered(lambda other: not other.reconciled)
        plan = [item + other for item in items if not item.reconciled for other in opened]
        if plan:
            self.env["account.move.line"].sudo()._reconcile_plan(plan)

    def _give_back(self, use, amount, *, counterpart_items, memo, origin):
        """Put ``amount`` (in the fund's currency) of an earlier use back into the lots that it was taken from.

        :param use: the journal item by which the fund was used, or nothing: then it becomes a new lot
        :param counterpart_items: open credit items of receivables (of a credit note) that this settles
        :return: the entry
        """
        fund_sudo = self.sudo()
        date = fund_sudo._open_date(fields.Date.context_today(self))
        receivable = counterpart_items[:1]
        entry = fund_sudo._prepare_entry(date, memo, origin, "return")
        item = fund_sudo._prepare_item(-amount, memo, date=date)
        target = receivable.currency_id
        debited = fund_sudo.currency_id._convert(amount, target, fund_sudo.company_id, date)
        entry["line_ids"] = [item, self._prepare_receivable(receivable, target, debited, item)]
        move = self._post_entries([entry])
        back, owed = fund_sudo._split_items(move)
        self._match(owed, counterpart_items)
        fund_sudo._restore(use, back)
        return move

    def _split_items(self, move):
        """Return (items of this fund, other items) of an entry, for whoever may read them or not."""
        items_sudo = move.sudo().line_ids
        account, dealer = self.sudo().type_id.account_id, self.sudo().dealer_id
        own_sudo = items_sudo.filtered(lambda item: item.account_id == account and item.dealer_id == dealer)
        return own_sudo, items_sudo - own_sudo

    # -- what all have in common ------------------------------------------------------------------------------------

    @api.model
    def _post_entries(self, vals_list):
        moves_sudo = self.env["account.move"].sudo().create(vals_list)
        moves_sudo._post(soft=False)
        return moves_sudo.with_env(self.env)

    def _prepare_entry(self, date, memo, origin, kind):
        """Return the values of an entry in the journal of the fund's type, without items."""
        self.ensure_one()
        journal = self.type_id.journal_id
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "journal_id": journal.id,
            "date": self._open_date(date),
            "ref": memo,
            "fund_kind": ByVerb(kind),
            "fund_origin": ByVerb(origin or ""),
        }

    def _prepare_item(self, amount, memo, date=None, **vals):
        """Return the command of an item of ``amount`` (debit positive, in the fund's currency) on the fund's account.

        :param date: of the entry, whose rate it takes; today by default
        """
        date = date or fields.Date.context_today(self)
        company = self.company_id
        return Command.create(
            {
                "name": memo,
                "account_id": self.type_id.account_id.id,
                "partner_id": self.dealer_id.partner_id.id,
                "currency_id": self.currency_id.id,
                "amount_currency": amount,
                "balance": self.currency_id._convert(amount, company.currency_id, company, date),
                **vals,
            }
        )

    @api.model
    def _prepare_receivable(self, receivable, currency, amount, item):
        """Return the command of the item that stands against ``item`` (a command of :meth:`_prepare_item`).

        :param receivable: the journal item that is to be settled: its account and partner are taken
        :param amount: debit positive, in ``currency``; in that of the company it is what ``item`` is
        """
        return Command.create(
            {
                "name": item[2]["name"],
                "account_id": receivable.account_id.id,
                "partner_id": receivable.partner_id.id,
                "currency_id": currency.id,
                "amount_currency": amount,
                "balance": -item[2]["balance"],
            }
        )

    def _open_date(self, date):
        """Return ``date``, or the first day after it that the books of the fund's journal are open for."""
        return self._open_date_of(self.company_id, date)

    @api.model
    def _open_date_of(self, company, date):
        """Return ``date``, or the first day after it that the books of ``company`` are open for."""
        date = fields.Date.to_date(date)
        locks = company.sudo()._get_lock_date_violations(
            date, fiscalyear=True, sale=True, purchase=False, tax=False, hard=True
        )
        last = max((lock[0] for lock in locks), default=None)
        return fields.Date.add(last, days=1) if last and last >= date else date

    def _clean_amount(self, amount):
        """Return ``amount`` as a number of the fund's currency.

        :raise UserError: if it is no finite positive number, or has more decimals than the currency
        """
        self.ensure_one()
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not math.isfinite(amount):
            raise UserError(self.env._("The amount for %(fund)s is not a number.", fund=self.display_name))
        rounded = self.currency_id.round(amount)
        if rounded <= 0 or abs(rounded - amount) > 1e-6 * max(1.0, abs(amount)) or amount > 1e15:
            raise UserError(
                self.env._(
                    "%(amount)s is no amount for %(fund)s. Give one above zero with at most %(digits)s decimals.",
                    amount=amount,
                    fund=self.display_name,
                    digits=self.currency_id.decimal_places,
                )
            )
        return rounded
