from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.dealer_price.tests.common import PriceCommon


@tagged("post_install", "-at_install")
class TestPriceReaders(PriceCommon):
    """Who ships goods needs no prices: neither the screens nor the calls tell them; all other roles read them."""

    def _person(self, role):
        return self.make_user(f"reader_{role}", role, "subtree", self.env.ref("dealer.unit_group"))

    def _opens(self, user, menu):
        return self.env.ref(menu).id in self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()

    def test_storekeeper_is_told_no_price(self):
        keeper = self._person("warehouse")
        dealer = self.dealer.with_user(keeper)
        self.assertTrue(dealer.name, "dealers are seen")
        with self.assertRaises(AccessError):
            dealer.explain_price(self.product.id)
        for model in ("dealer.price.change", "dealer.price.book", "dealer.price.export", "dealer.price.history"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(keeper).search([])
        self.assertFalse(self._opens(keeper, "dealer_price.menu_dealer_price"))

    def test_form_of_a_dealer_opens_for_a_storekeeper(self):
        keeper = self._person("warehouse")
        dealers = self.env["dealer.dealer"].with_user(keeper)
        arch = dealers.get_view(view_type="form")["arch"]
        self.assertNotIn("action_open_price_book", arch)
        self.assertTrue(self.dealer.with_user(keeper).web_read({"display_name": {}, "state": {}}))

    def test_all_other_roles_read_prices(self):
        for role in (
            "sales_desk",
            "account_manager",
            "channel_manager",
            "credit_controller",
            "finance",
            "auditor",
            "group_admin",
        ):
            person = self._person(role)
            self.assertTrue(self._opens(person, "dealer_price.menu_dealer_price"), role)
            self.env["dealer.price.change"].with_user(person).search([])
