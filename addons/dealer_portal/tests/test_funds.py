from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_pages import PagesCase

PDF = b"%PDF-1.4 a receipt"


@tagged("post_install", "-at_install")
class TestProofs(PagesCase):
    """Payment proofs by the form: what is taken, and from whom."""

    def _submit(self, content=PDF, name="receipt.pdf", **values):
        """Send the form with a file, and return the page that follows."""
        values = {
            "amount": "120.50",
            "paid_on": "2026-01-05",
            "reference": "TX-1",
            "csrf_token": self._token(),
            **values,
        }
        files = {"file": (name, content)} if content is not None else None
        answer = self.url_open("/my/dealer/proofs/submit", data=values, files=files)
        self.env.invalidate_all()
        return answer.text

    def _proofs(self, dealer=None):
        return self.env["dealer.payment.proof"].search([("dealer_id", "=", (dealer or self.dealer).id)])

    def test_submitted_for_an_invoice(self):
        self._log_in(self.people["finance"])
        page = self._submit(target=f"invoice-{self.invoice.id}")
        self.assertIn("is with our finance", page)
        proof = self._proofs()
        self.assertEqual((proof.amount, proof.reference, proof.invoice_ids), (120.5, "TX-1", self.invoice))
        self.assertEqual((proof.state, proof.submitted_by), ("submitted", self.people["finance"]))
        self.assertIn(proof.name, page)

    def test_what_is_not_taken(self):
        self._log_in(self.people["buyer"])
        other = self._invoice_of_another_dealer()
        for text, values in (
            ("must be a PDF", {"content": b"MZ\x90 a program", "name": "receipt.pdf"}),
            ("must be a PDF", {"content": b"<svg onload='x'/>", "name": "receipt.png"}),
            ("larger than 10 MB", {"content": PDF + b"x" * (10 * 1024 * 1024)}),
            ("no amount", {"amount": "much"}),
            ("not a number", {"amount": "nan"}),
            ("more than zero", {"amount": "-5"}),
            ("reference", {"reference": " "}),
            ("none of this dealer", {"target": f"invoice-{other.id}"}),
            ("none of this dealer", {"target": "fund-999999"}),
        ):
            with self.subTest(text=text, **{name: str(value)[:30] for name, value in values.items()}):
                self.assertIn(text, self._submit(**values))
                self.assertFalse(self._proofs())

    def test_the_name_of_a_file_is_only_a_name(self):
        self._log_in(self.people["admin"])
        self._submit(name="../../etc/=cmd|'<script>.exe")
        self.assertEqual(self._proofs().file_name.rsplit(".", 1)[1], "pdf")
        self.assertFalse(set(self._proofs().file_name) & set("/\\=|<>'"))

    def test_who_may_not(self):
        for user in (self.people["viewer"], self.people["keeper"]):
            self._log_in(user)
            self._submit()
            self.assertFalse(self._proofs())
        self._log_in(self.people["finance"])
        self._submit()
        proof = self._proofs()
        self._log_in(self.other_admin)
        self._post(f"/my/dealer/proofs/{proof.id}/withdraw")
        self.assertEqual(proof.state, "submitted")
        self.assertNotIn(proof.name, self.url_open("/my/dealer/proofs").text)
        self._log_in(self.people["finance"])
        self._post(f"/my/dealer/proofs/{proof.id}/withdraw")
        self.assertEqual(proof.state, "withdrawn")

    def test_former_members_see_no_funds(self):
        finance = self.people["finance"]
        finance.dealer_member_ids.active = False
        dealer = self.dealer.with_user(finance)
        for context in ({}, {"active_test": False}):
            for verb in ("fund_status", "payment_proofs", "rebate_progress", "credit_summary"):
                with self.subTest(verb, **context), self.assertRaises(AccessError):
                    getattr(dealer.with_context(**context), verb)()

    def _invoice_of_another_dealer(self):
        order = self._order(self.hidden, quantity=20)
        order.action_submit()
        return self._invoice(order)
