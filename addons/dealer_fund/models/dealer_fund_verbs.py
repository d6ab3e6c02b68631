from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..engine.lots import allocate


class DealerFund(models.Model):
    """What finance does with a fund. Each verb posts entries and is done once per ``external_ref``.

    Amounts are in the fund's currency. The result tells about the entry: ``move_id``, ``entry`` (its number), ``date`` (the
    first open day if the books are locked on the day asked for), ``amount``.
    """

    _inherit = "dealer.fund"

    def deposit(
        self, amount, memo, date=None, counterpart_account_id=None, payment_id=None, expires_on=None, external_ref=None
    ):
        """Put money into this fund.

        :param float amount: above zero
        :param str memo: what for; on the entry and the statement
        :param str date: ISO date; today by default
        :param int counterpart_account_id: account that is debited; by default the one of the fund's type
        :param int payment_id: posted customer payment of the dealer that is still open: it becomes the deposit
        :param str expires_on: last day of the lot; by default as the fund's type says
        :param str external_ref: the caller's own number of the request
        :return: dict, see above
        :raise AccessError: the user may not post on this fund
        :raise UserError: what is wrong, and what to do
        """
        self._check_may_post()
        amount, day = self._clean_amount(amount), self._clean_date(date)
        # a call without a date is the same one when it is sent again after midnight
        asked_day = day if date else None
        payload = ["deposit", self.id, amount, memo, asked_day, counterpart_account_id, payment_id, expires_on]

        def act():
            last_day = self._clean_date(expires_on) if expires_on else None
            if payment_id:
                return self._deposit_payment(payment_id, amount, memo=memo, expires_on=last_day)
            return self._deposit(
                amount,
                counterpart=self._counterpart(counterpart_account_id),
                date=day,
                memo=self._clean_memo(memo),
                origin="",
                expires_on=last_day,
            )

        return self._told(self._once(external_ref, payload, act), amount)

    def apply(self, invoice_id, amount, external_ref=None):
        """Pay ``amount`` of a posted invoice of the same dealer out of this fund; both are matched.

        :param int invoice_id: customer invoice
        :return: dict, see above
        :raise AccessError, UserError: as :meth:`deposit`
        """
        self._check_may_post()
        amount = self._clean_amount(amount)

        def act():
            invoice = self._clean_invoice(invoice_id, amount)
            return self._apply(invoice, amount)

        return self._told(self._once(external_ref, ["apply", self.id, invoice_id, amount], act), amount)

    def refund(self, amount, memo, journal_id=None, counterpart_account_id=None, date=None, external_ref=None):
        """Pay ``amount`` of this fund out to the dealer.

        :param int journal_id: bank or cash journal: an outgoing payment is registered in it
        :param int counterpart_account_id: or the account that is credited
        :return: dict, see above
        :raise AccessError, UserError: as :meth:`deposit`
        """
        self._check_may_post()
        amount, day = self._clean_amount(amount), self._clean_date(date)
        if bool(journal_id) == bool(counterpart_account_id):
            raise UserError(self.env._("Say where the refund comes from: a bank journal or an account, one of them."))
        payload = ["refund", self.id, amount, memo, day if date else None, journal_id, counterpart_account_id]

        def act():
            if journal_id:
                return self._refund_by_payment(journal_id, amount, memo=self._clean_memo(memo), date=day)
            account = self._counterpart(counterpart_account_id)
            return self._withdraw(amount, account, memo=self._clean_memo(memo), date=day)

        return self._told(self._once(external_ref, payload, act), amount)

    def transfer(self, to_fund_id, amount, memo="", date=None, external_ref=None):
        """Move ``amount`` to another fund of the same company; what is moved keeps its last days.

        :param int to_fund_id: other fund; in another currency it gets the amount at the rate of the day
        :return: dict, see above
        :raise AccessError, UserError: as :meth:`deposit`
        """
        self._check_may_post()
        amount, day = self._clean_amount(amount), self._clean_date(date)

        def act():
            other = self.browse(self._clean_id(to_fund_id)).exists()
            other._check_may_post()
            if not other or other == self or other.company_id != self.company_id:
                raise UserError(self.env._("Name another fund of the same company to transfer to."))
            return self._transfer(other, amount, memo=memo, date=day)

        payload = ["transfer", self.id, to_fund_id, amount, memo, day if date else None]
        return self._told(self._once(external_ref, payload, act), amount)

    def action_write_off(self):
        """Write off what has expired of these funds.

        :return: list of dicts, one an entry: ``move_id``, ``entry``, ``date``
        :raise AccessError: the user may not post on them
        """
        self._check_may_post()
        moves_sudo = self._write_off().sudo()
        return [
            {"move_id": move.id, "entry": move.name, "date": fields.Date.to_string(move.date)} for move in moves_sudo
        ]

    # -- how --------------------------------------------------------------------------------------------------------

    def _deposit_payment(self, payment_id, amount, *, memo, expires_on=None):
        """Turn an open customer payment of the dealer into a deposit; return the entry."""
        fund_sudo = self.sudo()
        payment = self.env["account.payment"].browse(self._clean_id(payment_id)).exists()
        payment.check_access("read")
        items_sudo = payment.sudo().move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and line.amount_residual_currency < 0
        )
        if payment.sudo().dealer_id != fund_sudo.dealer_id or not items_sudo:
            raise UserError(
                self.env._(
                    "The payment is none of %(dealer)s, or all of it is matched already.", dealer=self.dealer_id.name
                )
            )
        opened = -items_sudo.currency_id[:1]._convert(
            sum(items_sudo.mapped("amount_residual_currency")), self.currency_id, self.company_id, payment.sudo().date
        )
        if self.currency_id.compare_amounts(amount, opened) > 0:
            raise UserError(
                self.env._(
                    "Only %(open)s of the payment %(payment)s is open.",
                    open=self.currency_id.format(opened),
                    payment=payment.sudo().name,
                )
            )
        memo = memo or payment.sudo().memo or payment.sudo().name
        move = fund_sudo._deposit(
            amount,
            counterpart=items_sudo.account_id[:1],
            date=payment.sudo().date,
            memo=memo,
            origin=payment.sudo().name,
            expires_on=expires_on,
        )
        _own, owed = fund_sudo._split_items(move)
        self._match(owed, items_sudo)
        return move

    def _withdraw(self, amount, account, *, memo, date, kind="refund", origin=""):
        """Debit this fund and credit ``account``; return the entry."""
        fund_sudo = self.sudo()
        entry = fund_sudo._prepare_entry(date, memo, origin, kind)
        entry["line_ids"] = [
            fund_sudo._prepare_item(amount, memo, entry["date"], date_maturity=fund_sudo._day()),
            fund_sudo._prepare_item(-amount, memo, entry["date"], account_id=account.id),
        ]
        return self._post_entries([entry])

    def _refund_by_payment(self, journal_id, amount, *, memo, date):
        fund_sudo = self.sudo()
        journal = self.env["account.journal"].browse(self._clean_id(journal_id)).exists()
        if journal.type not in ("bank", "cash") or journal.company_id != self.company_id:
            raise UserError(
                self.env._("A refund is paid from a bank or cash journal of %(company)s.", company=self.company_id.name)
            )
        partner_sudo = fund_sudo.dealer_id.partner_id.with_company(self.company_id)
        receivable = partner_sudo.property_account_receivable_id
        move = fund_sudo._withdraw(amount, receivable, memo=memo, date=date)
        payment_sudo = (
            self.env["account.payment"]
            .sudo()
            .create(
                {
                    "payment_type": "outbound",
                    "partner_type": "customer",
                    "partner_id": partner_sudo.id,
                    "company_id": self.company_id.id,
                    "journal_id": journal.id,
                    "currency_id": self.currency_id.id,
                    "amount": amount,
                    "date": move.sudo().date,
                    "memo": memo,
                }
            )
        )
        payment_sudo.action_post()
        _own, owed = fund_sudo._split_items(move)
        self._match(payment_sudo.move_id.line_ids.filtered(lambda line: line.account_id == receivable), owed)
        return move

    def _transfer(self, other, amount, *, memo, date):
        fund_sudo, other_sudo = self.sudo(), other.sudo()
        memo = memo or self.env._(
            "From %(fund)s to %(other)s", fund=fund_sudo.type_id.name, other=other_sudo.type_id.name
        )
        today = fund_sudo._day()
        entry = fund_sudo._prepare_entry(date, memo, "", "transfer")
        date = entry["date"]
        commands = [fund_sudo._prepare_item(amount, memo, date, date_maturity=today)]
        for last_day, part in fund_sudo._parts_by_last_day(amount):
            out = fund_sudo._prepare_item(-part, memo, date, date_maturity=last_day)[2]
            target = fund_sudo.currency_id._convert(part, other_sudo.currency_id, self.company_id, date)
            place = {
                "account_id": other_sudo.type_id.account_id.id,
                "partner_id": other_sudo.dealer_id.partner_id.id,
                "currency_id": other_sudo.currency_id.id,
                "amount_currency": -target,
            }
            commands.append(Command.create({**out, **place}))
        commands[0][2]["balance"] = -sum(command[2]["balance"] for command in commands[1:])
        entry["line_ids"] = commands
        return self._post_entries([entry])

    def _parts_by_last_day(self, amount):
        """Return [(last day or False, amount)] of the lots that using ``amount`` today would take."""
        lots = self._as_lots(self._open_items())
        parts, digits = {}, self.currency_id.decimal_places
        for lot, part in allocate(lots, amount, self._day(), digits):
            parts[lot.last_day or False] = round(parts.get(lot.last_day or False, 0) + part, digits)
        rest = round(amount - sum(parts.values()), digits)
        if rest > 0:
            parts[False] = round(parts.get(False, 0) + rest, digits)
        return list(parts.items())

    # -- checks -----------------------------------------------------------------------------------------------------

    def _check_may_post(self):
        """Raise unless the user may post on these funds.

        :raise AccessError: no right, or out of scope
        """
        self.check_access("read")
        self._check_is_finance()
        self.check_access("write")

    @api.model
    def _check_is_finance(self):
        """Raise unless the user deals with the money of dealers. :raise AccessError: says who does"""
        if not self.env.su and not self.env.user.has_group("dealer_fund.group_fund_clerk"):
            raise AccessError(self.env._("Only finance posts on funds. Ask somebody who does."))

    def _once(self, external_ref, payload, act):
        self.ensure_one()
        return self.env["dealer.fund.request"]._once(self.company_id, external_ref, payload, act)

    @api.model
    def _told(self, move, amount):
        move_sudo = move.sudo()
        return {
            "move_id": move_sudo.id,
            "entry": move_sudo.name,
            "date": fields.Date.to_string(move_sudo.date),
            "amount": amount,
        }

    @api.model
    def _clean_id(self, value):
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            raise UserError(self.env._("%(value)s is not the id of a record.", value=value))
        return value

    @api.model
    def _clean_date(self, date):
        """Return ``date`` (ISO text or date) as a date; today if there is none."""
        try:
            return fields.Date.to_date(date) or fields.Date.context_today(self)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("%(date)s is no date. Write it as 2026-01-31.", date=date)) from error

    @api.model
    def _clean_memo(self, memo):
        if not isinstance(memo, str) or not memo.strip():
            raise UserError(self.env._("Say what it is for: the memo is on the entry and on the dealer's statement."))
        return memo.strip()[:500]

    def _counterpart(self, account_id=None):
        """Return the account that is booked against this fund.

        :raise UserError: none, of another company, or the account of a fund
        """
        account_sudo = self.type_id.sudo().counterpart_account_id
        if account_id:
            account = self.env["account.account"].browse(self._clean_id(account_id)).exists()
            account.check_access("read")
            account_sudo = account.sudo()
        if not account_sudo:
            raise UserError(
                self.env._(
                    "Name the account or the payment that the money comes from, or one on the fund type %(type)s.",
                    type=self.type_id.name,
                )
            )
        funds = {key[0] for key in self.env["dealer.fund.type"]._by_account()}
        if self.company_id not in account_sudo.company_ids or account_sudo.id in funds:
            raise UserError(
                self.env._(
                    "%(account)s cannot be booked against %(fund)s: it belongs to another company or keeps funds itself.",
                    account=account_sudo.display_name,
                    fund=self.display_name,
                )
            )
        return account_sudo.with_env(self.env)

    def _clean_invoice(self, invoice_id, amount):
        """Return the invoice that ``amount`` of this fund may be applied to."""
        invoice = self.env["account.move"].browse(self._clean_id(invoice_id)).exists()
        invoice.check_access("read")
        invoice_sudo = invoice.sudo()
        if (
            invoice_sudo.move_type not in ("out_invoice", "out_receipt")
            or invoice_sudo.state != "posted"
            or invoice_sudo.dealer_id != self.sudo().dealer_id
            or invoice_sudo.company_id != self.company_id
        ):
            raise UserError(self.env._("A fund pays posted invoices of its own dealer and company only."))
        opened = invoice_sudo.currency_id._convert(
            invoice_sudo.amount_residual, self.currency_id, self.company_id, fields.Date.context_today(self)
        )
        if self.currency_id.compare_amounts(amount, opened) > 0:
            raise UserError(
                self.env._(
                    "Only %(open)s of %(invoice)s is open.",
                    open=self.currency_id.format(opened),
                    invoice=invoice_sudo.name,
                )
            )
        return invoice
