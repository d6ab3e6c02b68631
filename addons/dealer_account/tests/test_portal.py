import re

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import DealerDocumentsCase


@tagged("post_install", "-at_install")
class TestPortal(DealerDocumentsCase, HttpCase):
    """A portal user reaches invoices of the dealers it is a member of, by no route those of another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own, cls.strange = cls._invoice(cls.dealer, 111), cls._invoice(cls.hidden, 222)
        cls.member = cls._portal_user("member", cls.dealer.partner_id, cls.dealer)
        cls.visitor = cls._portal_user("visitor", cls.dealer.partner_id)

    def _shows(self, path, invoice):
        answer = self.url_open(path)
        return answer.status_code == 200 and bool(re.search(rf"{re.escape(invoice.name)}\b", answer.text))

    def test_records(self):
        moves = self.env["account.move"].with_user(self.member)
        self.assertEqual(moves.search([]), self.own)
        self.assertEqual(self.env["account.move.line"].with_user(self.member).search([]).move_id, self.own)
        self.assertFalse(self.env["account.move"].with_user(self.visitor).search([]))
        with self.assertRaises(AccessError):
            self.strange.with_user(self.member).read(["amount_total"])
        with self.assertRaises(AccessError):
            self.own.with_user(self.visitor).read(["amount_total"])

    def test_membership_ends_access_at_once(self):
        self.assertTrue(self.own.with_user(self.member).has_access("read"))
        self.member.dealer_member_ids.active = False
        self.assertFalse(self.own.with_user(self.member).has_access("read"))

    @mute_logger("odoo.http")
    def test_pages_of_the_member(self):
        self.authenticate("member", "memberxx")
        self.assertTrue(self._shows("/my/invoices", self.own))
        self.assertFalse(self._shows("/my/invoices", self.strange))
        self.assertTrue(self._shows(f"/my/invoices/{self.own.id}", self.own))
        for path in (
            "",
            "?access_token=wrong",
            "?report_type=html",
            "?report_type=pdf&download=true",
            "?access_token=",
        ):
            self.assertFalse(self._shows(f"/my/invoices/{self.strange.id}{path}", self.strange), path)

    @mute_logger("odoo.http")
    def test_pages_of_who_is_no_member(self):
        self.authenticate("visitor", "visitorx")
        self.assertFalse(self._shows("/my/invoices", self.own))
        self.assertFalse(self._shows(f"/my/invoices/{self.own.id}", self.own))
        self.assertFalse(self._shows(f"/my/invoices/{self.own.id}?access_token=wrong", self.own))

    @mute_logger("odoo.http")
    def test_the_link_that_was_sent_still_works(self):
        """A token is a capability handed out with one document: it opens this one and no other."""
        token = self.own._portal_ensure_token()
        self.strange._portal_ensure_token()
        self.authenticate("visitor", "visitorx")
        self.assertTrue(self._shows(f"/my/invoices/{self.own.id}?access_token={token}", self.own))
        self.assertFalse(self._shows(f"/my/invoices/{self.strange.id}?access_token={token}", self.strange))

    @mute_logger("odoo.http")
    def test_content_of_strange_documents(self):
        attachment = self.env["ir.attachment"].create(
            {"name": "scan.txt", "raw": b"secret", "res_model": "account.move", "res_id": self.strange.id}
        )
        self.authenticate("member", "memberxx")
        for path in (f"/web/content/{attachment.id}", f"/web/content/{attachment.id}?access_token=wrong"):
            self.assertNotIn("secret", self.url_open(path).text)
