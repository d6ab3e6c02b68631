from collections import defaultdict
from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import SQL, float_round

from odoo.addons.dealer.models import side_transaction

from ..engine.terms import KINDS, Exposure, Terms

# Holds whose order is being confirmed right now, by another transaction than the one that asks.
IN_FLIGHT = SQL("hold.state = 'live' AND %s", side_transaction.in_flight("hold"))

# What a receivable item is. What is negative is a credit note, or else money on account.
ITEM_KIND = SQL(
    "CASE WHEN item.amount_residual > 0 THEN 'receivable' WHEN item.display_type = 'payment_term' THEN 'credit'"
    " ELSE 'prepaid' END"
)
ITEM_DUE = SQL("COALESCE(item.date_maturity, item.date)")

# What stands for a matching among the documents has the number of no journal item and of no fund.
BEYOND_IDS = 2**31


@dataclass
class Agreed:
    """What was agreed for a line, in whose currency, how many days may be late, and who draws on it."""

    terms: Terms
    currency_id: int
    grace: int
    dealer_ids: list


@dataclass
class Figures:
    """The figures of a line at one moment.

    :param overdue: overdue receivables; :param late: those later than the policy tolerates
    """

    terms: Terms
    amounts: dict = field(default_factory=dict)
    overdue: float = 0.0
    late: float = 0.0

    def add(self, kind, amount, overdue, late):
        """Add a sum of documents of one kind, converted and not rounded yet."""
        self.amounts[kind] = self.amounts.get(kind, 0.0) + self._round(amount)
        if kind == KINDS[0]:
            self.overdue += self._round(overdue)
            self.late += self._round(late)

    def _round(self, amount):
        return float_round(float(amount), precision_digits=self.terms.digits)

    @property
    def exposure(self):
        """What counts, as :class:`Exposure`."""
        return Exposure(**self.amounts)


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
                *("company_id", "date_maturity", "display_type", "date", "matching_number"),
            ],
            "account.partial.reconcile": None,
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
    def _documents(self, dealer_ids=None, without_order=None):
        """Return the SQL of all documents that count, one row each (an order has up to two).

        Columns: ``kind`` (see ``engine.terms.KINDS``), ``dealer_id``, ``company_id``, ``currency_id``, ``amount`` (in that
        currency, positive: the dealer owes), ``date``, ``due_date``, ``item_id``, ``move_id``, ``order_id``.

        :param list dealer_ids: whose; None for all
        :param int without_order: id of an order that is left out
        """
        orders = self._open_orders(dealer_ids, without_order)
        return SQL(
            """
            SELECT %(item_kind)s AS kind, item.dealer_id, item.company_id, item.currency_id,
                   item.amount_residual_currency AS amount, item.date, %(item_due)s AS due_date,
                   item.id AS item_id, item.move_id, NULL::integer AS order_id
              %(items)s
            UNION ALL
            SELECT loose.kind, loose.dealer_id, loose.company_id, loose.currency_id, loose.amount, loose.date, loose.due_date,
                   -(loose.part_id + %(apart)s), loose.move_id, NULL
              FROM (%(loose)s) loose
            UNION ALL
            SELECT 'draft', move.dealer_id, move.company_id, move.currency_id, move.amount_total,
                   COALESCE(move.invoice_date, move.date), COALESCE(move.invoice_date_due, move.date), NULL, move.id, NULL
              %(drafts)s
            UNION ALL
            SELECT 'delivered', sale_order.dealer_id, sale_order.company_id, sale_order.currency_id,
                   sale_order.credit_shipped_amount, sale_order.date_order::date, sale_order.date_order::date,
                   NULL, NULL, sale_order.id
              %(orders)s AND sale_order.credit_shipped_amount > 0
            UNION ALL
            SELECT 'ordered', sale_order.dealer_id, sale_order.company_id, sale_order.currency_id,
                   sale_order.credit_open_amount - sale_order.credit_shipped_amount, sale_order.date_order::date,
                   sale_order.date_order::date, NULL, NULL, sale_order.id
              %(orders)s AND sale_order.credit_open_amount > sale_order.credit_shipped_amount
            UNION ALL
            SELECT 'held', held.dealer_id, held.company_id, held.currency_id, held.amount, held.date, NULL,
                   NULL, NULL, held.order_ref
              FROM (%(holds)s) held
            """,
            item_kind=ITEM_KIND,
            item_due=ITEM_DUE,
            items=self._receivable_items(dealer_ids),
            loose=self._loose_matches(dealer_ids),
            apart=BEYOND_IDS,
            drafts=self._draft_invoices(dealer_ids),
            orders=orders,
            holds=self._live_holds(dealer_ids, without_order),
        )

    @api.model
    def _sums_query(self, dealer_ids, graces, without_order=None):
        """Return the SQL of (kind, dealer, company, currency, amount, overdue by more than each of ``graces`` days).

        The same documents as those of :meth:`_documents`, summed at their source: a third of the time.
        """
        today = self.env["res.company"]._dealer_today_sql("item.company_id")
        names = [SQL.identifier(f"late_{number}") for number in range(len(graces))]
        late = [
            SQL(
                "SUM(item.amount_residual_currency) FILTER (WHERE item.amount_residual > 0 AND %s < %s - %s) AS %s",
                ITEM_DUE,
                today,
                grace,
                name,
            )
            for name, grace in zip(names, graces, strict=True)
        ]
        return SQL(
            """
            SELECT part.kind, summed.dealer_id, summed.company_id, summed.currency_id, part.amount, %(names)s
              FROM (SELECT item.dealer_id, item.company_id, item.currency_id, SUM(item.amount_residual_currency) AS total,
                           COALESCE(SUM(item.amount_residual_currency) FILTER (
                               WHERE item.amount_residual < 0 AND %(item_kind)s = 'credit'), 0) AS credited,
                           COALESCE(SUM(item.amount_residual_currency) FILTER (
                               WHERE item.amount_residual < 0 AND %(item_kind)s = 'prepaid'), 0) AS paid,
                           %(late)s
                      %(items)s
                     GROUP BY 1, 2, 3) summed
             CROSS JOIN LATERAL (VALUES ('receivable', summed.total - summed.credited - summed.paid),
                                        ('credit', summed.credited), ('prepaid', summed.paid)) AS part(kind, amount)
            UNION ALL
            SELECT 'draft', move.dealer_id, move.company_id, move.currency_id, SUM(move.amount_total), %(nothing)s
              %(drafts)s GROUP BY 1, 2, 3, 4
            UNION ALL
            SELECT part.kind, summed.dealer_id, summed.company_id, summed.currency_id, part.amount, %(nothing)s
              FROM (SELECT sale_order.dealer_id, sale_order.company_id, sale_order.currency_id,
                           SUM(sale_order.credit_open_amount) AS opened, SUM(sale_order.credit_shipped_amount) AS shipped
                      %(orders)s GROUP BY 1, 2, 3) summed
             CROSS JOIN LATERAL (VALUES ('delivered', summed.shipped), ('ordered', summed.opened - summed.shipped))
                   AS part(kind, amount)
            UNION ALL
            SELECT item.kind, item.dealer_id, item.company_id, item.currency_id, SUM(item.amount), %(loose_late)s
              FROM (%(loose)s) item GROUP BY 1, 2, 3, 4
            UNION ALL
            SELECT 'held', held.dealer_id, held.company_id, held.currency_id, SUM(held.amount), %(nothing)s
              FROM (%(holds)s) held GROUP BY 1, 2, 3, 4
            """,
            names=SQL(", ").join(names),
            late=SQL(", ").join(late),
            nothing=SQL(", ").join(SQL("NULL::numeric") for _name in names),
            loose=self._loose_matches(dealer_ids),
            loose_late=SQL(", ").join(
                SQL(
                    "SUM(item.amount) FILTER (WHERE item.kind = 'receivable' AND item.due_date < %s - %s)",
                    today,
                    grace,
                )
                for grace in graces
            ),
            item_kind=ITEM_KIND,
            items=self._receivable_items(dealer_ids),
            drafts=self._draft_invoices(dealer_ids),
            orders=self._open_orders(dealer_ids, without_order),
            holds=self._live_holds(dealer_ids, without_order),
        )

    @api.model
    def _among(self, column, dealer_ids):
        if dealer_ids is None:
            return SQL("%s IS NOT NULL", SQL(column))
        return SQL("%s = ANY(%s::integer[])", SQL(column), list(dealer_ids))

    @api.model
    def _receivable_items(self, dealer_ids):
        """Return the SQL from FROM on of posted receivables that are not settled."""
        return SQL(
            """
              FROM account_move_line item
              JOIN account_account account ON account.id = item.account_id AND account.account_type = 'asset_receivable'
             WHERE item.parent_state = 'posted'
               AND item.amount_residual <> 0
               AND %s
            """,
            self._among("item.dealer_id", dealer_ids),
        )

    @api.model
    def _loose_matches(self, dealer_ids):
        """Return the SQL of what posted receivables are matched with in entries that were reset to draft.

        The platform keeps such a matching and counts it as settled. But a payment in draft has not paid, and what a payment
        gave to an invoice in draft is on account: that invoice counts by itself, as a whole.
        """
        return SQL(
            """
            SELECT part.id AS part_id, item.dealer_id, item.company_id, item.currency_id, item.date, %(item_due)s AS due_date,
                   item.move_id, part.amount,
                   CASE WHEN part.amount > 0 THEN 'receivable' WHEN item.display_type = 'payment_term' THEN 'credit'
                        ELSE 'prepaid' END AS kind
              FROM account_move_line loose
              JOIN LATERAL (
                    SELECT id, debit_move_id AS item_id, debit_amount_currency AS amount
                      FROM account_partial_reconcile WHERE credit_move_id = loose.id
                    UNION ALL
                    SELECT id, credit_move_id, -credit_amount_currency
                      FROM account_partial_reconcile WHERE debit_move_id = loose.id
                   ) part ON TRUE
              JOIN account_move_line item ON item.id = part.item_id AND item.parent_state = 'posted'
              JOIN account_account account ON account.id = item.account_id AND account.account_type = 'asset_receivable'
             WHERE loose.parent_state = 'draft' AND loose.matching_number IS NOT NULL AND %(among)s
            """,
            item_due=ITEM_DUE,
            among=self._among("item.dealer_id", dealer_ids),
        )

    @api.model
    def _draft_invoices(self, dealer_ids):
        """Return the SQL from FROM on of invoices in draft.

        Credit notes in draft give nothing back yet: anybody who bills can write one.
        """
        return SQL(
            """
              FROM account_move move
             WHERE move.state = 'draft'
               AND move.move_type IN ('out_invoice', 'out_receipt')
               AND move.amount_total > 0
               AND %s
            """,
            self._among("move.dealer_id", dealer_ids),
        )

    @api.model
    def _open_orders(self, dealer_ids, without_order):
        """Return the SQL from FROM on of confirmed orders that are not invoiced to the end."""
        return SQL(
            """
              FROM sale_order
             WHERE sale_order.credit_open_amount > 0
               AND %s
               AND %s
            """,
            self._among("sale_order.dealer_id", dealer_ids),
            self._is_other("sale_order.id", without_order),
        )

    @api.model
    def _live_holds(self, dealer_ids, without_order):
        """Return the SQL of the holds of orders that are being confirmed, and of those that wait for a release.

        The latter until they expire. Holds of one order are attempts at the same thing: the greatest counts.
        """
        return SQL(
            """
            SELECT dealer_id, company_id, currency_id, order_ref, MAX(amount) AS amount, MAX(create_date)::date AS date
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
            among=self._among("dealer_id", dealer_ids),
            other=self._is_other("order_ref", without_order),
        )

    @api.model
    def _is_other(self, column, order_id):
        return SQL("%s <> %s", SQL(column), order_id) if order_id else SQL("TRUE")

    @api.model
    def _members(self):
        """Return the SQL of (line_id, dealer_id): which dealers draw on which active line."""
        return SQL(
            """
            SELECT line.id AS line_id, line.dealer_id
              FROM dealer_credit_line line
             WHERE line.active AND line.dealer_id IS NOT NULL
            UNION ALL
            SELECT line.id, rel.dealer_id
              FROM dealer_credit_line line
              JOIN dealer_credit_group_dealer_rel rel ON rel.group_id = line.group_id
             WHERE line.active
            """
        )

    @api.model
    def _rate(self, currency, company):
        """Return the SQL of the rate of a currency in a company on the day it is there, as the platform looks it up."""
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
            today=self.env["res.company"]._dealer_today_sql(f"{company}.id"),
            root=SQL("split_part(%s.parent_path, '/', 1)::integer", SQL(company)),
        )

    @api.model
    def _factor(self, source, target, company):
        """Return the SQL of the factor from currency ``source`` to ``target`` (columns) at the rates of today."""
        return SQL(
            "CASE WHEN %s = %s THEN 1 ELSE %s / %s END",
            SQL(source),
            SQL(target),
            self._rate(target, company),
            self._rate(source, company),
        )

    @api.model
    def _figures(self, lines, without_order=None):
        """Return {line id: :class:`Figures`} as of now, in the currency of each line at the rates of today.

        Temporary limits, guarantees and validity go by the day of the line's company, what is overdue by that of the
        document's (the time zone of its address), whoever asks and from wherever.

        One query for what was agreed and one for all documents, for any number of lines (a third one if currencies differ);
        independent of the companies ticked and of what the user may see.

        :param int without_order: id of an order that is left out of the exposure
        """
        self._flush_documents()
        agreed = self._agreed(self.env.execute_query, lines.ids)
        return self._sum_up(self.env.execute_query, agreed, without_order)

    @api.model
    def _agreed(self, run, line_ids):
        """Return {line id: :class:`Agreed`}.

        :param run: function that runs SQL on some cursor and returns its rows
        """
        rows = run(
            SQL(
                """
                SELECT line.id, line.currency_id, COALESCE(policy.overdue_days, 0),
                       CASE WHEN line.dealer_id IS NULL
                            THEN ARRAY(SELECT rel.dealer_id FROM dealer_credit_group_dealer_rel rel WHERE rel.group_id = line.group_id)
                            ELSE ARRAY[line.dealer_id] END,
                       line.control, COALESCE(line.limit_amount, 0),
                       COALESCE((SELECT SUM(temporary.amount) FROM dealer_credit_temporary temporary
                                  WHERE temporary.line_id = line.id
                                    AND %(today)s BETWEEN temporary.date_from AND temporary.date_to), 0),
                       CASE WHEN line.guarantee_until < %(today)s THEN COALESCE(line.guarantee_amount, 0) ELSE 0 END,
                       COALESCE(policy.tolerance_percent, 0), COALESCE(policy.count_prepayments, FALSE),
                       COALESCE(line.frozen, FALSE), COALESCE(line.valid_until < %(today)s, FALSE), currency.decimal_places
                  FROM dealer_credit_line line
                  JOIN res_currency currency ON currency.id = line.currency_id
                  JOIN dealer_credit_policy policy ON policy.id = line.policy_id
                 WHERE line.id = ANY(%(line_ids)s)
                """,
                line_ids=list(line_ids),
                today=self.env["res.company"]._dealer_today_sql("line.company_id"),
            )
        )
        names = (
            *("control", "limit", "temporary", "guarantee_lapsed", "tolerance_percent", "count_prepayments"),
            *("frozen", "expired", "digits"),
        )
        return {
            line_id: Agreed(Terms(**dict(zip(names, values, strict=True))), currency_id, grace, dealer_ids)
            for line_id, currency_id, grace, dealer_ids, *values in rows
        }

    @api.model
    def _sum_up(self, run, agreed, without_order=None):
        """Return {line id: :class:`Figures`} of the lines in ``agreed`` ({line id: :class:`Agreed`})."""
        graces = sorted({0, *(line.grace for line in agreed.values())})
        lines_of = defaultdict(list)
        for line_id, line in agreed.items():
            for dealer_id in line.dealer_ids:
                lines_of[dealer_id].append(line_id)
        sums = defaultdict(lambda: (0.0, 0.0, 0.0))
        for kind, dealer_id, company_id, currency_id, amount, *late in run(
            self._sums_query(list(lines_of), graces, without_order)
        ):
            for line_id in lines_of[dealer_id] if amount else ():
                key = (line_id, company_id, currency_id, kind)
                added = (amount, late[0] or 0.0, late[graces.index(agreed[line_id].grace)] or 0.0)
                sums[key] = tuple(one + other for one, other in zip(sums[key], added, strict=True))
        factors = self._factors(run, agreed, sums)
        figures = {line_id: Figures(line.terms) for line_id, line in agreed.items()}
        for (line_id, company_id, currency_id, kind), amounts in sums.items():
            factor = factors.get((company_id, currency_id, agreed[line_id].currency_id), 1.0)
            figures[line_id].add(kind, *(amount * factor for amount in amounts))
        return figures

    @api.model
    def _factors(self, run, agreed, sums):
        """Return {(company, from, to): factor} of the conversions that ``sums`` need; no query if there are none."""
        needed = {
            (company_id, currency_id, agreed[line_id].currency_id)
            for line_id, company_id, currency_id, _kind in sums
            if currency_id != agreed[line_id].currency_id
        }
        if not needed:
            return {}
        companies, sources, targets = map(list, zip(*needed, strict=True))
        rows = run(
            SQL(
                """
                SELECT company.id, pair.source, pair.target, %s
                  FROM unnest(%s, %s, %s) AS pair(company_id, source, target)
                  JOIN res_company company ON company.id = pair.company_id
                """,
                self._factor("pair.source", "pair.target", "company"),
                *(companies, sources, targets),
            )
        )
        return {(company_id, source, target): float(factor) for company_id, source, target, factor in rows}
