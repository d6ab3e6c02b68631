from odoo import fields
from odoo.tests import tagged

from odoo.addons.dealer import uninstall_hook

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestUninstall(DealerCommon):
    """The people are still there when the suite is not."""

    def test_people_keep_their_account_and_lose_the_rest(self):
        seller = self.make_user("un_seller", "sales_desk", "unit", self.branch)
        left = self.make_user("un_left", "sales_desk", "unit", self.branch)
        left.role_line_ids.date_to = fields.Date.subtract(fields.Date.today(), days=2)
        other = self.make_user("un_other", "sales_desk", "unit", self.branch)
        plain = self.env["res.users.role"].create({"name": "Of the house"})
        plain.implied_ids = self.env.ref("base.group_partner_manager")
        other.role_line_ids = [fields.Command.create({"role_id": plain.id})]
        self.assertFalse(left._is_internal())
        uninstall_hook(self.env)
        self.assertFalse(seller.role_line_ids)
        self.assertTrue(seller._is_internal())
        self.assertFalse(seller.has_group("dealer.group_dealer_viewer"))
        self.assertFalse(left._is_internal())
        self.assertEqual(other.role_line_ids.role_id, plain)
        self.assertTrue(other.has_group("base.group_partner_manager"))
