from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ApiCase


@tagged("post_install", "-at_install")
class TestReach(ApiCase):
    """What an integration must not reach by what it is allowed to do, and entries that are none."""

    def test_people_of_other_units_are_not_taken_over(self):
        """An e-mail address is a key: whoever changes it asks for a new password."""
        western = self.make_user("api_western", "finance", "unit", self.west)
        both = self.make_user("api_eastern_too", "finance", "unit", self.west)
        self.make_role_line(both, self.env.ref("dealer.role_sales_desk"), "unit", self.east)
        belongs = self.make_user("api_belongs", "sales_desk", "unit", self.east)
        belongs.dealer_unit_ids = self.west
        plain = self.make_user("api_no_role")
        for user in (western, both, belongs, plain):
            before = (user.email, user.active, user.role_line_ids)
            for change in ({"email": "evil@example.com"}, {"active": False}, {"roles": []}, {"unit": self.east.code}):
                with self.subTest(login=user.login, change=change):
                    self.refused(self.api.users_upsert([{"login": user.login, **change}]), "out_of_scope", "login")
            self.assertEqual((user.email, user.active, user.role_line_ids), before)

    def test_people_of_its_units_and_its_own(self):
        eastern = self.make_user("api_eastern", "sales_desk", "unit", self.east)
        self.done(self.api.users_upsert([{"login": "api_eastern", "email": "new@example.com"}]))
        self.assertEqual(eastern.email, "new@example.com")
        self.done(self.api.users_upsert([{"login": "api_fresh", "name": "Fresh"}]))
        self.done(self.api.users_upsert([{"login": "api_fresh", "title": "Clerk"}]))

    def test_taxes_of_other_companies_stay(self):
        ours, theirs = (
            self.env["account.tax"].create(
                {
                    "name": f"Reach {company.name}",
                    "amount": 13,
                    "company_id": company.id,
                    "country_id": self.env.ref("base.cn").id,
                    "tax_group_id": self.env["account.tax.group"]
                    .create({"name": "Reach", "company_id": company.id, "country_id": self.env.ref("base.cn").id})
                    .id,
                }
            )
            for company in (self.company, self.other_company)
        )
        self.goods.taxes_id = theirs
        for name in ([ours.name], []):
            self.done(self.api.products_upsert([{"code": "G1", "taxes": name, "company": self.company.name}]))
            self.assertEqual(self.goods.taxes_id, theirs | (ours if name else ours.browse()))
            self.assertFalse(self.goods.company_id, "what all share is not taken away from the others")

    def test_kind_and_counting_are_changed_apart(self):
        self.goods.is_storable = False
        self.done(self.api.products_upsert([{"code": "G1", "kind": "goods"}]))
        self.assertFalse(self.goods.is_storable)
        service = self.make_product("SERVICE", type="service", is_storable=False)
        self.done(self.api.products_upsert([{"code": "SERVICE", "tracked": False}]))
        self.assertEqual(service.type, "service")

    def test_a_code_comes_once_in_a_batch(self):
        twice = [{"code": "TWICE", "name": "One"}, {"code": "TWICE", "name": "Two"}]
        self.refused(self.api.products_upsert(twice), "duplicate_in_batch", "code", index=1)
        self.assertEqual(self.env["product.product"].search_count([("default_code", "=", "TWICE")]), 1)

    def test_a_price_is_found_again(self):
        """Quantities are kept with so many digits: the price sent again is the same one."""
        price = {"dealer": "EAST", "product": "G1", "price": 9.0, "quantity": 1.004}
        [first] = self.done(self.api.prices_upsert([price]))
        [again] = self.done(self.api.prices_upsert([price]))
        self.assertEqual((again["id"], again["created"]), (first["id"], False))

    def test_goods_that_come_back_are_not_shipped(self):
        placed = self.order(10.0)
        [order] = self.done(self.api.orders_submit([placed]))
        order = self.env["sale.order"].browse(order["id"])
        ship = {"order_ref": placed["external_ref"]}
        lines = [{"product": "G1", "quantity": 6}]
        [first] = self.done(self.api.deliveries_confirm([{"external_ref": self.ref(), "lines": lines, **ship}]))
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=first["id"], active_model="stock.picking")
            .create({"picking_id": first["id"]})
        )
        wizard.product_return_moves.quantity = 2.0
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        [second] = self.done(self.api.deliveries_confirm([{"external_ref": self.ref(), **ship}]))
        self.assertEqual((back.state == "done", order.order_line.qty_delivered, second["backorder"]), (False, 10.0, 0))
        self.refused(self.api.deliveries_confirm([{"external_ref": self.ref(), **ship}]), "nothing_open")

    def test_payment_of_nothing(self):
        payment = {"external_ref": self.ref(), "dealer": "EAST", "amount": 0.001}
        self.refused(self.api.payments_register([payment]), "out_of_range", "amount")

    def test_entries_that_are_none(self):
        """One bad input does not cost the others of the batch."""
        good = self.order()
        answer = self.api.orders_submit([None, self.order(lines=[None]), self.order(lines=[False]), good])
        self.refused(answer, "missing")
        self.refused(answer, "missing", "lines[0]", index=1)
        self.refused(answer, "missing", "lines[0]", index=2)
        self.assertTrue(answer["results"][3]["ok"], answer)
        for kinds in (5, "dealer", {"a": 1}, True):
            with self.subTest(kinds=kinds):
                self.refused(self.api.changes(kinds=kinds), "invalid_type", "kinds")
        self.assertTrue(self.api.changes(kinds=None)["ok"])

    def test_a_quoted_price_is_the_one_expected(self):
        """Also where the order shows it as a price less a discount."""
        self.env.ref("base.group_user").implied_ids += self.env.ref("sale.group_discount_per_so_line")
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.dealer_east.pricelist_id.id,
                "applied_on": "1_product",
                "product_tmpl_id": self.other.product_tmpl_id.id,
                "compute_price": "percentage",
                "percent_price": 10.0,
            }
        )
        [quoted] = self.done(self.api.price_quote("EAST", [{"product": "G2"}]))
        self.assertEqual(quoted["price"], 9.0)
        line = {"product": "G2", "quantity": 1}
        wrong = self.order(lines=[{**line, "expected_price": 10.0}])
        self.refused(self.api.orders_submit([wrong]), "price_differs")
        self.done(self.api.orders_submit([self.order(lines=[{**line, "expected_price": quoted["price"]}])]))

    def test_administrators_of_other_companies_see_nothing_of_it(self):
        self.done(self.api.orders_submit([self.order()]))
        integration = self.env["dealer.api.integration"].create({"name": "Ours", "user_id": self.account.id})
        webhook = integration.webhook_ids.create({"integration_id": integration.id, "url": "https://example.com/hook"})
        webhook.action_test()  # a message without changes
        ours = self.make_user("api_ours", "group_admin", "subtree", self.env.ref("dealer.unit_group"))
        theirs = self.make_user("api_theirs", "group_admin", "subtree", self.env.ref("dealer.unit_group"))
        theirs.write({"company_ids": [Command.set(self.other_company.ids)], "company_id": self.other_company.id})
        for name in ("integration", "request", "call", "webhook", "message"):
            with self.subTest(model=name):
                records = self.env[f"dealer.api.{name}"].search([])
                self.assertTrue(records.with_user(ours).search([("id", "in", records.ids)]))
                there = records.with_user(theirs).with_context(allowed_company_ids=self.other_company.ids)
                self.assertFalse(there.search([("id", "in", records.ids)]))

    def test_keys_are_for_accounts_of_integrations(self):
        """A key is the whole account: nobody gets one to act as a person, or in a company that is not its own."""
        admin = self.make_user("api_key_admin", "group_admin", "subtree", self.env.ref("dealer.unit_group"))
        person = self.make_user("api_person", "finance", "unit", self.east)
        abroad = self.make_user("api_abroad")
        self.make_role_line(abroad, self.env.ref("dealer_api.role_read"), "subtree", self.east)
        abroad.company_ids = [Command.link(self.other_company.id)]
        for user in (person, abroad):
            with self.subTest(login=user.login), self.assertRaises(AccessError):
                self._key(admin, user)
        self.assertTrue(self._key(admin, self.account))

    def _key(self, admin, user):
        integration = self.env["dealer.api.integration"].with_user(admin).create({"name": "X", "user_id": user.id})
        wizard = self.env["dealer.api.key"].with_user(admin)
        return wizard.create({"integration_id": integration.id, "name": "Key"}).action_make()["context"]["default_key"]
