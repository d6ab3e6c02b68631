from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.shapes import Refusal

ROW, DEALER, COMPANY, NOTHING, ALWAYS = SQL("r.id"), SQL("r.dealer_id"), SQL("r.company_id"), SQL(), SQL("TRUE")
NO_NUMBER = SQL("NULL::integer")
# Kind of change: (table, expressions of record, dealer and company over a row r, tables joined to it, condition).
# No condition asks for a dealer: that a document is of one is often known only a statement after it was created. What is of
# none is left out when changes are told.
SOURCES = {
    "dealer": ("dealer_dealer", ROW, ROW, COMPANY, NOTHING, ALWAYS),
    "product": ("product_product", ROW, NO_NUMBER, NO_NUMBER, NOTHING, ALWAYS),
    "product_template": (
        *("product_template", SQL("product.id"), NO_NUMBER, COMPANY),
        *(SQL("JOIN product_product product ON product.product_tmpl_id = r.id"), ALWAYS),
    ),
    "price": (
        *("product_pricelist_item", ROW, SQL("list.dealer_id"), COMPANY),
        *(SQL("LEFT JOIN product_pricelist list ON list.id = r.pricelist_id"), ALWAYS),
    ),
    "order": ("sale_order", ROW, DEALER, COMPANY, NOTHING, ALWAYS),
    "delivery": ("stock_picking", ROW, DEALER, COMPANY, NOTHING, ALWAYS),
    "invoice": (
        *("account_move", ROW, DEALER, COMPANY, NOTHING),
        SQL("r.move_type IN ('out_invoice', 'out_refund')"),
    ),
    "payment": ("account_payment", ROW, DEALER, COMPANY, NOTHING, ALWAYS),
    "credit": ("dealer_credit_line", ROW, DEALER, COMPANY, NOTHING, ALWAYS),
}
EVENTS = {
    "INSERT": ("created", SQL("INSERT"), SQL("NEW")),
    "UPDATE": ("updated", SQL("UPDATE"), SQL("NEW")),
    "DELETE": ("deleted", SQL("DELETE"), SQL("OLD")),
}
KINDS = tuple(kind for kind in SOURCES if kind != "product_template")
# Rows deleted by one statement of the clean-up.
CHUNK = 10000


