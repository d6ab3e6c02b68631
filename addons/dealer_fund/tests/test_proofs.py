import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from .common import FundCase

PDF = base64.b64encode(b"%PDF-1.4 receipt").decode()


@tagged("post_install", "-at_install")
class TestProofs(FundCase):
    """What a dealer says it has paid, until finance has checked it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._portal_user("buyer", cls.dealer.partner_id, cls.dealer)
        cls.stranger = cls._portal_user("stranger", cls.hidden.partner_id, cls.hidden)

    def _submit(self, user=None, **values):
        values = {"amount": 120.0, "reference": "ICBC 42", **values}
        dealer = self.dealer.with_user(user or self.buyer)
        return dealer.submit_payment_proof(values)

    def _proof(self, **values):
        return self.env["dealer.payment.proof"].browse(self._submit(**values)["proof_id"])

    def test_accepting_deposits_into_the_fund(self):
        proof = self._proof(fund_id=self.fund.id, file=PDF, file_name="../../receipt<b>.exe")
        self.assertEqual((proof.file_name, proof.submitted_by), ("receiptb.pdf", self.buyer))
        (result,) = proof.with_user(self.finance).action_accept()
        self.assertEqual(self._figures(self.fund)[0], 120.0)
        (again,) = proof.with_user(self.finance).action_accept()
        self.assertEqual(result, again)
        self.assertEqual(self._figures(self.fund)[0], 120.0)

    def test_accepting_pays_invoices(self):
        invoice = self._invoice(self.dealer, 100.0, date=Date.today())
        proof = self._proof(invoice_ids=[invoice.id])
        proof.with_user(self.finance).action_accept()
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(proof.payment_id.amount, 120.0, "what is left stays on account")

    def test_refusing_tells_why(self):
        proof = self._proof()
        with self.assertRaisesRegex(UserError, "reason"):
            proof.with_user(self.finance).action_refuse(" ")
        proof.with_user(self.finance).action_refuse("Nothing has arrived")
        self.assertEqual((proof.state, proof.reason), ("refused", "Nothing has arrived"))
        with self.assertRaisesRegex(UserError, "cannot be decided again"):
            proof.with_user(self.finance).action_accept()
        told = self.dealer.with_user(self.buyer).payment_proofs()
        self.assertEqual((told[0]["state"], told[0]["reason"]), ("refused", "Nothing has arrived"))

    def test_the_dealer_takes_it_back(self):
        proof = self._proof()
        self.dealer.with_user(self.buyer).withdraw_payment_proof(proof.id)
        self.assertEqual(proof.state, "withdrawn")
        with self.assertRaises(UserError):
            proof.with_user(self.finance).action_accept()

    def test_twins_are_told(self):
        self.assertEqual(self._submit(file=PDF)["warnings"], [])
        self.assertIn("reference", self._submit(reference="icbc42")["warnings"][0])
        self.assertIn("file", self._submit(reference="other", file=PDF)["warnings"][0])

    def test_what_is_no_proof(self):
        big = base64.b64encode(b"%PDF-" + b"x" * (10 * 1024 * 1024)).decode()
        foreign = self._fund(dealer=self.hidden)
        future = Date.to_string(Date.add(Date.today(), days=9))
        for values in (
            {"amount": 0},
            {"amount": -1},
            {"amount": float("nan")},
            {"amount": "12"},
            {"reference": " "},
            {"currency": "QQQ"},
            {"paid_on": future},
            {"paid_on": "soon"},
            {"file": base64.b64encode(b"<html>").decode(), "file_name": "x.pdf"},
            {"file": big},
            {"fund_id": foreign.id},
            {"invoice_ids": [self._invoice(self.hidden, 10.0).id]},
            {"reference": "x" * 101},
        ):
            with self.subTest(values=str(values)[:60]), self.assertRaises(UserError):
                self._submit(**values)

    def test_only_members_submit(self):
        with self.assertRaises(AccessError):
            self._submit(self.stranger)
        self.env["dealer.member"].search([("user_id", "=", self.buyer.id)]).role = "viewer"
        with self.assertRaises(AccessError):
            self._submit()

    def test_only_finance_decides(self):
        proof = self._proof()
        for user in (self.clerk, self.buyer):
            with self.assertRaises(AccessError):
                proof.with_user(user).action_accept()

    def test_finance_decides_within_its_scope(self):
        """Who is of finance elsewhere decides nothing here, whether or not another role lets him read it."""
        proof = self._proof(fund_id=self.fund.id)
        blind = self._staff("finance_blind", "dealer.role_finance", "subtree", self.foreign)
        reader = self._staff("finance_reader", "dealer.role_finance", "subtree", self.foreign)
        self._line(reader, "dealer.role_auditor", "subtree", self.region)
        for user, reads in ((blind, False), (reader, True)):
            self.env.flush_all()
            self.env.invalidate_all()
            theirs = proof.with_user(user)
            with self.subTest(login=user.login):
                self.assertEqual(theirs.has_access("read"), reads)
                for attempt in (theirs.action_accept, lambda each=theirs: each.action_refuse("No")):
                    with self.assertRaises(AccessError), self.cr.savepoint():
                        attempt()
        self.assertEqual((proof.state, self._figures(self.fund)[0]), ("submitted", 0.0))

    def test_nobody_writes_a_decision(self):
        proof = self._proof(fund_id=self.fund.id, file=PDF).with_user(self.finance)
        forged = ({"state": "accepted"}, {"amount": 1.0}, {"fund_id": self.fund.id}, {"payment_id": 1})
        for vals in (*forged, {"fund_id": False}, {"file": False}, {"file_digest": False}, {"submitted_by": False}):
            with self.assertRaises(UserError):
                proof.write(vals)
        with self.assertRaises(UserError):
            proof.create({"dealer_id": self.dealer.id, "amount": 1, "reference": "x", "state": "accepted"})

    def test_who_sees_the_funds(self):
        self._add(self.fund, 100.0)
        member = self.env["dealer.member"].search([("user_id", "=", self.buyer.id)])
        member.role = "finance"
        (status,) = self.dealer.with_user(self.buyer).fund_status()
        self.assertEqual((status["available"], status["lots"][0]["remaining"]), (100.0, 100.0))
        for role in ("buyer", "viewer"):
            member.role = role
            with self.assertRaises(AccessError):
                self.dealer.with_user(self.buyer).fund_status()
        with self.assertRaises(AccessError):
            self.dealer.with_user(self.stranger).fund_status()
        warehouse = self._staff("warehouse", "dealer.role_warehouse", "subtree", self.region)
        with self.assertRaises(AccessError):
            self.dealer.with_user(warehouse).fund_status()
        self.assertEqual(len(self.dealer.with_user(self.clerk).fund_status()), 1)

    def test_scope(self):
        foreign = self._fund(dealer=self.hidden, amount=10.0)
        near = self._staff("near", "dealer.role_finance", "unit", self.unit)
        self.assertEqual(
            self.env["dealer.fund"].with_user(near).search([("id", "in", (self.fund + foreign).ids)]), self.fund
        )
        self.assertFalse(self.env["dealer.fund.lot"].with_user(near).search([("fund_id", "=", foreign.id)]))
        with self.assertRaises(AccessError):
            foreign.with_user(near).deposit(1.0, "No")
        with self.assertRaises(AccessError):
            self.fund.with_user(near).transfer(foreign.id, 1.0)
