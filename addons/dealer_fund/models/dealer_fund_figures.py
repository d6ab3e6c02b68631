from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.sql_db import Cursor
from odoo.tools import SQL

from odoo.addons.dealer.models import side_transaction

from ..engine.lots import Figures

ITEM_COLUMNS = [
    *("account_id", "company_id", "dealer_id", "currency_id", "parent_state", "amount_currency"),
    *("amount_residual_currency", "date_maturity", "date"),
]


class DealerFund(models.Model):
    """What a fund has and what may be taken of it, exactly, by any number of people at once.

    Before a transaction changes funds, :meth:`_watch` notes what they have as it sees it; afterwards :meth:`_secure`
    asks, under the lock of each fund that has less now, whether what is committed by everybody (and claimed by
    transactions that are still running) allows that, and claims it for itself until it is over.
    """

    _inherit = "dealer.fund"

    def _figures(self):
        """Return {fund id: :class:`Figures`} as this transaction sees them, in one query."""
        if not self:
            return {}
        self._flush_figures()
        return self._figures_by(self.env.execute_query)

    @api.model
    def _flush_figures(self):
        self.env["account.move.line"].flush_model(ITEM_COLUMNS)
        self.env["dealer.fund.hold"].flush_model()
        self.flush_model()

    def _figures_by(self, run, own_xid=0):
        """Return {fund id: Figures}.

        :param run: function that runs SQL on some cursor and returns its rows
        :param int own_xid: transaction whose claims are left out
        """
        figures = {fund.id: Figures(digits=fund.currency_id.decimal_places) for fund in self}
        parts = defaultdict(lambda: defaultdict(list))
        for fund_id, kind, day, amount in run(self._figures_query(own_xid)) if self else ():
            parts[fund_id][kind].append((day, round(float(amount), figures[fund_id].digits)))
        for fund_id, kinds in parts.items():
            known = figures[fund_id]
            known.balance = sum(amount for _day, amount in kinds["balance"])
            known.expired, known.holds, known.pending = kinds["expired"], kinds["held"], kinds["pending"]
            known.claimed = sum(amount for _day, amount in kinds["claimed"])
        return figures

    def _figures_query(self, own_xid):
        """Return the SQL of (fund id, kind, day, amount).

        One statement, hence one snapshot: a transaction that commits meanwhile is counted either by its claim or by what
        it has written, never by both and never by none.
        """
        return SQL(
            """
            SELECT fund.id, 'balance', NULL::date, -SUM(item.amount_currency) %(items)s GROUP BY fund.id
            UNION ALL
            SELECT fund.id, 'expired', item.date_maturity, -SUM(item.amount_residual_currency) %(items)s
               AND item.amount_residual_currency < 0 AND item.date_maturity < %(today)s
             GROUP BY fund.id, item.date_maturity
            UNION ALL
            SELECT fund.id, 'pending', COALESCE(item.date_maturity, item.date), SUM(item.amount_residual_currency) %(items)s
               AND item.amount_residual_currency > 0
             GROUP BY fund.id, COALESCE(item.date_maturity, item.date)
            UNION ALL
            SELECT hold.fund_id, 'held', hold.date, SUM(hold.amount) FROM dealer_fund_hold hold
             WHERE hold.state = 'live' AND hold.fund_id = ANY(%(ids)s::integer[]) GROUP BY hold.fund_id, hold.date
            UNION ALL
            SELECT claim.fund_ref, 'claimed', NULL::date, SUM(claim.amount) FROM dealer_fund_claim claim
             WHERE claim.fund_ref = ANY(%(ids)s::integer[]) AND claim.main_xid <> %(own)s AND %(in_flight)s
             GROUP BY claim.fund_ref
            """,
            items=self._items_of_funds(self.ids),
            ids=self.ids,
            today=self._day_query(),
            own=own_xid,
            in_flight=side_transaction.in_flight("claim"),
        )

    # -- taking exactly ---------------------------------------------------------------------------------------------

    @api.model
    def _watched(self):
        """Return {fund id: (what was available, state of its lots)} before this transaction changed anything."""
        return self.env.cr.postcommit.data.setdefault("dealer.fund.watched", {})

    def _watch(self):
        """Note what these funds have before this transaction changes them. To be called before any change."""
        fresh = self.filtered(lambda fund: fund.id not in self._watched())
        if fresh:
            open_lots = fresh._open_lots_state(self.env.execute_query)
            for fund_id, figures in fresh._figures().items():
                self._watched()[fund_id] = (figures.available + figures.claimed, open_lots.get(fund_id))

    def _open_lots_state(self, run):
        """Return {fund id: text that changes with any open item}, to find out whether others have matched meanwhile."""
        rows = run(
            SQL(
                """
                SELECT fund.id, md5(string_agg(item.id || ':' || item.amount_residual_currency, ',' ORDER BY item.id)) %s
                   AND item.amount_residual_currency <> 0 GROUP BY fund.id
                """,
                self._items_of_funds(self.ids),
            )
        )
        return dict(rows)

    def _secure(self):
        """Make sure that what this transaction has taken of these funds is there, and claim it until the transaction ends.

        :raise UserError: if a fund has less than what was taken
        """
        for fund in self.sorted("id"):
            figures = fund._figures()[fund.id]
            now = figures.available + figures.claimed
            change = round(now - self._watched()[fund.id][0], figures.digits)
            if change < 0 or now < 0:
                fund._claim(change, now)

    def _claim(self, change, now):
        """Claim what this transaction has taken.

        :param float change: by how much it changes what is available; negative
        :param float now: what is available as this transaction sees it
        """
        main_xid = side_transaction.main_transaction(self.env)
        with self.env.registry.cursor() as side:
            if self._lock_committed(side):
                if change >= 0:
                    return
                figures = self._figures_by(lambda query: side_transaction.run(side, query), main_xid)[self.id]
                now = round(figures.available + change, figures.digits)
                if now >= 0:
                    self._insert_claim(side, main_xid, -change)
        if self.currency_id.compare_amounts(now, 0) < 0:
            self._raise_short(-now)

    def _claim_upto(self, amount):
        """Claim ``amount``, or as much of it as is available to all; return what was claimed, for the caller to reserve.

        Exact under concurrency like :meth:`_secure`, for whoever takes less rather than fail.
        """
        self.ensure_one()
        self._watch()
        figures = self._figures()[self.id]
        now = round(figures.available + figures.claimed, figures.digits)
        change = round(now - self._watched()[self.id][0], figures.digits)
        main_xid = side_transaction.main_transaction(self.env)
        with self.env.registry.cursor() as side:
            if not self._lock_committed(side):
                return max(min(amount, now), 0.0)
            figures = self._figures_by(lambda query: side_transaction.run(side, query), main_xid)[self.id]
            granted = max(round(min(amount, figures.available + change), figures.digits), 0.0)
            self._insert_claim(side, main_xid, max(granted - change, 0.0))
        return granted

    def _lock_committed(self, side):
        """Lock the row of this fund on the ``side`` cursor; tell whether others know the fund at all.

        One that this transaction has opened is known to nobody else: it decides alone. In the platform's tests all
        cursors share one transaction, and it decides alone as well.
        """
        if not isinstance(side, Cursor):
            return False
        side_transaction.begin(side)
        side.execute(SQL("SELECT to_regclass('dealer_fund_claim')"))
        if not side.fetchone()[0]:
            return False  # the add-on is just being installed
        side.execute(SQL("SELECT 1 FROM dealer_fund WHERE id = %s FOR NO KEY UPDATE", self.id), log_exceptions=False)
        return bool(side.rowcount)

    def _insert_claim(self, side, main_xid, amount):
        side.execute(
            SQL(
                """
                INSERT INTO dealer_fund_claim (fund_ref, amount, main_xid) VALUES (%s, %s, %s)
                ON CONFLICT (main_xid, fund_ref)
                DO UPDATE SET amount = GREATEST(dealer_fund_claim.amount, EXCLUDED.amount)
                """,
                *(self.id, amount, main_xid),
            )
        )

    def _raise_short(self, missing):
        """Raise because ``missing`` is not there to be taken."""
        raise UserError(
            self.env._(
                "%(fund)s: %(missing)s is missing for this. Take that much less, or deposit first.",
                fund=self.display_name,
                missing=self.currency_id.format(missing),
            )
        )
