import math

from odoo import api, models

from ..engine.plan import due


class SaleOrder(models.Model):
    """What was reserved pays the invoices as they are posted; what is credited goes back; what is left over is released.

    Everything follows from sums: how much of the order is invoiced and credited on posted documents, how much its funds have
    paid. Whatever posts, changes or cancels a document calls :meth:`_fund_settle`, which books the difference.
    """

    _inherit = "sale.order"

    def _fund_settle(self, document):
        """Book what the funds of this one order (superuser) owe to, or get back from, its posted documents.

        :param document: invoice or credit note that was posted just now
        """
        self.ensure_one()
        for hold in self.fund_hold_ids:
            if document.move_type == "out_invoice":
                self._fund_pay_again(hold, document)
            if document.move_type == "out_invoice" and hold.state == "live":
                self._fund_apply_due(hold, document)
            self._fund_give_back_due(hold, document)
        if self._fund_is_invoiced():
            self._fund_release()

    def _fund_apply_due(self, hold, invoice):
        """Use of ``hold`` what belongs to the invoiced part of this order and was not used yet."""
        currency = hold.currency_id
        amount = min(self._fund_missing(hold), hold.amount, invoice.amount_residual)
        own = invoice.currency_id == currency and invoice.dealer_id == hold.dealer_id
        if own and currency.compare_amounts(amount, 0) > 0:
            hold._use(amount)
            move = hold.fund_id._apply(invoice, amount, day=hold.date)
            self._fund_note(hold, invoice, move, amount)

    def _fund_missing(self, hold):
        """Return what of ``hold`` belongs to the invoiced part of this order and is not paid; negative: paid too much."""
        reserved = min(hold.reserved, self._fund_allowed(hold.fund_id.type_id))
        digits = hold.currency_id.decimal_places
        wanted = due(reserved, self._fund_invoiced("out_invoice"), self.amount_total, digits)
        return hold.currency_id.round(wanted - self._fund_sums(hold)[0])

    def _fund_pay_again(self, hold, invoice):
        """Match an ``invoice`` that was changed as a draft with what it was paid before; what is too much goes back."""
        uses = hold.use_ids.filtered(lambda use: use.document_id == invoice and use.amount > 0)
        if not uses._open_counterparts(positive=False):
            return
        too_much = -self._fund_missing(hold)
        if hold.currency_id.compare_amounts(too_much, 0) > 0:
            self._fund_undo(invoice, hold, too_much)
        hold.fund_id._match(uses._open_counterparts(positive=False), hold.fund_id._open_receivables(invoice))

    @api.model
    def _fund_sums(self, hold):
        """Return (what ``hold`` has paid, less what cancelled invoices brought back; what credit notes brought back of it).

        What a cancelled credit note had brought back, and was used again, is in neither.
        """
        gross = sum(use.amount for use in hold.use_ids if use.amount > 0 and not use.of_id)
        returned = 0.0
        for back in hold.use_ids.filtered(lambda use: use.amount < 0):
            left = -back.amount - sum(back.return_ids.mapped("amount"))
            if back.document_id.move_type == "out_refund":
                returned += left
            else:
                gross -= left
        return gross, returned

    def _fund_give_back_due(self, hold, document):
        """Give back to the lots what belongs to the credited part of what ``hold`` has paid."""
        currency = hold.currency_id
        gross, returned = self._fund_sums(hold)
        invoiced, credited = self._fund_invoiced("out_invoice"), self._fund_invoiced("out_refund")
        wanted = currency.round(due(gross, credited, invoiced, currency.decimal_places) - returned)
        if currency.compare_amounts(wanted, 0) > 0:
            self._fund_return(hold, document, wanted)

    def _fund_return(self, hold, document, amount):
        """Give ``amount`` back into the lots that ``hold`` has used: the latest uses first, as far as they are not back.

        What pays for it are the open credits of the very entries (a credit note that was matched with its invoice sets them
        free) and of the credit note.
        """
        currency, settled = hold.currency_id, self._fund_set_free(document)
        for use in hold.use_ids.filtered(lambda use: use.amount > 0).sorted("id", reverse=True):
            credits = use._open_counterparts(positive=False) or self._fund_open_credits(document)
            opened = -sum(credits.mapped("amount_residual_currency"))
            part = min(amount, opened, use.amount - self._fund_back(use))
            if currency.compare_amounts(part, 0) <= 0:
                continue
            memo = self.env._("%(order)s: given back by %(document)s", order=self.name, document=document.name)
            move = hold.fund_id._give_back(
                use._fund_item(), part, counterpart_items=credits, memo=memo, origin=document.name
            )
            self._fund_note(hold, document, move, -part, use)
            amount = currency.round(amount - part)
        hold.fund_id._match(self._fund_open_credits(document), settled)

    @api.model
    def _fund_set_free(self, document):
        """Take a credit note off the invoices that the platform has matched it with; return their items, to match the rest."""
        invoices = ("out_invoice", "out_receipt")
        receivables = document.line_ids.filtered(lambda item: item.account_id.account_type == "asset_receivable")
        parts = receivables.matched_debit_ids.filtered(lambda part: part.debit_move_id.move_id.move_type in invoices)
        items = parts.debit_move_id
        parts.unlink()
        return items

    @api.model
    def _fund_back(self, use):
        """Return what of one ``use`` was given back already."""
        return -sum(use.return_ids.mapped("amount"))

    @api.model
    def _fund_open_credits(self, document):
        """Return the open credit items of the receivables of a credit note."""
        return document.line_ids.filtered(
            lambda item: (
                item.account_id.account_type == "asset_receivable"
                and not item.reconciled
                and item.amount_residual_currency < 0
            )
        )

    def _fund_undo(self, invoice, hold=None, limit=math.inf):
        """Give back what funds have paid of an ``invoice`` that is cancelled, and reserve it for the order again.

        :param hold: only this one's, and at most ``limit``, if the invoice has only become smaller
        """
        memo = self.env._("%(order)s: %(document)s was cancelled", order=self.name, document=invoice.name)
        if hold:
            memo = self.env._("%(order)s: %(document)s was changed", order=self.name, document=invoice.name)
        uses = (hold.use_ids if hold else self.fund_use_ids).filtered(
            lambda use: use.document_id == invoice and use.amount > 0
        )
        for use in uses:
            left = use.currency_id.round(use.amount - self._fund_back(use))
            credits = use._open_counterparts(positive=False)
            opened = -sum(credits.mapped("amount_residual_currency"))
            amount = min(left, opened, limit)
            if use.currency_id.compare_amounts(amount, 0) <= 0:
                continue
            limit -= amount
            move = use.fund_id._give_back(
                use._fund_item(), amount, counterpart_items=credits, memo=memo, origin=invoice.name
            )
            self._fund_note(use.hold_id, invoice, move, -amount, use)
            if self.state == "sale":
                use.hold_id._put_back(amount)

    def _fund_take_again(self, credit_note):
        """Use again what a ``credit_note`` that is cancelled had given back.

        :raise UserError: it has been used for something else meanwhile
        """
        for back in self.fund_use_ids.filtered(lambda use: use.document_id == credit_note and use.amount < 0):
            left = back.currency_id.round(-back.amount - sum(back.return_ids.mapped("amount")))
            if back.currency_id.compare_amounts(left, 0) > 0:
                memo = self.env._("%(order)s: %(document)s was cancelled", order=self.name, document=credit_note.name)
                move = back.fund_id._withdraw(
                    left, back._receivable(), memo=memo, date=credit_note.date, kind="application", origin=self.name
                )
                invoice = back.of_id.document_id
                _own, credit = back.fund_id._split_items(move)
                for owed in (back._open_counterparts(positive=True), back.fund_id._open_receivables(invoice)):
                    back.fund_id._match(credit, owed)
                self._fund_note(back.hold_id, invoice or credit_note, move, left, back)

    def _fund_note(self, hold, document, move, amount, of=None):
        """Write down which entry was made for this order."""
        self.env["dealer.fund.use"].sudo().create(
            {
                "order_id": self.id,
                "fund_id": hold.fund_id.id,
                "hold_id": hold.id,
                "document_id": document.id,
                "move_id": move.id,
                "amount": amount,
                "of_id": of.id if of else False,
            }
        )

    # -- sums -------------------------------------------------------------------------------------------------------

    def _fund_invoiced(self, move_type):
        """Return what of this order is on its posted documents of ``move_type``, with taxes, in its currency."""
        total = 0.0
        for item in self.order_line.invoice_lines:
            move = item.move_id
            if move.state == "posted" and move.move_type == move_type:
                day = move.invoice_date or move.date
                total += item.currency_id._convert(item.price_total, self.currency_id, self.company_id, day)
        return self.currency_id.round(total)

    def _fund_is_invoiced(self):
        """Tell whether nothing more of this order is going to be invoiced."""
        if self.state != "sale" or self._open_moves():
            return self.state == "cancel"
        lines = self._invoiceable_lines()
        invoices = lines.invoice_lines.move_id
        if not invoices or any(invoice.state == "draft" for invoice in invoices):
            return False
        return all(line._is_invoiced_for_funds() for line in lines)

    @api.model
    def _cron_release_funds(self):
        """Release what orders keep that nothing more is invoiced of: their last delivery was cancelled, say."""
        holds_sudo = self.env["dealer.fund.hold"].sudo()
        orders_sudo = holds_sudo.search([("state", "=", "live"), ("order_id.state", "in", ("sale", "cancel"))]).order_id
        self.env["ir.cron"]._do_each(orders_sudo, self._release_funds_in_job, self.env._("Release of funds"))

    @api.model
    def _release_funds_in_job(self, order_sudo):
        if order_sudo._fund_is_invoiced():
            order_sudo._fund_release()


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_invoiced_for_funds(self):
        """Tell whether nothing more of this line is going to be invoiced."""
        uom = self.product_uom_id
        if uom.compare(self.qty_invoiced, self.product_uom_qty) >= 0:
            return True
        return bool(self.move_ids) and uom.compare(self.qty_invoiced, self.qty_delivered) >= 0
