from lxml import etree

from odoo.tests import tagged

from .common import DealerTransfersCase


@tagged("post_install", "-at_install")
class TestScreens(DealerTransfersCase):
    """Whoever finds a transfer in the list can open it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods.tracking = "lot"
        cls.lot = cls.env["stock.lot"].create({"name": "L1", "product_id": cls.goods.id, "company_id": cls.company.id})
        cls.transfer = cls._transfer(cls.dealer)
        cls.transfer.move_line_ids.lot_id = cls.lot

    def test_every_reader_opens_a_transfer_with_lots(self):
        roles = ("sales_desk", "account_manager", "channel_manager", "credit_controller", "finance", "auditor")
        for role in (*roles, "warehouse"):
            with self.subTest(role=role):
                user = self._staff(role, f"dealer.role_{role}", units=self.unit)
                self.env.invalidate_all()
                transfer = self.transfer.with_user(user)
                arch = etree.fromstring(transfer.get_view(view_type="form")["arch"])
                moves = arch.xpath("//field[@name='move_ids']//field[not(ancestor::field[@name='lot_ids'])]")
                transfer.read({node.get("name") for node in arch.xpath("//field[not(ancestor::field)]")})
                transfer.move_ids.read({node.get("name") for node in moves} | {"lot_ids"})
                self.assertEqual(transfer.move_ids.lot_ids.mapped("display_name"), ["L1"])
