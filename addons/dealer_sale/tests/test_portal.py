import json
import re

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import DealerOrdersCase

SIGNATURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestPortal(DealerOrdersCase, HttpCase):
    """A portal user reaches orders of the dealers it is a member of, by no route those of another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own, cls.strange = cls._order(cls.dealer), cls._order(cls.hidden)
        (cls.own + cls.strange).write({"state": "sent", "require_signature": True, "require_payment": False})
        cls.member = cls._portal_user("member", cls.dealer.partner_id, cls.dealer)
        cls.visitor = cls._portal_user("visitor", cls.dealer.partner_id)

    def _shows(self, path, order):
        answer = self.url_open(path)
        return answer.status_code == 200 and bool(re.search(rf"{re.escape(order.name)}\b", answer.text))

    def _accept(self, order, token=None):
        answer = self.url_open(
            f"/my/orders/{order.id}/accept",
            data=json.dumps(
                {"jsonrpc": "2.0", "params": {"access_token": token, "name": "A. Buyer", "signature": SIGNATURE}}
            ),
            headers={"Content-Type": "application/json"},
        )
        return answer.json().get("result", {})

    def test_records(self):
        self.assertEqual(self.env["sale.order"].with_user(self.member).search([]), self.own)
        self.assertEqual(self.env["sale.order.line"].with_user(self.member).search([]), self.own.order_line)
        self.assertFalse(self.env["sale.order"].with_user(self.visitor).search([]))
        for order, user in ((self.strange, self.member), (self.own, self.visitor)):
            with self.assertRaises(AccessError):
                order.with_user(user).read(["amount_total"])

    @mute_logger("odoo.http")
    def test_pages_of_the_member(self):
        self.authenticate("member", "memberxx")
        self.assertTrue(self._shows("/my/quotes", self.own))
        self.assertFalse(self._shows("/my/quotes", self.strange))
        self.assertTrue(self._shows(f"/my/orders/{self.own.id}", self.own))
        for path in (
            "",
            "?access_token=wrong",
            "?report_type=html",
            "?report_type=pdf&download=true",
            "?access_token=",
        ):
            self.assertFalse(self._shows(f"/my/orders/{self.strange.id}{path}", self.strange), path)

    @mute_logger("odoo.http")
    def test_pages_of_who_is_no_member(self):
        self.authenticate("visitor", "visitorx")
        self.assertFalse(self._shows("/my/quotes", self.own))
        self.assertFalse(self._shows(f"/my/orders/{self.own.id}", self.own))
        self.assertFalse(self._shows(f"/my/orders/{self.own.id}?access_token=wrong", self.own))

    @mute_logger("odoo.http")
    def test_strange_orders_are_not_acted_on(self):
        self.authenticate("member", "memberxx")
        self.assertTrue(self._accept(self.strange)["error"])
        self.assertTrue(self._accept(self.strange, "wrong")["error"])
        self.url_open(f"/my/orders/{self.strange.id}/decline", data={"decline_message": "no"})
        self.url_open(f"/my/orders/{self.strange.id}/download_edi")
        self.assertEqual(self.strange.state, "sent")
        self.assertFalse(self.strange.signature)

    @mute_logger("odoo.http")
    def test_member_accepts_with_a_signature(self):
        self.authenticate("member", "memberxx")
        self.assertTrue(self._accept(self.own).get("force_refresh"))
        self.assertTrue(self.own.signature)
        self.assertEqual(self.own.state, "sale")

    @mute_logger("odoo.http")
    def test_dealer_on_hold_sees_and_does_not_accept(self):
        self.dealer.action_hold("unpaid")
        self.authenticate("member", "memberxx")
        page = self.url_open(f"/my/orders/{self.own.id}").text
        self.assertIn("cannot place orders at the moment", page)
        self.assertNotIn("unpaid", page)
        self.assertNotIn('modalaccept" href', page)
        self.assertIn("cannot place orders at the moment", self._accept(self.own)["error"])
        token = self.own._portal_ensure_token()
        self.authenticate(None, None)
        self.assertIn("cannot place orders at the moment", self._accept(self.own, token)["error"])
        self.assertEqual(self.own.state, "sent")
        self.assertFalse(self.own.signature or self.own.signed_by)
