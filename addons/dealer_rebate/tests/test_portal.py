"""Pages of the dealer: who may see them, what they say, and the objection."""

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import RebateCase


@tagged("post_install", "-at_install")
class TestPortal(RebateCase, HttpCase):
    def setUp(self):
        super().setUp()
        for user in (self.member, self.buyer):
            user.password = user.login
        program = self._program()
        self._sell(7000, "2025-02-10")
        self._sell(8000, "2025-02-10", dealer=self.hidden)
        self.run_ = self._run(program, 1)
        self.run_.action_review()
        self.line = self._rebate(self.run_)

    def _page(self, line=None, dealer=None, suffix=""):
        return self.url_open(f"/my/rebates/{(dealer or self.dealer).id}/{(line or self.line).id}{suffix}")

    def test_member_reads_settlements_and_their_arithmetic(self):
        self.authenticate(self.member.login, self.member.login)
        self.assertIn("Volume bonus", self.url_open("/my/rebates").text)
        page = self._page().text
        self.assertIn("7,000.00", page)
        self.assertIn("140.00", page)
        for number in ("2", "0", "-1", "x", "99999999999"):
            self.assertEqual(self._page(suffix=f"?page={number}").status_code, 200)

    def test_buyers_and_foreign_rebates_are_not_found(self):
        self.authenticate(self.member.login, self.member.login)
        foreign = self._rebate(self.run_, self.hidden)
        self.assertEqual(self._page(foreign).status_code, 404)
        self.assertEqual(self._page(foreign, self.hidden).status_code, 404)
        self.authenticate(self.buyer.login, self.buyer.login)
        self.assertEqual(self.url_open("/my/rebates").status_code, 404)
        self.assertEqual(self._page().status_code, 404)

    def test_runs_that_are_not_reviewed_are_not_told(self):
        self.run_.action_calculate()
        self.authenticate(self.member.login, self.member.login)
        self.assertEqual(self._page(self._rebate(self.run_)).status_code, 404)

    def test_objection_is_raised_and_shown(self):
        self.authenticate(self.member.login, self.member.login)
        page = self.url_open(
            f"/my/rebates/{self.dealer.id}/{self.line.id}/dispute",
            data={"reason": "Invoice 7 is missing", "csrf_token": Request.csrf_token(self)},
        )
        self.assertIn("Invoice 7 is missing", page.text)
        self.env.invalidate_all()
        self.assertEqual((self.line.state, self.line.dispute_reason), ("disputed", "Invoice 7 is missing"))
        self.assertIn("Invoice 7 is missing", "".join(self.line.message_ids.mapped("body")))
