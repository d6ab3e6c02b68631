import doctest

from odoo.tests import BaseCase, tagged

from ..engine import plan


@tagged("post_install", "-at_install")
class TestEngine(BaseCase):
    """The plain part does what its examples say."""

    def test_examples(self):
        result = doctest.testmod(plan)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)