class DealerApiChange(models.Model):
    """What has changed, written down by the database in the very transaction that changes it.

    Triggers, because a change must not be missed whoever makes it: the ORM, a bulk import in SQL, a cascade. A record that changes
    several times in one transaction has one row.

    Rows are ordered by the number of their transaction, and told only when no transaction with a lower number is running any more:
    so a transaction that commits late is never behind a cursor that has been handed out.
    """

    _name = "dealer.api.change"
    _description = "Change Told to Other Systems"
    _log_access = False
    _order = "id"

    kind = fields.Selection(selection="_selection_kind", required=True, readonly=True)
    record_id = fields.Integer(required=True, readonly=True)
    change = fields.Selection(
        [("created", "Created"), ("updated", "Updated"), ("deleted", "Deleted")], required=True, readonly=True
    )
    at = fields.Datetime(required=True, readonly=True, index=True)
    dealer_id = fields.Integer(readonly=True, help="No link: what is deleted is told as well.")
    company_id = fields.Integer(readonly=True)

    @api.model
    def _selection_kind(self):
        return [
            ("dealer", self.env._("Dealer")),
            ("product", self.env._("Product")),
            ("price", self.env._("Price")),
            ("order", self.env._("Order")),
            ("delivery", self.env._("Delivery")),
            ("invoice", self.env._("Invoice")),
            ("payment", self.env._("Payment")),
            ("credit", self.env._("Credit line")),
        ]

    def init(self):
        """Add the column of the transaction, which no field of the platform can hold, and the triggers."""
        self.env.cr.execute(
            SQL(
                """
                ALTER TABLE dealer_api_change ADD COLUMN IF NOT EXISTS xid bigint NOT NULL DEFAULT 0;
                CREATE UNIQUE INDEX IF NOT EXISTS dealer_api_change_once ON dealer_api_change (xid, kind, record_id);
                CREATE INDEX IF NOT EXISTS dealer_api_change_order ON dealer_api_change (xid, id)
                """
            )
        )
        self.pool.post_init(self._create_triggers)

    @api.model
    def _create_triggers(self):
        """(Re)create the triggers on all tables of which changes are told."""
        for name, source in SOURCES.items():
            kind = "product" if name == "product_template" else name
            for event in EVENTS:
                self._create_trigger(source, kind, event)

    @api.model
    def _create_trigger(self, source, kind, event):
        _change, when, version = EVENTS[event]
        name = SQL.identifier(f"dealer_api_{source[0]}_{event.lower()}")
        note = self.env.cr.mogrify(self._note_query(source, kind, event)).decode()
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS %(body)s;
                CREATE OR REPLACE TRIGGER %(name)s AFTER %(when)s ON %(table)s
                REFERENCING %(version)s TABLE AS rows_now FOR EACH STATEMENT EXECUTE FUNCTION %(name)s()
                """,
                name=name,
                body=f"BEGIN {note}; RETURN NULL; END",
                when=when,
                table=SQL.identifier(source[0]),
                version=version,
            )
        )

    @api.model
    def _note_query(self, source, kind, event):
        """Return the SQL that writes down the rows of one statement; a record that is noted in this transaction stays one row."""
        _table, record, dealer, company, joined, condition = source
        return SQL(
            """
            INSERT INTO dealer_api_change (kind, record_id, change, at, dealer_id, company_id, xid)
            SELECT DISTINCT ON (%(record)s) %(kind)s, %(record)s, %(change)s, now() AT TIME ZONE 'UTC',
                   %(dealer)s, %(company)s, pg_current_xact_id()::text::bigint
              FROM rows_now r %(joined)s
             WHERE %(condition)s
                ON CONFLICT (xid, kind, record_id) DO UPDATE
               SET dealer_id = COALESCE(EXCLUDED.dealer_id, dealer_api_change.dealer_id),
                   company_id = COALESCE(EXCLUDED.company_id, dealer_api_change.company_id),
                   change = CASE WHEN EXCLUDED.change = 'deleted' THEN 'deleted' ELSE dealer_api_change.change END
             WHERE EXCLUDED.change = 'deleted' OR EXCLUDED.dealer_id IS DISTINCT FROM dealer_api_change.dealer_id
            """,
            record=record,
            dealer=dealer,
            company=company,
            joined=joined,
            condition=condition,
            kind=kind,
            change=EVENTS[event][0],
        )

    @api.model
    def _drop_triggers(self):
        """Take the triggers off, before the table that they write into is dropped."""
        for table, *_rest in SOURCES.values():
            for event in EVENTS:
                name = SQL.identifier(f"dealer_api_{table}_{event.lower()}")
                self.env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", name))

    @api.model
    def _page(self, cursor, kinds, limit, companies, dealers):
        """Return (rows, cursor, more) of what has changed after ``cursor``.

        :param str cursor: of the page before; empty for the beginning
        :param SQL dealers: sub-select of the ids of the dealers in reach; None for none
        :raise Refusal: a cursor that is not of this database, or so old that what followed is forgotten
        """
        after = self._parse_cursor(cursor)
        horizon = self._horizon()
        own = SQL("change.dealer_id IN %s", dealers) if dealers else SQL("FALSE")
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT change.id, change.xid, change.kind, change.record_id, change.change, change.at, dealer.code AS dealer
                  FROM dealer_api_change change
             LEFT JOIN dealer_dealer dealer ON dealer.id = change.dealer_id
                 WHERE (change.xid, change.id) > (%(xid)s, %(id)s)
                   AND change.xid < %(horizon)s
                   AND change.kind IN %(kinds)s
                   AND (change.company_id IS NULL OR change.company_id IN %(companies)s)
                   AND (change.dealer_id IS NOT NULL OR change.kind IN ('product', 'price'))
                   AND (change.dealer_id IS NULL OR %(own)s OR (change.change = 'deleted' AND dealer.id IS NULL))
              ORDER BY change.xid, change.id
                 LIMIT %(limit)s
                """,
                xid=after[0],
                id=after[1],
                horizon=horizon,
                kinds=tuple(kinds or KINDS),
                companies=companies._ids or (None,),
                own=own,
                limit=limit + 1,
            )
        )
        page, more = rows[:limit], len(rows) > limit
        # All that is finished was looked at: the next page begins behind it, also if none of it was for this reader.
        end = (page[-1]["xid"], page[-1]["id"]) if more else max(after, (horizon - 1, 2**31 - 1))
        return page, f"{end[0]}.{end[1]}", more

    @api.model
    def _horizon(self):
        """Return the number below which all transactions of this database are finished, as this transaction sees it.

        Transactions of other databases of the cluster are running as well for PostgreSQL; they change nothing here. One of which the
        database is not known (it has just ended, or the server does not say) counts as ours.
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(min(running::text::bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
                  FROM pg_snapshot_xip(pg_current_snapshot()) running
                 WHERE NOT EXISTS (
                    SELECT 1 FROM pg_stat_activity
                     WHERE backend_xid = running::xid AND datname <> current_database())
                """
            )
        )[0][0]

    @api.model
    def _parse_cursor(self, cursor):
        """Return (transaction, id) of ``cursor``."""
        if not cursor:
            return (0, 0)
        xid, _dot, row = cursor.partition(".")
        if not (xid.isdecimal() and row.isdecimal() and len(cursor) <= 32):
            raise Refusal("cursor_invalid", "cursor")
        forgotten = int(self.env["ir.config_parameter"].sudo().get_param("dealer_api.changes_forgotten", "0"))
        # Not the horizon: a transaction of another database that has just ended may let it step back for a moment.
        [(ahead,)] = self.env.execute_query(SQL("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"))
        if int(xid) >= ahead or int(xid) < forgotten:
            raise Refusal("cursor_invalid", "cursor")
        return (int(xid), int(row))

    @api.model
    def _cron_forget(self):
        """Delete changes older than they are kept (system parameter ``dealer_api.change_days``, 90 by default).

        Up to which transaction is kept in mind, so that a reader who comes too late is told so instead of missing something. What has a
        transaction number that is still to come was restored from another database cluster: nobody can have a cursor for it.
        """
        days = int(self.env["ir.config_parameter"].sudo().get_param("dealer_api.change_days", "90"))
        before = fields.Datetime.now() - timedelta(days=max(days, 1))
        rows = self.env.execute_query(
            SQL(
                """
                DELETE FROM dealer_api_change WHERE id IN (
                    SELECT id FROM dealer_api_change
                     WHERE at < %s OR xid > pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                  ORDER BY xid, id LIMIT %s)
                RETURNING xid
                """,
                before,
                CHUNK,
            )
        )
        finished = [xid for (xid,) in rows if xid < self._horizon()]
        if finished:
            parameters_sudo = self.env["ir.config_parameter"].sudo()
            known = int(parameters_sudo.get_param("dealer_api.changes_forgotten", "0"))
            parameters_sudo.set_param("dealer_api.changes_forgotten", str(max(known, *finished, 0)))
        self.env["ir.cron"]._commit_progress(len(rows), remaining=CHUNK if len(rows) == CHUNK else 0)
