from odoo import models
from odoo.tools import SQL, date_utils


class DealerDealer(models.Model):
    """Figures of the tier review that the books know: sales, growth and payment punctuality."""

    _inherit = "dealer.dealer"

    def _tier_figures(self, date):
        """Add what the ledger tells of the 12 months up to ``date``; three queries for any number of dealers."""
        figures = super()._tier_figures(date)
        start = date_utils.subtract(date, months=12)
        sales = self._sales_by_dealer(start, date)
        earlier = self._sales_by_dealer(date_utils.subtract(start, months=12), start)
        punctuality = self._punctuality_by_dealer(start, date)
        for dealer_id, values in figures.items():
            values["sales"] = sales.get(dealer_id, 0.0)
            values["growth"] = self._growth(values["sales"], earlier.get(dealer_id, 0.0))
            values["punctuality"] = punctuality.get(dealer_id)
        return figures

    def _sales_by_dealer(self, after, until):
        """Return {dealer id: posted customer invoices less credit notes, dated in ``(after, until]``}.

        Untaxed, in the currency of the dealer's company at the rate of each document.
        """
        domain = [
            ("dealer_id", "in", self.ids),
            ("state", "=", "posted"),
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("invoice_date", ">", after),
            ("invoice_date", "<=", until),
        ]
        groups = self.env["account.move"].sudo()._read_group(domain, ["dealer_id"], ["amount_untaxed_signed:sum"])
        return {dealer.id: amount for dealer, amount in groups}

    @staticmethod
    def _growth(sales, earlier):
        """Return by how many percent ``sales`` exceed those of the 12 months before; None if there were none."""
        return 100.0 * (sales - earlier) / earlier if earlier > 0 else None

    def _punctuality_by_dealer(self, after, before):
        """Return {dealer id: percent paid on or before the due date} of what fell due between the two days.

        Each instalment of a posted customer invoice due in ``(after, before)`` counts with its amount; of a partly
        paid one the part that was in time. What a credit note settled was not owed and does not count. Dealers of
        whom nothing was due are missing. Parts are taken in the invoice's currency, so that exchange differences
        do not make anybody late.

        SQL, because each instalment's own payments are summed up to its own due date: for the ORM that would be
        one query an instalment.
        """
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT due.dealer_id,
                       100.0 * SUM(due.balance * due.in_time / due.amount) / SUM(due.balance * due.owed / due.amount)
                  FROM (
                    SELECT line.dealer_id, line.balance, line.amount_currency AS amount,
                           line.amount_currency - COALESCE(settled.credited, 0) AS owed,
                           COALESCE(settled.in_time, 0) AS in_time
                      FROM account_move_line line
                      JOIN account_move move ON move.id = line.move_id
                      LEFT JOIN LATERAL (
                        SELECT SUM(partial.debit_amount_currency) FILTER (WHERE other.move_type = 'out_refund') AS credited,
                               SUM(partial.debit_amount_currency) FILTER (
                                   WHERE other.move_type != 'out_refund' AND payment.date <= line.date_maturity
                               ) AS in_time
                          FROM account_partial_reconcile partial
                          JOIN account_move_line payment ON payment.id = partial.credit_move_id
                          JOIN account_move other ON other.id = payment.move_id
                         WHERE partial.debit_move_id = line.id
                      ) settled ON TRUE
                     WHERE line.dealer_id IN %(dealers)s
                       AND line.display_type = 'payment_term'
                       AND line.parent_state = 'posted'
                       AND line.amount_currency > 0
                       AND line.date_maturity > %(after)s
                       AND line.date_maturity < %(before)s
                       AND move.move_type = 'out_invoice'
                  ) due
                 WHERE due.owed > 0
                 GROUP BY due.dealer_id
                """,
                dealers=self._ids or (None,),
                after=after,
                before=before,
            )
        )
        return {dealer_id: float(percent) for dealer_id, percent in rows}
