from odoo import api, fields, models
from odoo.tools import plaintext2html

from ..engine.shapes import GREATEST, Refusal


class DealerApi(models.AbstractModel):
    """How invoices and payments are booked."""

    _inherit = "dealer.api"

    @api.model
    def _resolve_invoices_create(self, items):
        find = self._order_finder(items, "book")

        def resolve(item):
            self._check_day(item["date"])
            order = find(item)
            self._check_confirmed(order)
            if order.invoice_status != "to invoice":
                raise Refusal("nothing_open", why=self._why_no_invoice(order))
            return {"order": order}

        return self._each(items, resolve)

    @api.model
    def _why_no_invoice(self, order):
        """Return why nothing of a confirmed order is to be invoiced."""
        if order.invoice_status == "invoiced":
            return self.env._("All of %(order)s is invoiced.", order=order.name)
        return self.env._(
            "Nothing of %(order)s is to be invoiced yet: what is invoiced by delivery must be shipped first, with"
            " deliveries_confirm.",
            order=order.name,
        )

    @api.model
    def _execute_invoices_create(self, items, undo):
        del undo
        orders = self.env["sale.order"].union(*(item["order"] for item in items))
        if len(orders) < len(items):
            raise Refusal("nothing_open", name=orders[0].name)
        moves = orders._create_invoices(grouped=True, final=True)
        by_order = {move.line_ids.sale_line_ids.order_id: move for move in moves}
        for item in items:
            self._date_invoice(by_order[item["order"]], item)
        moves.action_post()
        for item in items:
            if item["settle"]:
                self._settle_from_account(by_order[item["order"]])
        return [self._new_invoice_result(by_order[item["order"]], item["order"]) for item in items]

    @api.model
    def _settle_from_account(self, move):
        """Match a new invoice with payments and credit notes of the dealer that are not settled yet, the oldest first."""
        due = move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        domain = [
            ("dealer_id", "=", move.dealer_id.id),
            ("account_id", "in", due.account_id.ids),
            ("company_id", "=", move.company_id.id),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual", "<", 0),
        ]
        if credits := self.env["account.move.line"].search(domain, order="date, id", limit=200):
            (credits | due).reconcile()

    @api.model
    def _date_invoice(self, move, item):
        """Write the day of an invoice, and the day it is due if that is given."""
        vals = {"invoice_date": item["date"] or self._today()}
        if item["due_date"]:
            vals.update(invoice_payment_term_id=False, invoice_date_due=item["due_date"])
        elif not move.invoice_payment_term_id:
            vals["invoice_date_due"] = vals["invoice_date"]  # the platform leaves the day of entry
        if item["note"]:
            vals["narration"] = plaintext2html(item["note"])
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
        requests = self.env["dealer.api.request"]._of_refs("invoices_create", list(refs))
        invoice_ids = {request.external_ref: request.record_id for request in requests}

        def resolve(item):
            dealer = dealer_of(item)
            self._check_day(item["date"])
            return {
                "dealer": dealer,
                "moves": self._invoices_to_settle(item, dealer, invoice_ids),
                "vals": self._payment_vals(item, dealer),
            }

        return self._each(items, resolve)

    @api.model
    def _invoices_to_settle(self, item, dealer, invoice_ids):
        """Return the invoices that the input names, of this dealer."""
        moves = self.env["account.move"]
        for index, ref in enumerate(item["invoices"]):
            move = moves.browse(invoice_ids.get(ref, [])).filtered(
                lambda move: move.commercial_partner_id == dealer.partner_id and move.company_id == dealer.company_id
            )
            if not move:
                raise Refusal("unknown_invoice", f"invoices[{index}]", name=ref)
            moves |= move
        return moves

    @api.model
    def _payment_vals(self, item, dealer):
        """Return the values of the payment; it is booked at once, on the account of the journal if there is no other."""
        company = dealer.company_id
        journal = self._journal(item["journal"], company)
        methods = journal.inbound_payment_method_line_ids
        currency = self._record_finder("res.currency", "name", [item["currency"].upper()])
        account = methods[:1].payment_account_id or journal.default_account_id
        currency = currency(item["currency"].upper(), "currency") or company.currency_id
        if currency.is_zero(item["amount"]):
            raise Refusal("out_of_range", "amount", low=currency.rounding, high=GREATEST)
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": dealer.partner_id.id,
            "company_id": company.id,
            "journal_id": journal.id,
            "payment_method_line_id": methods[:1].id,
            "outstanding_account_id": account.id,
            "currency_id": currency.id,
            "amount": currency.round(item["amount"]),
            "date": item["date"] or self._today(),
            "memo": item["memo"] or item["external_ref"],
        }

    @api.model
    def _journal(self, code, company):
        domain = [("company_id", "=", company.id), ("type", "in", ("bank", "cash"))]
        journals = self.env["account.journal"]
        journal = journals.search([*domain, *([("code", "=", code)] if code else [])], limit=1)
        if not journal:
            known = journals.search(domain, limit=20).mapped("code") if code else ()
            raise Refusal("unknown_record", "journal", name=code, known=known)
        return journal

    @api.model
    def _execute_payments_register(self, items, undo):
        del undo
        payments = self.env["account.payment"].create([item["vals"] for item in items])
        payments.action_post()
        results = []
        for payment, item in zip(payments, items, strict=True):
            self._settle(payment, item)
            results.append(self._payment_result(payment))
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
        lines = self.env["account.move.line"]
        return lines.search(domain, order="date_maturity, date, id", limit=200)

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
