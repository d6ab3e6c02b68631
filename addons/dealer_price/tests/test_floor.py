"""Floor prices and minimum margins: a price below them is found on every path, and the policy says what happens."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import PriceCommon


@tagged("post_install", "-at_install")
class TestFloor(PriceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.product_tmpl_id.floor_price = 75.0
        cls.category = cls.env["product.category"].create({"name": "P category"})
        cls.item = cls.make_item(cls.own_list, cls.product, 70.0)
        cls.warn, cls.hold, cls.refuse = (
            cls.env.ref(f"dealer_price.policy_{name}") for name in ("warn", "hold", "refuse")
        )

    def findings(self, *lines, **vals):
        return self.make_order(self.dealer, *lines, **vals)._price_findings()

    def test_a_finding_says_what_by_how_much_and_how_grave(self):
        order = self.make_order(self.dealer, (self.product, 10))
        (finding,) = order._price_findings()
        self.assertEqual(
            {name: finding[name] for name in ("kind", "line_id", "order_id", "amount", "severity")},
            {
                "kind": "floor",
                "line_id": order.order_line.id,
                "order_id": order.id,
                "amount": 50.0,
                "severity": "hold",
            },
        )
        for part in ("P Product", "70.00", "75.00", "5.00"):
            self.assertIn(part, finding["message"])

    def test_at_the_floor_is_no_finding(self):
        self.item.fixed_price = 75.0
        self.assertEqual(self.findings((self.product, 1)), [])

    def test_the_policy_of_the_company_then_of_the_type(self):
        self.company.dealer_price_policy_id = self.warn
        order = self.make_order(self.dealer, (self.product, 1))
        self.assertEqual(order._price_findings()[0]["severity"], "warn")
        self.type.price_policy_id = self.refuse
        self.assertEqual(order._price_findings()[0]["severity"], "refuse")

    def test_warn_lets_the_order_pass(self):
        self.company.dealer_price_policy_id = self.warn
        order = self.make_order(self.dealer, (self.product, 1))
        self.assertEqual(order.price_findings_severity, "warn")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_hold_and_refuse_stop_it_on_every_path(self):
        for policy in (self.hold, self.refuse):
            self.company.dealer_price_policy_id = policy
            order = self.make_order(self.dealer, (self.product, 1))
            self.assertEqual(order.price_findings_severity, policy.on_floor)
            with self.assertRaisesRegex(UserError, "below the floor"), self.env.cr.savepoint():
                order.action_confirm()
            with self.assertRaises(UserError), self.env.cr.savepoint():
                order.write({"state": "sale"})
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.make_order(self.dealer, (self.product, 1), state="sale")
            self.assertEqual(order.state, "draft")

    def test_a_confirmed_order_cannot_sink_below(self):
        self.item.fixed_price = 80.0
        order = self.make_order(self.dealer, (self.product, 1))
        order.action_confirm()
        for vals in ({"price_unit": 74.0}, {"discount": 10.0}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                order.order_line.write(vals)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.order_line = [Command.create({"product_id": self.product.id, "price_unit": 1.0})]
        order.order_line.price_unit = 90.0

    def test_discounts_count(self):
        line = {"product_id": self.product.id, "price_unit": 100.0}
        self.assertEqual(self.findings({**line, "discount": 25.0}), [])
        self.assertEqual(self.findings({**line, "discount": 25.1})[0]["kind"], "floor")

    def test_a_discount_that_is_a_line_counts(self):
        rebate = self.make_product("P rebate", 0.0, type="service")
        lines = [{"product_id": self.product.id, "price_unit": 100.0, "product_uom_qty": 2}]
        lines.append({"product_id": rebate.id, "price_unit": -50.0})
        self.assertEqual(self.findings(*lines), [])
        lines[1]["price_unit"] = -60.0
        (finding,) = self.findings(*lines)
        self.assertEqual((finding["kind"], finding["amount"]), ("floor", 10.0))

    def test_included_taxes_are_taken_off(self):
        self.product.taxes_id = self.env["account.tax"].create(
            {"name": "P included", "amount": 25, "price_include_override": "tax_included", "type_tax_use": "sale"}
        )
        self.item.fixed_price = 93.0
        (finding,) = self.findings((self.product, 1))
        self.assertEqual(finding["amount"], 0.6)
        self.item.fixed_price = 93.75
        self.assertEqual(self.findings((self.product, 1)), [])

    def test_currency_and_unit_are_converted(self):
        (yuan,) = self.set_rates(CNY=8.0)
        self.item.unlink()
        self.dealer.currency_id = yuan
        dozen = self.env.ref("uom.product_uom_dozen")
        line = {"product_id": self.product.id, "product_uom_id": dozen.id, "price_unit": 7200.0}
        self.assertEqual(self.findings(line), [])
        (finding,) = self.findings({**line, "price_unit": 7104.0, "product_uom_qty": 2})
        self.assertEqual(finding["amount"], 192.0)

    def test_margin_of_product_then_category_then_company(self):
        self.product.product_tmpl_id.floor_price = 0
        self.product.standard_price = 60.0
        parent = self.env["product.category"].create({"name": "P parent"})
        self.product.categ_id = self.env["product.category"].create({"name": "P child", "parent_id": parent.id})
        self.assertEqual(self.findings((self.product, 1)), [])
        self.company.dealer_minimum_margin = 20.0
        (finding,) = self.findings((self.product, 1))
        self.assertEqual((finding["kind"], finding["amount"]), ("margin", 5.0))
        parent.minimum_margin = 10.0
        self.assertEqual(self.findings((self.product, 1)), [])
        self.product.product_tmpl_id.minimum_margin = 25.0
        self.assertEqual(self.findings((self.product, 1))[0]["amount"], 10.0)

    def test_floors_are_those_of_the_orders_company(self):
        other = self.make_company("P Company B", self.company.currency_id.name)
        self.product.product_tmpl_id.with_company(other).floor_price = 10.0
        floors = self.product.with_company(other)._price_floors(self.company)
        self.assertEqual(floors[self.product.id]["floor"], 75.0)
        self.assertEqual(self.product._price_floors(other)[self.product.id]["floor"], 10.0)

    def test_the_tolerance_of_the_policy(self):
        self.company.dealer_price_policy_id = self.hold
        self.hold.tolerance = 5.0
        self.item.fixed_price = 71.25
        self.assertEqual(self.findings((self.product, 1)), [])
        self.item.fixed_price = 71.24
        self.assertEqual(len(self.findings((self.product, 1))), 1)

    def test_orders_of_others_have_the_floor_too(self):
        partner = self.make_partner("P Retail")
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [Command.create({"product_id": self.product.id, "price_unit": 1.0})],
            }
        )
        with self.assertRaisesRegex(UserError, "below the floor"):
            order.action_confirm()

    def test_returns_and_quantities_of_zero_are_free(self):
        line = {"product_id": self.product.id, "price_unit": 1.0}
        self.assertEqual(self.findings({**line, "product_uom_qty": -1}, {**line, "product_uom_qty": 0}), [])

    def test_update_of_prices_meets_the_floor(self):
        self.item.fixed_price = 80.0
        order = self.make_order(self.dealer, (self.product, 1))
        self.item.fixed_price = 60.0
        order.action_update_prices()
        with self.assertRaisesRegex(UserError, "below the floor"):
            order.action_confirm()

    def test_a_portal_user_is_not_told_the_floor(self):
        portal = self.make_member("p_buyer", self.dealer)
        order = self.make_order(self.dealer, (self.product, 1))
        message = order.with_user(portal).sudo()._price_findings()[0]["message"]
        self.assertIn("P Product", message)
        for secret in ("70", "75", "floor"):
            self.assertNotIn(secret, message)

    def test_who_sells_cannot_lower_the_floor(self):
        groups = "sales_team.group_sale_manager,product.group_product_manager"
        seller = new_test_user(self.env, "p_seller", groups=groups)
        template = self.product.product_tmpl_id.with_user(seller)
        self.assertFalse(template.can_set_floor)
        with self.assertRaises(AccessError):
            template.floor_price = 1.0
        with self.assertRaises(AccessError):
            self.category.with_user(seller).minimum_margin = 1.0
        with self.assertRaises(AccessError):
            self.warn.with_user(seller).on_floor = "warn"
        template.list_price = 99.0

    def test_bad_figures_are_refused(self):
        for vals in ({"floor_price": -1.0}, {"minimum_margin": 100.0}):
            with self.assertRaises(ValidationError):
                self.product.product_tmpl_id.write(vals)
        with self.assertRaises(ValidationError):
            self.category.minimum_margin = -1.0
