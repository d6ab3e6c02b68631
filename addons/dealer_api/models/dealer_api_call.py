from datetime import timedelta

from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

from odoo.addons.dealer.models import side_transaction

# Refusals at the door, which cost nothing to provoke: those of a minute are one row.
AT_THE_DOOR = ("rate_limited", "not_allowed")
# Seconds of work of one run of the clean-up are bounded by this many rows.
CHUNK = 5000


class DealerApiCall(models.Model):
    """One call of the API: who, what, when, how long, with which result."""

    _name = "dealer.api.call"
    _description = "API Call"
    _inherit = ["dealer.api.account.mixin"]
    _order = "id desc"
    _rec_name = "method"

    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="cascade")
    method = fields.Char(required=True, readonly=True, index=True)
    create_date = fields.Datetime(string="At", readonly=True, index=True)
    duration = fields.Integer(string="Duration (ms)", readonly=True, aggregator="avg")
    item_count = fields.Integer(string="Items", readonly=True)
    refused_count = fields.Integer(string="Refused", readonly=True)
    replay_count = fields.Integer(string="Replays", readonly=True)
    state = fields.Selection(
        [("done", "Done"), ("partly", "Partly Refused"), ("refused", "Refused"), ("failed", "Failed")],
        required=True,
        readonly=True,
        index=True,
    )
    code = fields.Char(string="First Error", readonly=True)
    message = fields.Text(readonly=True)
    path = fields.Char(readonly=True)
    references = fields.Char(string="External References", readonly=True, help="The first of the batch.")
    address = fields.Char(readonly=True, help="Network address of the caller.")
    calls = fields.Integer(
        default=1,
        readonly=True,
        aggregator="sum",
        help="Calls that were refused for lack of a right or beyond the limit are one row a minute.",
    )
    minute = fields.Datetime(readonly=True, help="Technical: the minute whose refused calls this row counts.")

    _minute_unique = models.UniqueIndex("(user_id, method, code, minute) WHERE minute IS NOT NULL")

    @api.model
    def _log(self, method, inputs, answer, seconds):
        """Write down one call; nothing of its content but references."""
        results = answer["results"]
        refused = [result for result in results if not result["ok"]]
        error = answer["error"] or (refused[0]["error"] if refused else {})
        if not answer["ok"] and error["code"] in AT_THE_DOOR:
            self._count_refused(method, error)
            return
        references = [result["external_ref"] for result in results[:5] if result["external_ref"]]
        self.sudo().create(
            {
                "user_id": self.env.uid,
                "method": method,
                "duration": round(seconds * 1000),
                "item_count": len(inputs) if isinstance(inputs, list | tuple) else 0,
                "refused_count": len(refused),
                "replay_count": sum(result["replay"] for result in results),
                "state": self._state_of(answer, refused, error),
                "code": error.get("code", False),
                "message": error.get("message", "")[:1000] or False,
                "path": error.get("path", "")[:200] or False,
                "references": ", ".join(references)[:500] or False,
                "address": self._address(),
            }
        )

    @api.model
    def _address(self):
        return request.httprequest.remote_addr if request else None

    @api.model
    def _count_refused(self, method, error):
        """Count one call that was refused at the door: a caller that keeps trying must not fill the log.

        In a short transaction of its own, so that parallel calls count each other and wait for nobody. A user whom that transaction
        does not know yet is not written down.
        """
        with self.env.registry.cursor() as side:
            side_transaction.begin(side)
            side_transaction.run(side, self._count_query(method, error))

    @api.model
    def _count_query(self, method, error):
        return SQL(
            """
            INSERT INTO dealer_api_call (user_id, method, state, code, message, path, address, calls, minute, duration,
                                         item_count, refused_count, replay_count, create_uid, create_date, write_uid, write_date)
            SELECT id, %(method)s, 'refused', %(code)s, %(message)s, '', %(address)s, 1, date_trunc('minute', %(now)s), 0,
                   0, 0, 0, id, %(now)s, id, %(now)s
              FROM res_users WHERE id = %(user)s
                ON CONFLICT (user_id, method, code, minute) WHERE minute IS NOT NULL
                DO UPDATE SET calls = dealer_api_call.calls + 1, address = EXCLUDED.address, write_date = EXCLUDED.write_date
            """,
            user=self.env.uid,
            method=method,
            code=error["code"],
            message=error["message"][:1000],
            address=self._address(),
            now=SQL("clock_timestamp() AT TIME ZONE 'UTC'"),
        )

    @api.model
    def _state_of(self, answer, refused, error):
        if error.get("code") == "internal":
            return "failed"
        if not answer["ok"] or (refused and len(refused) == len(answer["results"])):
            return "refused"
        return "partly" if refused else "done"

    @api.model
    def _cron_forget(self):
        """Delete calls older than the company group keeps them (system parameter ``dealer_api.log_days``, 90 by default)."""
        days = int(self.env["ir.config_parameter"].sudo().get_param("dealer_api.log_days", "90"))
        old = [("create_date", "<", fields.Datetime.now() - timedelta(days=max(days, 1)))]
        calls_sudo = self.sudo().search(old, limit=CHUNK, order="id")
        calls_sudo.unlink()
        self.env["ir.cron"]._commit_progress(len(calls_sudo), remaining=self.sudo().search_count(old))
