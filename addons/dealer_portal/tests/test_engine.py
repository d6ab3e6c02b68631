import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer.report import pdf_text

from ..engine import address, due, export, quantity, sheet, text


@tagged("post_install", "-at_install")
class TestEngine(BaseCase):
    """The examples in the plain parts are true."""

    def test_examples(self):
        for module in (address, due, export, quantity, sheet, text, pdf_text):
            with self.subTest(module.__name__):
                result = doctest.testmod(module)
                self.assertTrue(result.attempted)
                self.assertFalse(result.failed)
