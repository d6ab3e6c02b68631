import doctest

from odoo.tests import BaseCase, tagged

from ..engine import lots


@tagged("post_install", "-at_install")
class TestEngine(BaseCase):
    """The plain part does what its examples say."""

    def test_examples(self):
        result = doctest.testmod(lots)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)
