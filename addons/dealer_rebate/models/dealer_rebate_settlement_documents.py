from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

REBATE_FIELDS = {"rebate_settlement_id", "rebate_amount"}
# What of a rebate's line on an invoice decides what it gives.
REBATE_TERMS = {"price_unit", "quantity", "discount", "tax_ids", "product_id"}


class DealerRebateSettlement(models.Model):
    """The ways of settling: one method for each, called with all settlements of a batch. A new way is one more method."""

    _inherit = "dealer.rebate.settlement"

    # -- fund -----------------------------------------------------------------------------------------------------

    def _pay_by_fund(self, program):
        """Deposit each into the dealer's fund: one entry each, all posted together."""
        funds = self.env["dealer.fund"]._of_dealers(self.dealer_id, program.fund_type_id, program.currency_id)
        expense = program._expense_account()
        entries = self.env["dealer.fund"]._deposit_many(
            [
                {
                    "fund": funds[one.dealer_id.id],
                    "amount": one.amount,
                    "counterpart": expense,
                    "date": one.date,
                    "memo": one._memo(program),
                    "origin": one.line_id.run_id.name,
                    "kind": "rebate",
                }
                for one in self
            ]
        )
        for settlement, entry in zip(self, entries, strict=True):
            settlement.move_id = entry

    # -- credit note ----------------------------------------------------------------------------------------------

    def _pay_by_credit_note(self, program):
        """Post a credit note for each."""
        self._post_invoices(program, "out_refund")

    def _pay_by_collection(self, program):
        """Post an invoice for each: what was overpaid is collected."""
        self._post_invoices(program, "out_invoice")

    def _post_invoices(self, program, move_type):
        moves = self.env["account.move"].create([one._prepare_invoice(program, move_type) for one in self])
        for settlement, move in zip(self, moves, strict=True):
            settlement.move_id = move
            settlement._meet_total(program)
        moves._post(soft=False)

    def _meet_total(self, program):
        """Put into the tax what rounding price and tax leaves, where the amount includes taxes: it is paid to the cent."""
        taxes = self.move_id.line_ids.filtered("tax_line_id")[:1]
        rest = program.currency_id.round(self.amount - self.move_id.amount_total)
        if program.tax_included and taxes and rest:
            sign = 1 if self.move_id.move_type == "out_refund" else -1
            amount = taxes.amount_currency + sign * rest
            self.move_id.write({"line_ids": [Command.update(taxes.id, {"amount_currency": amount})]})

    def _prepare_invoice(self, program, move_type):
        return {
            "move_type": move_type,
            "company_id": self.company_id.id,
            "partner_id": self.dealer_id.partner_id.id,
            "currency_id": program.currency_id.id,
            "invoice_date": self.date,
            "date": self.date,
            "ref": self._memo(program),
            "invoice_line_ids": [Command.create(self._prepare_document_line(program, self.amount))],
        }

    def _prepare_document_line(self, program, amount):
        """Return the values of a line of ``amount`` with the product's taxes, which come on top or are in it."""
        product = program.settlement_product_id
        if not product:
            raise UserError(
                self.env._("Fill in the product that stands on the documents of %(program)s.", program=program.name)
            )
        partner = self.dealer_id.partner_id.with_company(self.company_id)
        fiscal = self.env["account.fiscal.position"].with_company(self.company_id)._get_fiscal_position(partner)
        taxes = fiscal.map_tax(product.taxes_id.filtered(lambda tax: tax.company_id == self.company_id))
        vals = {
            "product_id": product.id,
            "name": self._memo(program),
            "quantity": 1.0,
            "price_unit": self._price_of(program, taxes, amount),
            "tax_ids": [Command.set(taxes.ids)],
        }
        if program.expense_account_id:
            vals["account_id"] = program.expense_account_id.id
        return vals

    def _price_of(self, program, taxes, amount):
        """Return the price at which a line with ``taxes`` comes to ``amount``: with them if the basis is, else without.

        A price holds those taxes that are included in prices, and not the others, whatever the basis: it is the untaxed
        amount plus the former, each rounded to the currency's smallest unit. What that rounding leaves of an amount with
        taxes goes into the tax (:meth:`_meet_total`).
        """
        if not taxes:
            return amount
        figures = taxes.with_context(force_price_include=program.tax_included).compute_all(
            amount, currency=program.currency_id
        )
        inside = set((taxes | taxes.children_tax_ids).filtered("price_include").ids)
        return program.currency_id.round(
            figures["total_excluded"] + sum(tax["amount"] for tax in figures["taxes"] if tax["id"] in inside)
        )

    # -- payment --------------------------------------------------------------------------------------------------

    def _pay_by_payment(self, program):
        """Book each as owed to the dealer, pay it out and match both."""
        entries = self.env["account.move"].create([one._prepare_debt(program) for one in self])
        entries._post(soft=False)
        payments = self.env["account.payment"].create([one._prepare_payment(program) for one in self])
        payments.action_post()
        for settlement, entry, payment in zip(self, entries, payments, strict=True):
            settlement.write({"move_id": entry.id, "payment_id": payment.id})
            account = settlement._receivable_account()
            items = (entry.line_ids + payment.move_id.line_ids).filtered(
                lambda item, own=account: item.account_id == own
            )
            if len(items) == 2:
                items.reconcile()

    def _receivable_account(self):
        return self.dealer_id.partner_id.with_company(self.company_id).property_account_receivable_id

    def _prepare_debt(self, program):
        memo = self._memo(program)
        common = {"name": memo, "partner_id": self.dealer_id.partner_id.id, "currency_id": program.currency_id.id}
        expense, owed = program._expense_account(), self._receivable_account()
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "journal_id": program._entry_journal().id,
            "date": self.date,
            "ref": memo,
            "partner_id": self.dealer_id.partner_id.id,
            "line_ids": [
                Command.create({**common, "account_id": expense.id, "amount_currency": self.amount}),
                Command.create({**common, "account_id": owed.id, "amount_currency": -self.amount}),
            ],
        }

    def _prepare_payment(self, program):
        return {
            "payment_type": "outbound",
            "partner_type": "customer",
            "partner_id": self.dealer_id.partner_id.id,
            "company_id": self.company_id.id,
            "journal_id": program.payment_journal_id.id,
            "amount": self.amount,
            "currency_id": program.currency_id.id,
            "date": self.date,
            "memo": self._memo(program),
        }

    # -- free goods -----------------------------------------------------------------------------------------------

    def _pay_by_free_goods(self, program):
        """Submit an order at price 0 for each; what holds it (stock, credit …) is decided like for any other order."""
        orders = self.env["sale.order"].create([one._prepare_order(program) for one in self])
        for settlement, order in zip(self, orders, strict=True):
            settlement.order_id = order
        for order in orders:
            order.action_submit()

    def _prepare_order(self, program):
        partner = self.dealer_id.partner_id
        return {
            "company_id": self.company_id.id,
            "partner_id": partner.id,
            "client_order_ref": self._memo(program),
            "order_line": [
                Command.create(
                    {
                        "product_id": program.free_product_id.id,
                        "product_uom_qty": self.amount,
                        "product_uom_id": program.uom_id.id,
                        "price_unit": 0.0,
                        "discount": 0.0,
                        "name": self._memo(program),
                    }
                )
            ],
        }

    # -- line on the next invoice -----------------------------------------------------------------------------------

    def _pay_by_invoice_line(self, program):
        """Nothing now: the next draft invoices of the dealer take the amount, see ``sale.order._create_invoices``."""

    def _with_rest(self):
        """Return those of which something stands on no invoice yet."""
        left = self._left_for_invoices()
        return self.filtered(lambda one: one.currency_id.compare_amounts(left[one], 0.0) > 0)

    def _lock(self):
        """Let only one transaction at a time put these on invoices; whoever waited is repeated by the platform.

        SQL that changes the rows: a mere lock would go on with a snapshot that is older than it.
        """
        self.flush_recordset()
        for one in self.sorted("id"):
            self.env.cr.execute(
                SQL("UPDATE dealer_rebate_settlement SET write_uid = write_uid WHERE id = %s", one.id),
                log_exceptions=False,
            )
        self.invalidate_recordset()

    def _left_for_invoices(self):
        """Return {settlement: amount that stands on no invoice yet}.

        Cancelled invoices do not count, nor what posted credit notes have taken back of a line.
        """
        taken = {}
        for item in self.invoice_line_ids.filtered(lambda item: item.parent_state != "cancel"):
            settlement = item.rebate_settlement_id
            taken[settlement] = taken.get(settlement, 0.0) + item.rebate_amount - item._rebate_given_back()
        return {one: one.currency_id.round(one.amount - taken.get(one, 0.0)) for one in self}

    def _check_given_once(self, document):
        """Raise if invoices would give more of one of these (superuser) than it comes to, were ``document`` as it is now."""
        self._lock()
        for one, left in self._left_for_invoices().items():
            if one.currency_id.compare_amounts(left, 0.0) < 0:
                raise UserError(
                    self.env._(
                        "%(document)s stays as it is: %(amount)s of the rebate of %(run)s would be given twice, because another"
                        " invoice gives it meanwhile. Delete the line of the rebate there, if that invoice is a draft.",
                        document=document.name,
                        amount=one.currency_id.format(-left),
                        run=one.run_id.display_name,
                    )
                )


