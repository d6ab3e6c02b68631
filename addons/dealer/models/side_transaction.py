"""What a two-phase reservation is made of: an amount or a quantity that many orders draw on is taken exactly.

**Phase one** happens in a short side transaction at READ COMMITTED: lock the row that is drawn on, sum what counts, insert
a row that names the order's own transaction (``main_xid``), commit. Whoever comes next sees it. **Phase two** is the
order's own transaction. The row counts exactly as long as that runs.
"""

from odoo.sql_db import Cursor
from odoo.tools import SQL

# How long a side transaction waits for another one on the same row. They take milliseconds; only somebody who changes
# that row in a long transaction makes them wait, and then the platform repeats the whole request.
PATIENCE = "10s"


def add_main_xid(cr, table, where=None):
    """Give ``table`` the column of the transaction that a row was made for, with an index.

    Transaction numbers have 64 bits, which no integer field of the platform has.

    :param SQL where: of the rows that the index is for; all by default
    """
    cr.execute(
        SQL(
            "ALTER TABLE %(table)s ADD COLUMN IF NOT EXISTS main_xid bigint NOT NULL DEFAULT 0;"
            " CREATE INDEX IF NOT EXISTS %(index)s ON %(table)s (main_xid) %(where)s",
            table=SQL.identifier(table),
            index=SQL.identifier(f"{table}_main_xid_index"),
            where=SQL("WHERE %s", where) if where else SQL(),
        )
    )


def main_transaction(env):
    """Return the number of the order's own transaction."""
    return env.execute_query(SQL("SELECT pg_current_xact_id()::text::bigint"))[0][0]


def begin(side):
    """Begin the side transaction of cursor ``side``: each statement reads what is committed at that moment.

    At the platform's REPEATABLE READ the snapshot would be older than the lock, and the sum with it. What is written need
    not survive a crash of the server, as the order would not either: the commit does not wait for the disk.
    """
    if isinstance(side, Cursor):  # in the platform's tests all cursors share one transaction, which has begun
        side.execute(
            SQL(
                "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;"
                " SET LOCAL synchronous_commit TO off;"
                " SET LOCAL lock_timeout TO %s",
                PATIENCE,
            )
        )


def run(cr, query):
    """Run one statement, an ``SQL``, on a cursor and return its rows; an empty list if it has none."""
    cr.execute(SQL("%s", query))  # plain text would be a value, never a statement
    return cr.fetchall() if cr.description else []


def in_flight(alias):
    """Return the SQL condition on rows of ``alias``: made for another transaction, which is running right now.

    While that transaction runs, the row counts; when it is over, it does not: either the order is written and counts
    itself, or nothing has happened. "Running" is asked of the very snapshot that also reads the documents, so an order is
    never counted twice and never missed. A transaction that was rolled back, or whose process was killed, is over at
    once. Numbers beyond the snapshot come from another database cluster (a restored backup) and are over as well.
    """
    return SQL(
        """
        %(number)s >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        AND %(number)s IS DISTINCT FROM pg_current_xact_id_if_assigned()::text::bigint
        AND CASE WHEN %(number)s < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                 THEN NOT pg_visible_in_snapshot(%(number)s::text::xid8, pg_current_snapshot())
                      AND pg_xact_status(%(number)s::text::xid8) IS DISTINCT FROM 'aborted'
                 ELSE FALSE END
        """,
        number=SQL.identifier(alias, "main_xid"),
    )


def is_over(alias):
    """Return the SQL condition on rows of ``alias``: the transaction that they were made for is surely over."""
    return SQL(
        "(%(number)s < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        " OR %(number)s >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint)",
        number=SQL.identifier(alias, "main_xid"),
    )
