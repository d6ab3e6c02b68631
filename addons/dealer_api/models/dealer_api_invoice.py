from odoo import api, fields, models

from ..engine.shapes import Refusal


class DealerApi(models.AbstractModel):
    """How invoices and payments are booked."""

    _inherit = "dealer.api"

    @api.model
    def _resolve_invoices_create(self, items):
        find = self._order_finder(items, "book")

        def resolve(item):
            self._check_day(item["date"])
            order_sudo = find(item)
            if order_sudo.invoice_status != "to invoice":
                raise Refusal("nothing_open", name=order_sudo.name)
            return {"order": order_sudo}

        return self._each(items, resolve)

    @api.model
    def _execute_invoices_create(self, items, undo):
        del undo
        orders_sudo = self.env["sale.order"].sudo().union(*(item["order"] for item in items))
        if len(orders_sudo) < len(items):
            raise Refusal("nothing_open", name=orders_sudo[0].name)
        moves_sudo = orders_sudo._create_invoices(grouped=True, final=True)
        by_order = {move.line_ids.sale_line_ids.order_id: move for move in moves_sudo}
        for item in items:
            self._date_invoice(by_order[item["order"]], item)
        moves_sudo.action_post()
        return [self._new_invoice_result(by_order[item["order"]], item["order"]) for item in items]

    @api.model
    def _date_invoice(self, move, item):
        """Write the day of an invoice, and the day it is due if that is given."""
        vals = {"invoice_date": item["date"] or self._today()}
        if item["due_date"]:
            vals.update(invoice_payment_term_id=False, invoice_date_due=item["due_date"])
        if item["note"]:
            vals["narration"] = item["note"]
        move.write(vals)

    @api.model
    def _new_invoice_result(self, move, order):
        return {**self._invoice_result(move), "order_id": order.id}

    @api.model
    def _invoice_result(self, move):
        sign = -1 if move.move_type == "out_refund" else 1
        return {
            "id": move.id,
            "number": move.name or "",
            "kind": "credit_note" if sign < 0 else "invoice",
            "date": fields.Date.to_string(move.invoice_date) or "",
            "due_date": fields.Date.to_string(move.invoice_date_due) or "",
            "amount_untaxed": sign * move.amount_untaxed,
            "amount_tax": sign * move.amount_tax,
            "amount_total": sign * move.amount_total,
            "amount_due": sign * move.amount_residual,
            "currency": move.currency_id.name,
            "payment_state": move.payment_state,
        }

    @api.model
    def _resolve_payments_register(self, items):
        dealer_of = self._dealer_finder(items, "book")
        refs = {ref for item in items for ref in item["invoices"]}
        requests_sudo = self.env["dealer.api.request"]._of_refs("invoices_create", list(refs))
        invoice_ids = {request_sudo.external_ref: request_sudo.record_id for request_sudo in requests_sudo}

        def resolve(item):
            dealer_sudo = dealer_of(item)
            self._check_day(item["date"])
            return {
                "dealer": dealer_sudo,
                "moves": self._invoices_to_settle(item, dealer_sudo, invoice_ids),
                "vals": self._payment_vals(item, dealer_sudo),
            }

        return self._each(items, resolve)

    @api.model
    def _invoices_to_settle(self, item, dealer, invoice_ids):
        """Return the invoices that the input names, of this dealer."""
        moves_sudo = self.env["account.move"].sudo()
        for index, ref in enumerate(item["invoices"]):
            move_sudo = moves_sudo.browse(invoice_ids.get(ref, [])).filtered(
                lambda move: move.commercial_partner_id == dealer.partner_id and move.company_id == dealer.company_id
            )
            if not move_sudo:
                raise Refusal("unknown_invoice", f"invoices[{index}]", name=ref)
            moves_sudo |= move_sudo
        return moves_sudo

    @api.model
    def _payment_vals(self, item, dealer):
        """Return the values of the payment; it is booked at once, on the account of the journal if there is no other."""
        company = dealer.company_id
        journal_sudo = self._journal(item["journal"], company)
        methods_sudo = journal_sudo.inbound_payment_method_line_ids
        currency = self._record_finder("res.currency", "name", [item["currency"].upper()])
        account_sudo = methods_sudo[:1].payment_account_id or journal_sudo.default_account_id
        currency_sudo = currency(item["currency"].upper(), "currency") or company.currency_id
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": dealer.partner_id.id,
            "company_id": company.id,
            "journal_id": journal_sudo.id,
            "payment_method_line_id": methods_sudo[:1].id,
            "outstanding_account_id": account_sudo.id,
            "currency_id": currency_sudo.id,
            "amount": currency_sudo.round(item["amount"]),
            "date": item["date"] or self._today(),
            "memo": item["memo"] or item["external_ref"],
        }

    @api.model
    def _journal(self, code, company):
        domain = [("company_id", "=", company.id), ("type", "in", ("bank", "cash"))]
        journals_sudo = self.env["account.journal"].sudo()
        journal_sudo = journals_sudo.search([*domain, *([("code", "=", code)] if code else [])], limit=1)
        if not journal_sudo:
            raise Refusal("unknown_record", "journal", name=code)
        return journal_sudo

    @api.model
    def _execute_payments_register(self, items, undo):
        del undo
        payments_sudo = self.env["account.payment"].sudo().create([item["vals"] for item in items])
        payments_sudo.action_post()
        results = []
        for payment_sudo, item in zip(payments_sudo, items, strict=True):
            self._settle(payment_sudo, item)
            results.append(self._payment_result(payment_sudo))
        return results

    @api.model
    def _settle(self, payment, item):
        """Match a payment with the invoices named, or with those due first, as far as it goes."""
        line = self._open_line(payment)
        if not line or (item["allocate"] == "none" and not item["moves"]):
            return
        account = line.account_id
        open_lines = self._receivables(item["dealer"], account, item["moves"])
        (open_lines | line).reconcile()

    @api.model
    def _open_line(self, payment):
        return payment.move_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )

    @api.model
    def _receivables(self, dealer, account, moves):
        """Return the open receivables on ``account`` that a payment may settle, in the order they fall due.

        :param moves: the invoices named; all of the dealer if there are none
        """
        domain = [
            ("dealer_id", "=", dealer.id),
            ("account_id", "=", account.id),
            ("company_id", "=", dealer.company_id.id),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual", ">", 0),
            *([("move_id", "in", moves.ids)] if moves else []),
        ]
        lines_sudo = self.env["account.move.line"].sudo()
        return lines_sudo.search(domain, order="date_maturity, date, id", limit=200)

    @api.model
    def _payment_result(self, payment):
        line = payment.move_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        return {
            "id": payment.id,
            "number": payment.name or payment.move_id.name or "",
            "amount": payment.amount,
            "currency": payment.currency_id.name,
            "settled": [
                {
                    "invoice_id": part.debit_move_id.move_id.id,
                    "number": part.debit_move_id.move_id.name,
                    "amount": part.debit_amount_currency,
                }
                for part in line.matched_debit_ids
            ],
            "unallocated": abs(sum(line.mapped("amount_residual_currency"))),
        }
