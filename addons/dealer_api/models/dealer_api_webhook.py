import secrets
import urllib.parse

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.webhook import ForbiddenAddress, addresses, is_address
from .dealer_api_change import KINDS

# Changes in one message.
PAGE = 200


class DealerApiWebhook(models.Model):
    """An address that is told what has changed.

    The changes of a transaction are written down in that transaction (``dealer.api.change``): that is the outbox. A job reads it for
    each webhook from where it left off, makes messages of it, and sends them in their order.
    """

    _name = "dealer.api.webhook"
    _description = "Webhook"
    _inherit = ["mail.thread", "dealer.api.account.mixin"]
    _order = "integration_id, id"
    _rec_name = "url"
    _account_field = "integration_id"

    integration_id = fields.Many2one("dealer.api.integration", required=True, index=True, ondelete="cascade")
    active = fields.Boolean(default=True, tracking=True)
    url = fields.Char(string="Address", required=True, tracking=True, help="http or https; where changes are sent to.")
    secret = fields.Char(
        required=True,
        copy=False,
        groups="dealer.group_dealer_admin",
        default=lambda self: secrets.token_hex(32),
        help="The receiver computes the signature of each message with it.",
    )
    on_dealer = fields.Boolean(string="Dealers", default=True)
    on_product = fields.Boolean(string="Products")
    on_price = fields.Boolean(string="Prices")
    on_order = fields.Boolean(string="Orders", default=True)
    on_delivery = fields.Boolean(string="Deliveries", default=True)
    on_invoice = fields.Boolean(string="Invoices", default=True)
    on_payment = fields.Boolean(string="Payments")
    on_credit = fields.Boolean(string="Credit Lines")
    cursor = fields.Char(readonly=True, copy=False, help="Technical: up to which change messages were made.")
    message_queue_ids = fields.One2many("dealer.api.message", "webhook_id", string="Queue")
    waiting_count = fields.Integer(string="Waiting", compute="_compute_counts")
    dead_count = fields.Integer(string="Dead", compute="_compute_counts")
    last_error = fields.Char(compute="_compute_counts")

    def _compute_counts(self):
        groups = self.env["dealer.api.message"]._read_group(
            [("webhook_id", "in", self.ids), ("state", "!=", "done")], ["webhook_id", "state"], ["__count"]
        )
        counts = {(webhook, state): count for webhook, state, count in groups}
        for webhook in self:
            webhook.waiting_count = counts.get((webhook, "waiting"), 0)
            webhook.dead_count = counts.get((webhook, "dead"), 0)
            webhook.last_error = webhook.message_queue_ids.filtered("last_error")[:1].last_error

    @api.constrains("url")
    def _check_url(self):
        for webhook in self:
            if not is_address(webhook.url):
                raise ValidationError(
                    self.env._(
                        "%(url)s is no address for a webhook. Give one that begins with https:// (or http:// inside your own"
                        " network), without a user name in it.",
                        url=webhook.url,
                    )
                )
            webhook._check_name()

    def _check_name(self):
        """Raise if the name in the address means today a machine that nothing is sent to.

        What it means is asked again for each message (``engine/post.py``): this only tells early. A name that is not known yet may be
        known when there is something to send.
        """
        host = urllib.parse.urlsplit(self.url).hostname
        try:
            addresses(host, None)
        except ForbiddenAddress as error:
            raise ValidationError(
                self.env._(
                    "%(host)s leads to %(number)s: addresses of that kind are answered by the surroundings of the server, and nothing"
                    " is sent there. Give the address of the receiver itself.",
                    host=host,
                    number=error.args[1],
                )
            ) from error
        except (OSError, UnicodeError):
            return

    @api.constrains("secret")
    def _check_secret(self):
        if any(len(webhook.secret or "") < 16 for webhook in self):
            raise ValidationError(self.env._("The secret is too short to protect anything: at least 16 characters."))

    @api.model_create_multi
    def create(self, vals_list):
        """A new webhook is told of what changes from now on."""
        webhooks = super().create(
            [{name: value for name, value in vals.items() if name != "cursor"} for vals in vals_list]
        )
        now = f"{self.env['dealer.api.change']._horizon() - 1}.{2**31 - 1}"
        webhooks._set_cursor(now)
        return webhooks

    def write(self, vals):
        if "cursor" in vals:
            raise UserError(self.env._("How far a webhook has been told is kept by the job that tells it."))
        return super().write(vals)

    def _set_cursor(self, cursor):
        past_our_guard = super()
        return past_our_guard.write({"cursor": cursor})

    def _kinds(self):
        """Return the kinds of changes that one webhook is told of."""
        return [kind for kind in KINDS if self[f"on_{kind}"]]

    def action_test(self):
        """Put a message without changes into the queue of these webhooks, to see whether it arrives. :return: True"""
        self.check_access("write")
        self.env["dealer.api.message"].sudo().create([{"webhook_id": webhook.id, "payload": []} for webhook in self])
        self.env.ref("dealer_api.cron_webhooks").sudo()._trigger()
        return True

    def action_open_messages(self):
        """Return the action that lists the messages of this webhook."""
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_api.dealer_api_message_action")
        return {**action, "domain": [("webhook_id", "in", self.ids)], "context": {"search_default_open": 1}}

    def _collect(self):
        """Make messages of what has changed for one webhook since the last time, in the scope of its integration.

        :return: whether there is more
        """
        self.ensure_one()
        kinds = self._kinds()
        if not kinds:
            return False
        account = self.integration_id.user_id
        reader_sudo = self.env["dealer.api"].with_user(account)._worker().sudo()
        answer = reader_sudo._answer_changes(self.cursor, kinds, PAGE)
        if answer["results"]:
            self.env["dealer.api.message"].sudo().create({"webhook_id": self.id, "payload": answer["results"]})
        if answer["cursor"] != self.cursor:
            self._set_cursor(answer["cursor"])
        return answer["more"]

    @api.model
    def _cron_tell(self):
        """Make messages for all webhooks and send what is due; what one receiver does harms no other."""
        webhooks_sudo = self.sudo().search(
            [("integration_id.active", "=", True), ("integration_id.user_id.active", "=", True)]
        )
        progress = self.env["ir.cron"]._commit_progress
        progress(0, remaining=len(webhooks_sudo))
        for webhook in webhooks_sudo:
            more = webhook._collect()
            progress(0)
            while more and progress(0):
                more = webhook._collect()
                progress(0)
            webhook._send_due(progress)
            progress(1)

    def _send_due(self, progress):
        """Send the messages of one webhook in their order, until one fails: a later one never overtakes it."""
        now = fields.Datetime.now()
        messages_sudo = self.env["dealer.api.message"].sudo()
        for message in messages_sudo.search(
            [("webhook_id", "=", self.id), ("state", "=", "waiting")], order="id", limit=100
        ):
            if message.next_try > now or not message._send():
                return
            if not progress(0):
                return
