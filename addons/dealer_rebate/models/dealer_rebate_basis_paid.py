"""Paid: what was collected on invoices, by the day both were there."""

from odoo import api, models
from odoo.tools import SQL


class DealerRebateBasis(models.AbstractModel):
    """Rows out of the matching of payments with invoices."""

    _inherit = "dealer.rebate.basis"

    @api.model
    def _rows_paid(self, program, period, dealer_ids, exact_rows):
        """Return one query of payments on invoices, spread over the lines of the invoice that count.

        Money only: entries of bank and cash journals. What was paid back on a credit note counts against it. The day is
        that of the payment or of the invoice, whichever is later. A payment whose matching is undone is no longer there,
        nor is one that was reset to draft, whose matching the platform keeps.
        """
        day, placed_on = SQL("p.max_date"), SQL("COALESCE(l.rebate_origin_date, l.invoice_date)")
        rates, rate = self._rate_join(program, period, day)
        units, ratio = self._unit_join(program, SQL("l.product_uom_id"))
        conditions = [
            SQL("l.rebate_sign <> 0 AND l.parent_state = 'posted' AND l.company_id = %s", program.company_id.id),
            SQL("%s BETWEEN %s AND %s", day, *period),
            self._dealer_condition(program, SQL("l.dealer_id"), dealer_ids, placed_on),
            self._product_condition(program, SQL("l.product_id"), placed_on),
            self._not_special(program),
            *self._line_conditions(program),
        ]
        query = SQL(
            """
            SELECT l.dealer_id, money.move_id AS document_id, l.product_id, %(day)s AS day,
                   %(placed_on)s AS placed_on, GREATEST(money.date - invoice.invoice_date, 0) AS days,
                   %(amount)s * term.share AS amount,
                   %(quantity)s AS quantity
              FROM account_partial_reconcile p
              CROSS JOIN LATERAL (
                VALUES (p.debit_move_id, p.credit_move_id, p.debit_amount_currency),
                       (p.credit_move_id, p.debit_move_id, p.credit_amount_currency)
              ) side(term_id, money_id, amount)
              JOIN account_move_line owed ON owed.id = side.term_id AND owed.display_type = 'payment_term'
              JOIN account_move invoice ON invoice.id = owed.move_id AND invoice.amount_total <> 0
              JOIN account_move_line money ON money.id = side.money_id AND money.parent_state = 'posted'
              JOIN account_journal journal ON journal.id = money.journal_id AND journal.type IN ('bank', 'cash', 'credit')
              CROSS JOIN LATERAL (SELECT side.amount / invoice.amount_total AS share) term
              JOIN account_move_line l ON l.move_id = invoice.id
              %(units)s %(rates)s
             WHERE invoice.move_type IN ('out_invoice', 'out_receipt', 'out_refund') AND %(conditions)s
            """,
            day=day,
            placed_on=placed_on,
            amount=self._line_amount(program, rate),
            quantity=self._converted(SQL("l.rebate_sign * l.quantity * term.share"), ratio),
            units=units,
            rates=rates,
            conditions=SQL(" AND ").join(conditions),
        )
        return [query]
