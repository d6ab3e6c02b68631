from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DealerDocumentsCase


@tagged("post_install", "-at_install")
class TestTerms(DealerDocumentsCase):
    """Payment terms are a term of the dealer type like any other, and invoices take them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.days30 = cls.env["account.payment.term"].create({"name": "30 days", "company_id": False})
        cls.days60 = cls.env["account.payment.term"].create({"name": "60 days", "company_id": False})

    def test_new_dealer_takes_the_terms_of_its_type(self):
        self.dealer_type.payment_term_id = self.days30
        self.assertEqual(self._dealer("Gamma", self.unit).payment_term_id, self.days30)

    def test_own_terms_are_named_as_different(self):
        self.dealer.payment_term_id = self.days60
        self.assertIn("Payment Terms", self.dealer.terms_overridden)

    def test_terms_of_a_type_serve_all_companies(self):
        term = self.env["account.payment.term"].create({"name": "Here only", "company_id": self.company.id})
        with self.assertRaisesRegex(ValidationError, "Choose payment terms without a company"):
            self.dealer_type.payment_term_id = term

    def test_invoice_takes_the_terms_of_the_dealer(self):
        self.dealer.partner_id.property_payment_term_id = self.days30
        self.assertEqual(self._invoice(self.dealer, post=False).invoice_payment_term_id, self.days30)
        self.dealer.payment_term_id = self.days60
        self.assertEqual(self._invoice(self.dealer, post=False).invoice_payment_term_id, self.days60)

    def test_bill_keeps_the_terms_of_the_vendor(self):
        self.dealer.payment_term_id = self.days60
        self.dealer.partner_id.property_supplier_payment_term_id = self.days30
        bill = self._invoice(self.dealer, post=False, move_type="in_invoice")
        self.assertEqual(bill.invoice_payment_term_id, self.days30)

    def test_payment_terms_in_use_are_not_deleted(self):
        self.dealer.payment_term_id = self.days60
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.days60.unlink()
        self.assertTrue(self.days60.exists())