class AccountMoveLine(models.Model):
    """A line of an invoice that gives a rebate: what it gives is the verbs' to say."""

    _inherit = "account.move.line"

    rebate_settlement_id = fields.Many2one(
        "dealer.rebate.settlement",
        string="Rebate",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    rebate_amount = fields.Monetary(
        string="Rebate Taken", readonly=True, copy=False, help="How much of the rebate this line gives."
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(REBATE_FIELDS & vals.keys() for vals in vals_list):
            self._refuse_rebate()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            changed = vals.keys() & REBATE_TERMS
            if REBATE_FIELDS & vals.keys() or (changed and self.sudo().filtered("rebate_settlement_id")):
                self._refuse_rebate()
        return super().write(vals)

    def _refuse_rebate(self):
        raise UserError(
            self.env._(
                "What an invoice gives of a rebate cannot be edited: delete the line, and the next invoice takes it."
            )
        )

    def _rebate_given_back(self):
        """Return how much of the rebate of one line credit notes on its invoice have taken back."""
        notes = self.move_id.reversal_move_ids.filtered(lambda move: move.state == "posted")
        back = notes.invoice_line_ids.filtered(
            lambda line: line.product_id == self.product_id and line.name == self.name
        )
        share = abs(sum(back.mapped("price_subtotal"))) / abs(self.price_subtotal) if self.price_subtotal else 0.0
        return self.currency_id.round(self.rebate_amount * min(share, 1.0))
