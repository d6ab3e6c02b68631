from odoo import api, models
from odoo.tools import SQL


class DealerApiCode(models.AbstractModel):
    """Sees to it that two calls at the same moment make one record of one new code, also where nothing in the database is unique.

    Who is about to make a record of a code writes the code's row first. Whoever writes the same row at the same moment waits for the
    end of the other transaction, is then repeated by the platform, as its picture of the database is older than the row, and finds the
    record. A plain lock would not do: what it guards would be looked for in that old picture. Rows stay and mean nothing.
    """

    _name = "dealer.api.code"
    _description = "Codes of Which Records Are Made"

    def init(self):
        """Create the table: nobody reads a record of it."""
        self.env.cr.execute(
            SQL(
                """
                CREATE TABLE IF NOT EXISTS dealer_api_code (
                    kind varchar NOT NULL,
                    code varchar NOT NULL,
                    at timestamp NOT NULL,
                    PRIMARY KEY (kind, code)
                )
                """
            )
        )

    @api.model
    def _drop_table(self):
        """Undo :meth:`init`: the platform drops the tables of models only."""
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS dealer_api_code"))

    @api.model
    def _claim(self, kind, keys):
        """Take the codes ``keys`` (of any plain values) of records of ``kind`` that are about to be made.

        Sorted, so that two batches do not wait for each other in a circle.

        :raise psycopg2.errors.SerializationFailure: somebody else has just made one; the platform repeats the call
        """
        if not keys:
            return
        rows = [(kind, code) for code in sorted({str(key) for key in keys})]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO dealer_api_code (kind, code, at)
                SELECT kind, code, clock_timestamp() AT TIME ZONE 'UTC' FROM (VALUES %s) AS new (kind, code)
                    ON CONFLICT (kind, code) DO UPDATE SET at = EXCLUDED.at
                """,
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )
