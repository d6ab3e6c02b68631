import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.dealer_api.engine.webhook import WAITS, signature
from odoo.addons.dealer_api.models.dealer_api_ask import DealerApi

from .common import ApiCase


class Receiver:
    """An address on this machine that answers with ``status`` and keeps what it was sent."""

    def __init__(self):
        self.status, self.received = 200, []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.received.append((self.headers, body))
                self.send_response(receiver.status)
                if receiver.status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                """Nothing is written to the console."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@tagged("post_install", "-at_install")
class TestWebhook(ApiCase):
    """What has changed is sent to an address, signed, in order, until it is received."""

    def setUp(self):
        super().setUp()
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        integration = self.env["dealer.api.integration"].create({"name": "Shop", "user_id": self.account.id})
        self.webhook = self.env["dealer.api.webhook"].create(
            {"integration_id": integration.id, "url": self.receiver.url}
        )

    def messages(self, count=1):
        return self.env["dealer.api.message"].create(
            [{"webhook_id": self.webhook.id, "payload": [{"kind": "order", "id": n}]} for n in range(count)]
        )

    def send(self):
        self.webhook._send_due(lambda done: 60.0)

    def test_signed(self):
        [message] = self.messages()
        self.send()
        headers, body = self.receiver.received[0]
        expected = signature(self.webhook.secret, headers["X-Dealer-Timestamp"], body)
        self.assertEqual(headers["X-Dealer-Signature"], expected)
        self.assertEqual(json.loads(body), {"message": message.id, "changes": [{"kind": "order", "id": 0}]})
        self.assertEqual((message.state, message.last_status), ("done", 200))

    def test_failures_wait_longer_and_longer_and_nothing_overtakes(self):
        first, second = self.messages(2)
        self.receiver.status = 503
        for failures in range(1, len(WAITS) + 1):
            first.next_try = "2020-01-01"
            self.send()
            self.assertEqual((first.state, first.failures, second.failures), ("waiting", failures, 0))
        self.receiver.status = 200
        first.next_try = "2099-01-01"
        self.send()
        self.assertEqual(second.state, "waiting")
        first.next_try = "2020-01-01"
        self.send()
        self.assertEqual((first.state, second.state), ("done", "done"))

    def test_given_up_and_sent_again_by_hand(self):
        [message] = self.messages()
        with self.assertRaises(UserError):
            message.action_send_again()
        message.failures = len(WAITS)
        self.receiver.status = 500
        self.send()
        self.assertEqual((message.state, self.webhook.dead_count), ("dead", 1))
        self.receiver.status = 204
        message.action_send_again()
        self.send()
        self.assertEqual(message.state, "done")

    def test_a_redirection_is_not_followed(self):
        [message] = self.messages()
        self.receiver.status = 302
        self.send()
        self.assertEqual((message.state, message.last_status), ("waiting", 302))

    def test_nobody_listens(self):
        [message] = self.messages()
        self.receiver.server.server_close()
        self.webhook.url = "http://127.0.0.1:1/"
        with mute_logger("odoo.addons.dealer_api.models.dealer_api_message"):
            self.send()
        self.assertEqual((message.state, message.last_status), ("waiting", 0))
        self.assertTrue(message.last_error)

    def test_addresses_that_are_none(self):
        for url in (
            "ftp://x",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "http://u:p@x/",
            "https://",
            "nope",
            "http://x y/",
        ):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.webhook.url = url

    def meaning(self, *numbers):
        """Let names mean ``numbers``: the first time they are asked for the first one, and the last one ever after."""
        answers = list(numbers)
        self.asked = []

        def getaddrinfo(host, port, *_args, **_kwargs):
            self.asked.append(host)
            number = answers.pop(0) if len(answers) > 1 else answers[0]
            family = socket.AF_INET6 if ":" in number else socket.AF_INET
            return [(family, socket.SOCK_STREAM, 6, "", (number, port))]

        return patch("socket.getaddrinfo", getaddrinfo)

    def test_a_name_that_leads_where_nothing_is_sent_to(self):
        """Told when it is written, and looked at again for each message: what a name means changes."""
        for number in ("169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "0.0.0.0"):
            with self.subTest(number=number):
                with self.meaning(number), self.assertRaises(ValidationError):
                    self.webhook.url = "http://localhost:1/"
                with self.meaning("127.0.0.1"):
                    self.webhook.url = "http://localhost:1/"
                [message] = self.messages()
                with self.meaning(number):
                    self.send()
                self.assertEqual((message.state, message.last_status), ("waiting", 0))
                self.assertIn(number, message.last_error)
                message.state = "dead"

    def test_the_address_that_was_looked_at_is_the_one_connected_to(self):
        """The name means something else when it is asked for a second time: it is not asked for a second time."""
        port = self.receiver.server.server_port
        with self.meaning("127.0.0.1"):
            self.webhook.url = f"http://localhost:{port}/hook"
        [message] = self.messages()
        with self.meaning("127.0.0.1", "169.254.169.254"):
            self.send()
        self.assertEqual((message.state, self.asked), ("done", ["localhost"]))
        [(headers, _body)] = self.receiver.received
        self.assertEqual(headers["Host"], f"localhost:{port}")

    def test_a_name_that_nobody_knows(self):
        with patch("socket.getaddrinfo", side_effect=socket.gaierror(-2, "Name or service not known")):
            self.webhook.url = "https://localhost:1/"
            [message] = self.messages()
            self.send()
        self.assertEqual(message.last_error, "The name in the address is not known.")

    def test_how_far_it_was_told_is_not_written(self):
        with self.assertRaises(UserError):
            self.webhook.cursor = "0.0"
        with self.assertRaises(ValidationError):
            self.webhook.secret = "short"

    def test_what_has_changed_becomes_a_message(self):
        """Changes of this transaction are told only once it is committed: here the feed is played."""
        asked = []

        def answer(api, cursor, kinds, limit):
            asked.append((api.env.user, cursor, kinds, limit))
            return {"results": [{"kind": "order", "id": 7}], "cursor": "9.9", "more": False}

        self.patch(DealerApi, "_answer_changes", answer)
        before = self.webhook.cursor
        self.assertFalse(self.webhook._collect())
        [(user, cursor, kinds, _limit)] = asked
        self.assertEqual((user, cursor), (self.account, before))
        self.assertEqual(kinds, ["dealer", "order", "delivery", "invoice"])
        self.assertEqual((self.webhook.cursor, self.webhook.waiting_count), ("9.9", 1))
