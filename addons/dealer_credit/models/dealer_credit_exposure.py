from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.terms import KINDS, Exposure, Terms

# Holds whose order is being confirmed right now, by another transaction than the one that asks.
#
# A hold names the transaction that confirms its order. While that transaction is running, the hold counts; when it is
# over, it does not: either the order is confirmed and counts itself, or nothing has happened. "Running" is asked of
# the very snapshot that also reads the documents, so an order is never counted twice and never missed. A transaction
# that was rolled back, or whose process was killed, is over at once. Numbers beyond the snapshot come from another
# database cluster (a restored backup) and are over as well.
IN_FLIGHT = SQL(
    """
    hold.state = 'live'
    AND hold.main_xid >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    AND hold.main_xid IS DISTINCT FROM pg_current_xact_id_if_assigned()::text::bigint
    AND CASE WHEN hold.main_xid < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
             THEN NOT pg_visible_in_snapshot(hold.main_xid::text::xid8, pg_current_snapshot())
                  AND pg_xact_status(hold.main_xid::text::xid8) IS DISTINCT FROM 'aborted'
             ELSE FALSE END
    """
)


class DealerCreditExposure(models.AbstractModel):
    """What dealers owe and are going to owe, summed from the documents.

    Plain SQL throughout: the sum has to be one query for any number of lines, whichever companies the user has ticked
    and whatever the user may see, and the side transaction of a hold runs it on a cursor of its own.
    """

    _name = "dealer.credit.exposure"
    _description = "Credit Exposure"

    @api.model
    def _flush_documents(self):
        """Write to the database what the queries below read and this transaction has changed."""
        for name, columns in self._document_columns().items():
            self.env[name].flush_model(columns)

    @api.model
    def _document_columns(self):
        return {
            "account.move": ["dealer_id", "state", "move_type", "amount_total", "currency_id", "company_id"],
            "account.move.line": [
                *(
                    "dealer_id",
                    "account_id",
                    "parent_state",
                    "amount_residual",
                    "amount_residual_currency",
                    "currency_id",
                ),
                *("company_id", "date_maturity", "display_type", "date"),
            ],
            "sale.order": [
                *("dealer_id", "state", "credit_open_amount", "credit_shipped_amount", "currency_id", "company_id"),
                "credit_hold_key",
            ],
            "dealer.credit.line": None,
            "dealer.credit.temporary": None,
            "dealer.credit.policy": None,
            "dealer.credit.group": ["dealer_ids"],
            "res.currency.rate": None,
        }

    @api.model
    def _documents(self, dealers=None, without_order=None):
        """Return the SQL of all documents that count, one row each (an order has up to two).

        Columns: ``kind`` (see ``engine.terms.KINDS``), ``dealer_id``, ``company_id``, ``currency_id``, ``amount`` (in that
        currency, positive: the dealer owes), ``date``, ``due_date``, ``item_id``, ``move_id``, ``order_id``.

        :param SQL dealers: sub-select of ids of dealers, by default all
        :param int without_order: id of an order that is left out
        """
        return SQL(" UNION ALL ").join(
            [
                self._receivable_items(self._among("item.dealer_id", dealers)),
                self._draft_invoices(self._among("move.dealer_id", dealers)),
                self._open_orders(self._among("sale_order.dealer_id", dealers), without_order),
                self._live_holds(self._among("dealer_id", dealers), without_order),
            ]
        )

    @api.model
    def _among(self, column, dealers):
        return SQL("%s IN (%s)", SQL(column), dealers) if dealers else SQL("%s IS NOT NULL", SQL(column))

    @api.model
    def _receivable_items(self, among):
        """Posted receivables that are not settled; what is negative is a credit note or money on account."""
        return SQL(
            """
            SELECT CASE WHEN item.amount_residual > 0 THEN 'receivable'
                        WHEN item.display_type = 'payment_term' THEN 'credit'
                        ELSE 'prepaid' END AS kind,
                   item.dealer_id, item.company_id, item.currency_id, item.amount_residual_currency AS amount,
                   item.date, COALESCE(item.date_maturity, item.date) AS due_date,
                   item.id AS item_id, item.move_id, NULL::integer AS order_id
              FROM account_move_line item
              JOIN account_account account ON account.id = item.account_id AND account.account_type = 'asset_receivable'
             WHERE item.parent_state = 'posted'
               AND item.amount_residual <> 0
               AND %s
            """,
            among,
        )

    @api.model
    def _draft_invoices(self, among):
        """Invoices in draft. Credit notes in draft give nothing back yet: anybody who bills can write one."""
        return SQL(
            """
            SELECT 'draft', move.dealer_id, move.company_id, move.currency_id, move.amount_total,
                   COALESCE(move.invoice_date, move.date), COALESCE(move.invoice_date_due, move.date),
                   NULL, move.id, NULL
              FROM account_move move
             WHERE move.state = 'draft'
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND move.amount_total > 0
               AND %s
            """,
            among,
        )

    @api.model
    def _open_orders(self, among, without_order):
        """Confirmed orders, in two parts: delivered and not invoiced, not yet delivered and not invoiced."""
        return SQL(
            """
            SELECT part.kind, sale_order.dealer_id, sale_order.company_id, sale_order.currency_id, part.amount,
                   sale_order.date_order::date, sale_order.date_order::date, NULL, NULL, sale_order.id
              FROM sale_order
             CROSS JOIN LATERAL (VALUES
                       ('delivered', sale_order.credit_shipped_amount),
                       ('ordered', sale_order.credit_open_amount - sale_order.credit_shipped_amount)
                   ) AS part(kind, amount)
             WHERE sale_order.credit_open_amount > 0
               AND part.amount > 0
               AND %s
               AND %s
            """,
            among,
            self._is_other("sale_order.id", without_order),
        )

    @api.model
    def _live_holds(self, among, without_order):
        """Holds of orders that are being confirmed, and of orders that wait for a release until they expire.

        Holds of one order are attempts at the same thing: the greatest counts.
        """
        return SQL(
            """
            SELECT 'held', dealer_id, company_id, currency_id, MAX(amount), MAX(create_date)::date, NULL::date,
                   NULL::integer, NULL::integer, order_ref
              FROM (
                    SELECT hold.dealer_ref AS dealer_id, hold.company_id, hold.currency_id, hold.amount, hold.create_date, hold.order_ref
                      FROM dealer_credit_hold hold
                     WHERE %(in_flight)s
                    UNION ALL
                    SELECT hold.dealer_ref AS dealer_id, hold.company_id, hold.currency_id, hold.amount, hold.create_date, hold.order_ref
                      FROM sale_order
                      JOIN dealer_credit_hold hold ON hold.key = sale_order.credit_hold_key AND hold.order_ref = sale_order.id
                     WHERE sale_order.credit_hold_key IS NOT NULL
                       AND sale_order.state IN ('draft', 'sent')
                       AND hold.state = 'live'
                       AND hold.expires_at > (statement_timestamp() AT TIME ZONE 'UTC')
                   ) live
             WHERE amount > 0
               AND %(among)s
               AND %(other)s
             GROUP BY dealer_id, company_id, currency_id, order_ref
            """,
            in_flight=IN_FLIGHT,
            among=among,
            other=self._is_other("order_ref", without_order),
        )

    @api.model
    def _is_other(self, column, order_id):
        return SQL("%s <> %s", SQL(column), order_id) if order_id else SQL("TRUE")

    @api.model
    def _members(self, lines=None):
        """Return the SQL of (line_id, dealer_id): which dealers draw on which line.

        :param SQL lines: condition on ``line``, by default all active lines
        """
        condition = lines or SQL("line.active")
        return SQL(
            """
            SELECT line.id AS line_id, line.dealer_id FROM dealer_credit_line line WHERE line.dealer_id IS NOT NULL AND %(lines)s
            UNION ALL
            SELECT line.id, rel.dealer_id
              FROM dealer_credit_line line
              JOIN dealer_credit_group_dealer_rel rel ON rel.group_id = line.group_id
             WHERE %(lines)s
            """,
            lines=condition,
        )

    @api.model
    def _rate(self, currency, company, today):
        """Return the SQL of the rate of a currency in a company on a day, as the platform looks it up."""
        return SQL(
            """
            COALESCE(
                (SELECT rate.rate FROM res_currency_rate rate
                  WHERE rate.currency_id = %(currency)s AND rate.name <= %(today)s
                    AND (rate.company_id IS NULL OR rate.company_id = %(root)s)
                  ORDER BY rate.company_id, rate.name DESC LIMIT 1),
                (SELECT rate.rate FROM res_currency_rate rate
                  WHERE rate.currency_id = %(currency)s AND (rate.company_id IS NULL OR rate.company_id = %(root)s)
                  ORDER BY rate.company_id, rate.name LIMIT 1),
                1
            )
            """,
            currency=SQL(currency),
            today=today,
            root=SQL("split_part(%s.parent_path, '/', 1)::integer", SQL(company)),
        )

    @api.model
    def _factor(self, source, target, company, today):
        """Return the SQL of the factor from currency ``source`` to ``target`` (columns) at the rates of a day."""
        return SQL(
            "CASE WHEN %s = %s THEN 1 ELSE %s / %s END",
            SQL(source),
            SQL(target),
            self._rate(target, company, today),
            self._rate(source, company, today),
        )

    @api.model
    def _sums_query(self, line_ids, today, without_order=None):
        """Return the SQL of (line id, kind, amount, overdue, thereof later than tolerated) in the currency of the line."""
        return SQL(
            """
            WITH line AS MATERIALIZED (
                SELECT line.id, line.currency_id, currency.decimal_places AS digits, COALESCE(policy.overdue_days, 0) AS grace
                  FROM dealer_credit_line line
                  JOIN res_currency currency ON currency.id = line.currency_id
                  JOIN dealer_credit_policy policy ON policy.id = line.policy_id
                 WHERE line.id = ANY(%(line_ids)s)
            ), member AS MATERIALIZED (%(members)s),
            document AS (
                SELECT member.line_id, document.company_id, document.currency_id, document.kind,
                       SUM(document.amount) AS amount,
                       SUM(document.amount) FILTER (WHERE %(overdue)s) AS overdue,
                       SUM(document.amount) FILTER (WHERE %(overdue)s AND document.due_date < %(today)s - line.grace) AS late
                  FROM (%(documents)s) document
                  JOIN member ON member.dealer_id = document.dealer_id
                  JOIN line ON line.id = member.line_id
                 GROUP BY 1, 2, 3, 4
            )
            SELECT line.id, document.kind,
                   SUM(ROUND((document.amount * converted.factor)::numeric, line.digits)),
                   SUM(ROUND((COALESCE(document.overdue, 0) * converted.factor)::numeric, line.digits)),
                   SUM(ROUND((COALESCE(document.late, 0) * converted.factor)::numeric, line.digits))
              FROM document
              JOIN line ON line.id = document.line_id
              JOIN res_company company ON company.id = document.company_id
             CROSS JOIN LATERAL (SELECT %(factor)s AS factor) converted
             GROUP BY line.id, document.kind
            """,
            line_ids=list(line_ids),
            today=today,
            members=self._members(SQL("line.id = ANY(%s)", list(line_ids))),
            overdue=SQL("document.kind = 'receivable' AND document.due_date < %s", today),
            documents=self._documents(SQL("SELECT dealer_id FROM member"), without_order),
            factor=self._factor("document.currency_id", "line.currency_id", "company", today),
        )

    @api.model
    def _terms_query(self, line_ids, today):
        """Return the SQL of what was agreed for the lines, in the order of :meth:`_make_terms`."""
        return SQL(
            """
            SELECT line.id, line.control, COALESCE(line.limit_amount, 0),
                   COALESCE((SELECT SUM(temporary.amount) FROM dealer_credit_temporary temporary
                              WHERE temporary.line_id = line.id AND %(today)s BETWEEN temporary.date_from AND temporary.date_to), 0),
                   CASE WHEN line.guarantee_until < %(today)s THEN COALESCE(line.guarantee_amount, 0) ELSE 0 END,
                   COALESCE(policy.tolerance_percent, 0), COALESCE(policy.count_prepayments, FALSE),
                   COALESCE(line.frozen, FALSE), COALESCE(line.valid_until < %(today)s, FALSE), currency.decimal_places
              FROM dealer_credit_line line
              JOIN res_currency currency ON currency.id = line.currency_id
              JOIN dealer_credit_policy policy ON policy.id = line.policy_id
             WHERE line.id = ANY(%(line_ids)s)
            """,
            line_ids=list(line_ids),
            today=today,
        )

    @api.model
    def _make_terms(self, rows):
        """Return {line id: Terms} from rows of :meth:`_terms_query`."""
        names = (
            *("control", "limit", "temporary", "guarantee_lapsed", "tolerance_percent", "count_prepayments"),
            *("frozen", "expired", "digits"),
        )
        return {line_id: Terms(**dict(zip(names, values, strict=True))) for line_id, *values in rows}

    @api.model
    def _make_sums(self, rows):
        """Return ({line id: Exposure}, {line id: (overdue, later than tolerated)}) from rows of :meth:`_sums_query`."""
        amounts, overdue = defaultdict(dict), defaultdict(lambda: (0.0, 0.0))
        for line_id, kind, amount, late, too_late in rows:
            amounts[line_id][kind] = float(amount)
            if kind == KINDS[0]:
                overdue[line_id] = (float(late), float(too_late))
        exposures = defaultdict(Exposure, {line_id: Exposure(**by_kind) for line_id, by_kind in amounts.items()})
        return exposures, overdue

    @api.model
    def _figures(self, lines, without_order=None):
        """Return ({line id: Terms}, {line id: Exposure}, {line id: (overdue, later than tolerated)}) as of now.

        Two queries for any number of lines. Amounts in the currency of each line at the rates of today; independent of the
        companies ticked and of what the user may see.

        :param int without_order: id of an order that is left out of the exposure
        """
        self._flush_documents()
        today = fields.Date.today()
        terms = self._make_terms(self.env.execute_query(self._terms_query(lines.ids, today)))
        return terms, *self._make_sums(self.env.execute_query(self._sums_query(lines.ids, today, without_order)))
