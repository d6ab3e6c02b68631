from odoo.tests import tagged

from .common import ApiCase


@tagged("post_install", "-at_install")
class TestMaster(ApiCase):
    """Units, people, dealers, products and prices are kept by another system."""

    def make_dealer_over_api(self, **vals):
        code = self.ref("D")
        dealer = {"code": code, "name": "New Dealer", "type": "wholesaler", "unit": self.east.code, **vals}
        [result] = self.done(self.api.dealers_upsert([dealer]))
        return self.env["dealer.dealer"].browse(result["id"]), dealer, result

    def test_units_then_units_below(self):
        first, second = self.done(
            self.api.units_upsert(
                [
                    {"code": "U1", "name": "One", "parent": self.east.code},
                    {"code": "U2", "name": "Two", "parent": "U1"},
                ]
            )
        )
        self.assertTrue(first["created"] and second["created"])
        unit = self.env["dealer.unit"].browse(second["id"])
        self.assertEqual((unit.parent_id.code, unit.company_id), ("U1", self.company))
        [again] = self.done(self.api.units_upsert([{"code": "U2", "name": "Second"}]))
        self.assertFalse(again["created"])
        self.assertEqual((unit.name, unit.parent_id.code), ("Second", "U1"))

    def test_no_unit_outside_of_ones_own(self):
        self.refused(self.api.units_upsert([{"code": "U9", "name": "Nine"}]), "out_of_scope", "parent")
        self.refused(self.api.units_upsert([{"code": self.west.code, "name": "Mine"}]), "out_of_scope", "code")
        self.assertEqual(self.west.name, "South")

    def test_people_with_roles(self):
        person = {
            "login": "api.person@example.com",
            "name": "Person",
            "title": "Sales Rep",
            "unit": self.east.code,
            "roles": [{"role": "account_manager"}, {"role": "sales_desk", "scope": "unit", "units": [self.east.code]}],
        }
        [result] = self.done(self.api.users_upsert([person]))
        user = self.env["res.users"].browse(result["id"])
        self.assertEqual(user.role_line_ids.role_id.mapped("name"), ["Sales desk", "Account manager"])
        lines = user.role_line_ids
        self.done(self.api.users_upsert([person]))
        self.assertEqual(user.role_line_ids, lines)
        self.done(self.api.users_upsert([{**person, "roles": [{"role": "account_manager"}]}]))
        self.assertEqual(user.role_line_ids.role_id, self.env.ref("dealer.role_account_manager"))

    def test_nobody_is_made_more_than_the_caller_reaches(self):
        person = {"login": "p2@example.com", "name": "P"}
        for role, code in [
            ({"role": "group_admin"}, "role_not_given"),
            ({"role": "system_admin"}, "role_not_given"),
            ({"role": "finance", "scope": "subtree", "units": [self.west.code]}, "out_of_scope"),
            ({"role": "finance", "scope": "subtree", "units": ["GROUP"]}, "out_of_scope"),
        ]:
            with self.subTest(role=role):
                self.refused(self.api.users_upsert([{**person, "roles": [role]}]), code)
        self.assertFalse(self.env["res.users"].search([("login", "=", "p2@example.com")]))

    def test_protected_people(self):
        for login in ("admin", self.account.login, self.make_member("api_member", self.dealer_east).login):
            with self.subTest(login=login):
                self.refused(self.api.users_upsert([{"login": login, "email": "x@example.com"}]), "person_protected")

    def test_dealer_with_everything(self):
        dealer, sent, result = self.make_dealer_over_api(
            street="54, rue Royale",
            city="Nantes",
            zip="44000",
            country="FR",
            contact="Carine Schmitt",
            account_manager=self.account.login,
            credit={"limit": 21000.0},
        )
        self.assertTrue(result["created"])
        self.assertEqual((dealer.state, dealer.unit_id, dealer.user_id), ("active", self.east, self.account))
        self.assertEqual(
            (dealer.partner_id.country_id.code, dealer.partner_id.child_ids.name), ("FR", "Carine Schmitt")
        )
        self.assertEqual((dealer.credit_line_id.limit_amount, dealer.credit_line_id.control), (21000.0, "limit"))
        self.assertTrue(dealer.pricelist_id)
        decisions = self.env["dealer.credit.decision"].search_count([("dealer_id", "=", dealer.id)])
        [again] = self.done(self.api.dealers_upsert([sent]))
        self.assertEqual((again["id"], again["created"]), (dealer.id, False))
        self.assertEqual(self.env["dealer.credit.decision"].search_count([("dealer_id", "=", dealer.id)]), decisions)

    def test_only_what_is_given_changes(self):
        dealer, sent, _result = self.make_dealer_over_api(city="Nantes", credit={"limit": 5.0})
        self.done(self.api.dealers_upsert([{"code": sent["code"], "phone": "40.32"}]))
        self.assertEqual((dealer.partner_id.city, dealer.partner_id.phone), ("Nantes", "40.32"))
        self.assertEqual(dealer.credit_line_id.limit_amount, 5.0)

    def test_life_cycle(self):
        dealer, sent, _result = self.make_dealer_over_api()
        for state in ("on_hold", "active", "terminated", "active"):
            self.done(self.api.dealers_upsert([{"code": sent["code"], "state": state}]))
            self.assertEqual(dealer.state, state)

    def test_a_dealer_of_elsewhere_is_unknown(self):
        self.refused(
            self.api.dealers_upsert([{"code": "D9", "name": "X", "type": "wholesaler", "unit": self.west.code}]),
            "out_of_scope",
        )
        self.refused(self.api.dealers_upsert([{"code": "EAST", "unit": self.west.code}]), "out_of_scope")
        self.assertEqual(self.dealer_east.unit_id, self.east)

    def test_what_dealers_name_must_be_there(self):
        base = {"code": "D8", "name": "X", "type": "wholesaler", "unit": self.east.code}
        for field, value in [
            ("type", "nope"),
            ("tier", "nope"),
            ("unit", "nope"),
            ("account_manager", "nope"),
            ("currency", "QQQ"),
            ("country", "XX"),
            ("language", "xx_XX"),
            ("payment_terms", "nope"),
        ]:
            with self.subTest(field=field):
                self.refused(self.api.dealers_upsert([{**base, field: value}]), "unknown_record", field)
        self.refused(self.api.dealers_upsert([{**base, "company": "Company B"}]), "unknown_company", "company")
        self.refused(self.api.dealers_upsert([{"code": "D8", "type": "wholesaler"}]), "missing", "name")

    def test_products(self):
        product = {
            "code": "P-1",
            "name": "Harley",
            "category": "Motorcycles / Old",
            "price": 95.7,
            "cost": 48.81,
            "taxes": [],
        }
        [result] = self.done(self.api.products_upsert([product]))
        record = self.env["product.product"].browse(result["id"])
        self.assertEqual((record.list_price, record.standard_price, record.is_storable), (95.7, 48.81, True))
        self.assertEqual(record.categ_id.complete_name, "Motorcycles / Old")
        self.assertFalse(record.taxes_id.filtered(lambda tax: tax.company_id == self.company))
        [again] = self.done(self.api.products_upsert([{"code": "P-1", "price": 96.0}]))
        self.assertEqual((again["id"], record.list_price, record.name), (record.id, 96.0, "Harley"))

    def test_one_bad_item_harms_no_other(self):
        answer = self.api.products_upsert(
            [
                {"code": "P-2", "name": "Good"},
                {"code": "P-3", "name": "Bad", "barcode": "123456"},
                {"code": "P-4", "name": "Bad", "barcode": "123456"},
                {"code": "P-5", "name": "Good too"},
            ]
        )
        self.assertEqual([result["ok"] for result in answer["results"]], [True, True, False, True])
        self.refused(answer, "refused", index=2)
        self.assertFalse(self.env["product.product"].search([("default_code", "=", "P-4")]))

    def test_prices_hold_on_their_days(self):
        prices = [
            {"dealer": "EAST", "product": "G1", "price": 80.55, "date_from": "2003-05-05", "date_to": "2003-05-05"},
            {"dealer": "EAST", "product": "G1", "price": 70.0, "quantity": 10.0},
        ]
        self.done(self.api.prices_upsert(prices))

        def quoted(quantity, day):
            lines = [{"product": "G1", "quantity": quantity}]
            return self.done(self.api.price_quote("EAST", lines, date=day))[0]["price"]

        self.assertEqual([quoted(1, "2003-05-05"), quoted(1, "2003-05-06")], [80.55, 10.0])
        self.assertEqual(quoted(10, "2003-05-06"), 70.0)

    def test_prices_are_replaced_and_removed(self):
        price = {"dealer": "EAST", "product": "G1", "price": 8.0}
        [first] = self.done(self.api.prices_upsert([price]))
        [second] = self.done(self.api.prices_upsert([{**price, "price": 9.0}]))
        self.assertEqual((second["id"], second["created"]), (first["id"], False))
        self.assertEqual(self.env["product.pricelist.item"].browse(first["id"]).fixed_price, 9.0)
        self.done(self.api.prices_upsert([{"dealer": "EAST", "product": "G1", "remove": True}]))
        self.assertFalse(self.env["product.pricelist.item"].browse(first["id"]).exists())

    def test_prices_that_are_refused(self):
        price = {"dealer": "EAST", "product": "G1", "price": 8.0}
        for change, code in [
            ({"dealer": "WEST"}, "unknown_dealer"),
            ({"product": "nope"}, "unknown_product"),
            ({"currency": "CNY"}, "wrong_currency"),
            ({"price": -1.0}, "out_of_range"),
            ({"unit": "nope"}, "unknown_record"),
            ({"date_from": "2004-01-02", "date_to": "2004-01-01"}, "invalid_date"),
        ]:
            with self.subTest(change=change):
                self.refused(self.api.prices_upsert([{**price, **change}]), code)

    def test_stock_is_counted_once(self):
        count = {"product": "G1", "quantity": 7.0, "external_ref": self.ref("count")}
        self.done(self.api.stock_count([count]))
        self.assertEqual(self.goods.qty_available, 7.0)
        self.done(self.api.stock_count([{**count, "external_ref": self.ref("count"), "quantity": 5.0}]))
        [replay] = self.done(self.api.stock_count([count]))
        self.assertTrue(replay["replay"])
        self.assertEqual(self.goods.qty_available, 5.0)

    def test_what_is_refused_leaves_no_category(self):
        name = self.ref("category")
        self.refused(
            self.api.products_upsert([{"code": "G9", "name": "G9", "category": f"{name} / Sub", "taxes": ["None"]}]),
            "unknown_record",
            "taxes[0]",
        )
        self.assertFalse(self.env["product.category"].search([("name", "=", name)]))
        items = [{"code": code, "name": code, "category": f"{name} / Sub"} for code in ("G8", "G9")]
        self.done(self.api.products_upsert(items))
        products = self.env["product.product"].search([("default_code", "in", ("G8", "G9"))])
        self.assertEqual(products.categ_id.complete_name, f"{name} / Sub")

    def test_an_empty_choice_of_a_policy_changes_nothing(self):
        [made] = self.done(self.api.credit_policies_upsert([{"name": "Strict", "on_limit": "refuse"}]))
        self.done(self.api.credit_policies_upsert([{"name": "Strict", "on_limit": "", "overdue_days": 3}]))
        policy = self.env["dealer.credit.policy"].browse(made["id"])
        self.assertEqual((policy.on_limit, policy.overdue_days), ("refuse", 3))
