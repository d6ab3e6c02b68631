from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestAccess(TransactionCase):
    """Readers of transfers read delivery methods, and change none."""

    MODELS = ("delivery.carrier", "delivery.price.rule", "delivery.zip.prefix")

    def test_readers_of_transfers(self):
        reader = new_test_user(self.env, "reader", "dealer_stock.group_dealer_transfer_viewer")
        for model in self.MODELS:
            with self.subTest(model=model):
                self.assertTrue(self.env[model].with_user(reader).has_access("read"))
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(self.env[model].with_user(reader).has_access(operation))

    def test_other_staff(self):
        clerk = new_test_user(self.env, "clerk", "base.group_user")
        for model in self.MODELS:
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(clerk).search([])
