"""Invoiced: posted customer invoices and credit notes, by their date."""

from odoo import api, models
from odoo.tools import SQL

from ..engine import Placed
from .dealer_rebate_basis_scope import PAID


class DealerRebateBasis(models.AbstractModel):
    """Rows out of the ledger; the covering index holds every column that is read."""

    _inherit = "dealer.rebate.basis"

    @api.model
    def _rows_invoiced(self, program, period, dealer_ids, exact_rows):
        """Return queries of invoice lines; returns by their own date, or by that of the invoice they take back.

        Lines at a special price that do not count are few. For sums they are taken off again, by rows of the opposite sign: to look
        for each line whether it is one of them would cost half as much again as all the rest.
        """
        queries = []
        for day, placed_on, condition in self._invoiced_days(program, dealer_ids):
            if exact_rows:
                parts = [(self._not_special(program), False)]
            else:
                parts = [(SQL("TRUE"), False), (SQL("l.id IN (%s)", self._special_lines(program)), True)]
            for special, taken_off in parts:
                conditions = [condition, special]
                days = (day, placed_on)
                queries.append(self._lines_query(program, period, dealer_ids, days, conditions, taken_off))
        return queries

    @api.model
    def _invoiced_days(self, program, dealer_ids):
        """Return [(day, day by which dealer and product are placed, which lines)], all SQL.

        What is taken back counts by where they stood when it was sold. That day stands in no index: it is asked for only of
        credit notes, and only if anybody ever moved.
        """
        current, origin = SQL("l.invoice_date"), SQL("l.rebate_origin_date")
        if program.returns_in == "original":
            return [
                (current, current, SQL("%s IS NULL", origin)),
                (origin, origin, SQL("%s IS NOT NULL", origin)),
            ]
        if (isinstance(dealer_ids, Placed) and dealer_ids.moves) or self._moved_products(program):
            sold = SQL("COALESCE(%s, %s)", origin, current)
            return [(current, current, SQL("l.rebate_sign > 0")), (current, sold, SQL("l.rebate_sign < 0"))]
        return [(current, current, SQL("TRUE"))]

    @api.model
    def _lines_query(self, program, period, dealer_ids, days, conditions, taken_off):
        day, placed_on = days
        units, ratio = self._unit_join(program, SQL("l.product_uom_id"))
        rates, rate = self._rate_join(program, period, day)
        figures = self._line_amount(program, rate), self._converted(SQL("l.rebate_sign * l.quantity"), ratio)
        if taken_off:
            figures = [SQL("-(%s)", figure) for figure in figures]
        conditions = [
            SQL("l.rebate_sign <> 0 AND l.parent_state = 'posted' AND l.company_id = %s", program.company_id.id),
            SQL("%s BETWEEN %s AND %s", day, *period),
            self._dealer_condition(program, SQL("l.dealer_id"), dealer_ids, placed_on),
            self._product_condition(program, SQL("l.product_id"), placed_on),
            *self._line_conditions(program),
            *conditions,
        ]
        return SQL(
            """
            SELECT l.dealer_id, l.move_id AS document_id, l.product_id, %(day)s AS day,
                   %(placed_on)s AS placed_on, NULL::int AS days, %(amount)s AS amount, %(quantity)s AS quantity
              FROM account_move_line l %(units)s %(rates)s
             WHERE %(conditions)s
            """,
            day=day,
            placed_on=placed_on,
            amount=figures[0],
            quantity=figures[1],
            units=units,
            rates=rates,
            conditions=SQL(" AND ").join(conditions),
        )

    @api.model
    def _special_lines(self, program):
        """Return the query of invoice lines at a special price that do not count."""
        return SQL(
            "SELECT rel.invoice_line_id FROM sale_order_line s JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = s.id"
            " WHERE %s",
            self._special(program),
        )

    @api.model
    def _not_special(self, program):
        return SQL(
            "NOT EXISTS (SELECT 1 FROM sale_order_line s JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = s.id"
            " WHERE rel.invoice_line_id = l.id AND %s)",
            self._special(program),
        )

    @api.model
    def _line_amount(self, program, rate):
        """Return the signed amount of a line in the program's currency, at the rate of the document where it has one."""
        currency = program.currency_id
        company_currency = program.company_id.currency_id
        if program.tax_included:
            native = SQL("l.rebate_sign * l.price_total")
            # The taxed amount at the document's own rate, which is that of the untaxed one.
            booked = self._rounded(SQL("%s * l.balance / NULLIF(l.amount_currency, 0)", native), company_currency)
            booked = SQL(
                "CASE WHEN l.currency_id = %s THEN %s ELSE COALESCE(%s, 0) END", company_currency.id, native, booked
            )
        else:
            native, booked = SQL("-l.amount_currency"), SQL("-l.balance")
        if currency == company_currency:
            return booked
        converted = self._rounded(SQL("%s * %s", booked, rate), currency)
        return SQL("CASE WHEN l.currency_id = %s THEN %s ELSE %s END", currency.id, native, converted)

    @api.model
    def _line_conditions(self, program):
        """Return what a line must be: no gift where pieces are counted, on a paid invoice, as asked."""
        conditions = []
        if not program.include_gifts and (self._counts_quantity(program) or program.mix_ids):
            conditions.append(SQL("l.balance <> 0"))
        if program.paid_gate == "fully_paid":
            conditions.append(SQL("l.move_id IN (%s)", self._paid_moves(program)))
        return conditions

    @api.model
    def _paid_moves(self, program):
        """Return the query of fully paid invoices; a credit note counts as soon as the invoice that it takes back does."""
        return SQL(
            """
            SELECT m.id FROM account_move m LEFT JOIN account_move o ON o.id = m.reversed_entry_id
             WHERE m.company_id = %(company)s AND m.state = 'posted' AND m.id NOT IN (%(loose)s)
               AND (m.move_type IN ('out_invoice', 'out_receipt') AND m.payment_state IN %(paid)s
                    OR m.move_type = 'out_refund' AND (o.id IS NULL OR o.payment_state IN %(paid)s))
            """,
            company=program.company_id.id,
            loose=self._matched_with_drafts(),
            paid=PAID,
        )

    @api.model
    def _matched_with_drafts(self):
        """Return the query of invoices that are matched with what was reset to draft: the platform still calls them paid."""
        return SQL(
            """
            SELECT term.move_id FROM account_move_line money
              JOIN account_partial_reconcile p ON p.credit_move_id = money.id
              JOIN account_move_line term ON term.id = p.debit_move_id
             WHERE money.parent_state = 'draft' AND money.matching_number IS NOT NULL
            """
        )

    @api.model
    def _sum_of_paid(self, program, rows):
        """Return (dealer id, percentage, amount paid that counts with it).

        Invoiced: each payment counts with its part of the invoice, by the days from the invoice to it. What a credit note
        settled was not paid; what a credit note gave back in money counts as paid back at once. Parts are taken in
        the currency of the document: exchange differences are no payments.
        """
        paid = SQL("SELECT dealer_id, days, amount FROM (%s) bought", rows)
        if program.basis == "invoiced":
            paid = self._payments_query(rows)
        return SQL(
            """
            SELECT paid.dealer_id, 'paid', coefficient.percent::numeric, SUM(paid.amount)::text, '0', 0
              FROM (%(paid)s) paid
              JOIN LATERAL (
                SELECT c.percent FROM dealer_rebate_coefficient c
                 WHERE c.program_id = %(program)s AND c.days_to >= paid.days ORDER BY c.days_to LIMIT 1
              ) coefficient ON TRUE
             GROUP BY paid.dealer_id, coefficient.percent
            """,
            paid=paid,
            program=program.id,
        )

    @api.model
    def _payments_query(self, rows):
        return SQL(
            """
            WITH document AS (
                SELECT bought.dealer_id, m.id, m.move_type, m.invoice_date, SUM(bought.amount) / m.amount_total AS share
                  FROM (%s) bought JOIN account_move m ON m.id = bought.document_id
                 WHERE m.amount_total <> 0
                 GROUP BY bought.dealer_id, m.id
            )
            SELECT document.dealer_id, GREATEST(payment.date - document.invoice_date, 0) AS days,
                   document.share * p.debit_amount_currency AS amount
              FROM document
              JOIN account_move_line term ON term.move_id = document.id AND term.display_type = 'payment_term'
              JOIN account_partial_reconcile p ON p.debit_move_id = term.id
              JOIN account_move_line payment ON payment.id = p.credit_move_id AND payment.parent_state = 'posted'
              JOIN account_move other ON other.id = payment.move_id
             WHERE document.move_type <> 'out_refund' AND other.move_type <> 'out_refund'
            UNION ALL
            SELECT document.dealer_id, 0,
                   document.share * (-term.amount_currency - COALESCE((
                       SELECT SUM(p.credit_amount_currency) FROM account_partial_reconcile p
                         JOIN account_move_line invoice ON invoice.id = p.debit_move_id
                         JOIN account_move other ON other.id = invoice.move_id
                        WHERE p.credit_move_id = term.id AND other.move_type IN ('out_invoice', 'out_receipt')
                   ), 0))
              FROM document
              JOIN account_move_line term ON term.move_id = document.id AND term.display_type = 'payment_term'
             WHERE document.move_type = 'out_refund'
            """,
            rows,
        )
