from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestSettings(DealerCommon):
    def test_round_trip(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual((settings.dealer_code_prefix, settings.dealer_code_padding), ("D", 5))
        self.assertTrue(settings.dealer_tier_cron)
        settings.write(
            {
                "dealer_code_prefix": "H-",
                "dealer_code_padding": 3,
                "dealer_tier_cron": False,
                "dealer_default_unit_id": self.west.id,
                "dealer_default_type_id": self.env.ref("dealer.type_community").id,
            }
        )
        settings.execute()
        dealer = self.env["dealer.dealer"].create({"partner_id": self.make_partner("Settled").id})
        self.assertRegex(dealer.code, r"^H-\d{3}$")
        self.assertEqual((dealer.unit_id, dealer.type_id.code), (self.west, "community"))
        self.assertFalse(self.env.ref("dealer.cron_tier_change").active)
        again = self.env["res.config.settings"].create({})
        self.assertEqual((again.dealer_code_prefix, again.dealer_tier_cron), ("H-", False))

    def test_only_with_rights_to_the_settings(self):
        user = self.make_user("dealer_admin", "group_admin", "subtree", self.group)
        with self.assertRaises(AccessError):
            self.env["res.config.settings"].with_user(user).create({"dealer_code_prefix": "X"})

    def test_saving_nothing_needs_the_rights_too(self):
        """Called on no record at all, the platform would write the empty form with the superuser's rights."""
        for user in (self.make_user("plain"), self.make_user("dealer_admin", "group_admin", "subtree", self.group)):
            with self.assertRaises(AccessError):
                self.env["res.config.settings"].with_user(user).browse().set_values()
        self.assertEqual(self.env.ref("dealer.sequence_dealer").prefix, "D")
