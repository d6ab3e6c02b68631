import json
import logging
import time
from datetime import timedelta

import requests

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.post import post
from ..engine.webhook import ForbiddenAddress, signature, wait_after

_logger = logging.getLogger(__name__)

PATIENCE = 10  # seconds for an answer


class DealerApiMessage(models.Model):
    """A message to a webhook: sent until it is received, or given up after a day and a half."""

    _name = "dealer.api.message"
    _description = "Webhook Message"
    _inherit = ["dealer.api.account.mixin"]
    _order = "id desc"
    _rec_name = "id"
    _account_field = "integration_id"

    webhook_id = fields.Many2one("dealer.api.webhook", required=True, readonly=True, index=True, ondelete="cascade")
    integration_id = fields.Many2one(related="webhook_id.integration_id", store=True, index=True)
    payload = fields.Json(readonly=True)
    change_count = fields.Integer(string="Changes", compute="_compute_change_count")
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Received"), ("dead", "Given Up")],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    failures = fields.Integer(readonly=True)
    next_try = fields.Datetime(readonly=True, required=True, default=fields.Datetime.now)
    sent_at = fields.Datetime(string="Received at", readonly=True)
    last_status = fields.Integer(string="Last Answer", readonly=True, help="HTTP status; 0: there was no answer.")
    last_error = fields.Char(readonly=True)

    @api.depends("payload")
    def _compute_change_count(self):
        for message in self:
            message.change_count = len(message.payload or [])

    def action_send_again(self):
        """Put messages that were given up back into the queue. :return: True"""
        self.check_access("write")
        if any(message.state != "dead" for message in self):
            raise UserError(self.env._("Only messages that were given up are sent again. The others are on their way."))
        self.sudo().write({"state": "waiting", "failures": 0, "next_try": fields.Datetime.now()})
        self.env.ref("dealer_api.cron_webhooks").sudo()._trigger()
        return True

    def _send(self):
        """Send one message and write down what came of it. :return: whether later ones may follow"""
        self.ensure_one()
        status, error = self._post()
        if 200 <= status < 300:
            self.write({"state": "done", "sent_at": fields.Datetime.now(), "last_status": status, "last_error": False})
            return True
        failures = self.failures + 1
        wait = wait_after(failures)
        self.write(
            {
                "failures": failures,
                "last_status": status,
                "last_error": error[:250],
                "state": "waiting" if wait else "dead",
                "next_try": fields.Datetime.now() + timedelta(seconds=wait or 0),
            }
        )
        return not wait

    def _post(self):
        """Return (HTTP status, error) of one try. No redirection is followed: the address is the one that was configured."""
        webhook_sudo = self.webhook_id.sudo()
        body = json.dumps(
            {"message": self.id, "changes": self.payload or []}, ensure_ascii=False, sort_keys=True
        ).encode()
        moment = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "dealer-suite",
            "X-Dealer-Message": str(self.id),
            "X-Dealer-Timestamp": moment,
            "X-Dealer-Signature": signature(webhook_sudo.secret, moment, body),
        }
        try:
            return post(webhook_sudo.url, body, headers, PATIENCE)
        except (requests.RequestException, ForbiddenAddress) as error:
            _logger.info("Message %s to %s: %s", self.id, webhook_sudo.url, error)
            return 0, self._failure(error)

    def _failure(self, error):
        """Return in words why there was no answer."""
        if isinstance(error, ForbiddenAddress):
            return self.env._(
                "%(host)s leads to %(number)s, where nothing is sent to.", host=error.args[0], number=error.args[1]
            )
        if isinstance(error, requests.Timeout):
            return self.env._("There was no answer within %(seconds)s seconds.", seconds=PATIENCE)
        if isinstance(error, requests.exceptions.SSLError):
            return self.env._("The certificate of the address is not valid for it.")
        if "NameResolutionError" in repr(error):
            return self.env._("The name in the address is not known.")
        return self.env._("Nobody answers at the address (%(error)s).", error=type(error).__name__)

    @api.model
    def _cron_forget(self):
        """Delete messages that were received a month ago or given up three months ago."""
        now = fields.Datetime.now()
        old = [
            *("|", "&", ("state", "=", "done"), ("sent_at", "<", now - timedelta(days=30))),
            *("&", ("state", "=", "dead"), ("next_try", "<", now - timedelta(days=90))),
        ]
        messages_sudo = self.sudo().search(old, limit=5000, order="id")
        messages_sudo.unlink()
        self.env["ir.cron"]._commit_progress(len(messages_sudo), remaining=self.sudo().search_count(old))
