from odoo import api, models
from odoo.tools import SQL

from odoo.addons.dealer.models import side_transaction

from ..engine.shapes import Refusal


class DealerApiRate(models.AbstractModel):
    """How many calls a user may still make: a bucket that fills again evenly.

    Counted in short transactions of their own, so that calls that are refused, undone or repeated count as well and
    parallel ones do not wait for each other's end. The table knows no foreign keys: a user may be newer than the count sees.
    """

    _name = "dealer.api.rate"
    _description = "Rate of API Calls"

    def init(self):
        """Create the table: two numbers by user, of which nobody reads a record."""
        self.env.cr.execute(
            SQL(
                """
                CREATE TABLE IF NOT EXISTS dealer_api_bucket (
                    user_id integer PRIMARY KEY,
                    left_calls double precision NOT NULL,
                    at timestamp NOT NULL,
                    refused boolean NOT NULL DEFAULT FALSE
                )
                """
            )
        )

    @api.model
    def _drop_table(self):
        """Undo :meth:`init`: the platform drops the tables of models only."""
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS dealer_api_bucket"))

    @api.model
    def _take(self, limit):
        """Count one call of the user. :raise Refusal: more than ``limit`` calls a minute; it says how long to wait"""
        if not limit:
            return
        with self.env.registry.cursor() as side:
            side_transaction.begin(side)
            [(left,)] = side_transaction.run(side, self._take_query(limit))
        if left < 0:
            raise Refusal("rate_limited", limit=limit, retry_after=max(1, int(-left * 60 / limit + 0.999)))

    def _take_query(self, limit):
        """Return the SQL that takes one call and returns what is left; less than 0: there was none.

        What is refused takes nothing, so that a caller who keeps trying is served again as soon as there is room.
        """
        room = SQL(
            """LEAST(%(limit)s, bucket.left_calls + %(limit)s / 60 *
                     EXTRACT(EPOCH FROM clock_timestamp() AT TIME ZONE 'UTC' - bucket.at))""",
            limit=float(limit),
        )
        return SQL(
            """
            INSERT INTO dealer_api_bucket AS bucket (user_id, left_calls, at)
            VALUES (%(user)s, %(limit)s - 1, clock_timestamp() AT TIME ZONE 'UTC')
                ON CONFLICT (user_id) DO UPDATE
               SET left_calls = %(room)s - (%(room)s >= 1)::integer,
                   refused = %(room)s < 1,
                   at = clock_timestamp() AT TIME ZONE 'UTC'
         RETURNING CASE WHEN refused THEN left_calls - 1 ELSE left_calls END
            """,
            user=self.env.uid,
            limit=float(limit),
            room=room,
        )
