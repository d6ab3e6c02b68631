from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.dealer_api.engine.methods import METHODS

from .common import ApiCase


@tagged("post_install", "-at_install")
class TestRights(ApiCase):
    """Each method asks for its right; an account of the API has no other."""

    def call(self, api, method):
        """Call ``method`` with nothing in it, so that only the right decides."""
        if method in ("changes", "invoices_list"):
            return getattr(api, method)()
        if method == "price_quote":
            return api.price_quote("EAST", [])
        return getattr(api, method)([])

    def test_nobody_without_the_right(self):
        plain = self.env["dealer.api"].with_user(self.make_user("api_plain"))
        portal = self.env["dealer.api"].with_user(self.make_member("api_portal", self.dealer_east))
        reader = self.as_account("api_reader", "read")
        for method, spec in METHODS.items():
            with self.subTest(method=method):
                self.refused(self.call(plain, method), "not_allowed")
                self.refused(self.call(portal, method), "not_allowed")
                if spec.right == "read":
                    self.assertTrue(self.call(reader, method)["ok"])
                else:
                    self.refused(self.call(reader, method), "not_allowed")

    def test_the_shop_orders_and_nothing_else(self):
        shop = self.as_account("api_shop", "shop")
        self.done(shop.orders_submit([self.order()]))
        for method in ("dealers_upsert", "prices_upsert", "payments_register", "users_upsert", "deliveries_confirm"):
            self.refused(self.call(shop, method), "not_allowed")
        self.refused(shop.orders_submit([self.order(date="2003-01-06")]), "not_allowed")

    def test_credit_lines_need_their_own_right(self):
        keeper = self.make_user("api_keeper")
        role = self.env["res.users.role"].create(
            {"name": "Master only", "implied_ids": [(4, self.env.ref("dealer_api.group_api_master").id)]}
        )
        self.make_role_line(keeper, role, "subtree", self.east)
        api = self.env["dealer.api"].with_user(keeper)
        self.done(api.dealers_upsert([{"code": "EAST", "city": "Lyon"}]))
        self.refused(api.dealers_upsert([{"code": "EAST", "credit": {"limit": 1.0}}]), "not_allowed")
        self.assertFalse(self.dealer_east.credit_line_id)

    def test_the_scope_of_one_right_is_not_that_of_another(self):
        both = self.make_user("api_both")
        self.make_role_line(both, self.env.ref("dealer_api.role_read"), "subtree", self.west)
        self.make_role_line(both, self.env.ref("dealer_api.role_shop"), "subtree", self.east)
        api = self.env["dealer.api"].with_user(both)
        self.assertTrue(api.credit_status(["WEST"])["results"][0]["ok"])
        self.refused(api.orders_submit([self.order(dealer="WEST")]), "unknown_dealer")
        self.done(api.orders_submit([self.order()]))

    def test_a_role_that_has_ended(self):
        self.account.role_line_ids.date_to = "2020-01-01"
        self.refused(self.api.orders_submit([self.order()]), "not_allowed")

    def test_the_account_itself_reaches_no_document(self):
        [placed] = self.done(self.api.orders_submit([self.order()]))
        for model, operation in [
            ("sale.order", "write"),
            ("account.move", "read"),
            ("account.payment", "read"),
            ("stock.picking", "write"),
            ("product.template", "write"),
            ("product.pricelist.item", "write"),
            ("res.users.role.line", "read"),
            ("dealer.api.request", "read"),
            ("dealer.api.call", "read"),
            ("dealer.api.change", "read"),
            ("dealer.api.integration", "read"),
            ("dealer.api.webhook", "read"),
            ("dealer.api.message", "read"),
            ("dealer.api.key", "create"),
            ("dealer.api.new", "create"),
        ]:
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.account).check_access(operation)
        with self.assertRaises(AccessError):
            self.env["sale.order"].with_user(self.account).browse(placed["id"]).write({"note": "x"})

    def test_every_public_method_is_one_of_the_contract(self):
        own = {name for name in dir(type(self.env["dealer.api"])) if not name.startswith("_")}
        inherited = {name for name in dir(type(self.env["base"])) if not name.startswith("_")}
        self.assertEqual(own - inherited, set(METHODS))
