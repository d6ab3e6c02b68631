"""Prices on orders: found, missing, frozen, shown before they change."""

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import PriceCommon


@tagged("post_install", "-at_install")
class TestOrderPrice(PriceCommon):
    def test_lines_take_the_engines_price(self):
        item = self.make_item(self.own_list, self.product, 80.0, min_quantity=10)
        order = self.make_order(self.dealer, (self.product, 9), (self.product, 10))
        self.assertEqual(order.pricelist_id, self.own_list)
        self.assertEqual(order.order_line.mapped("price_unit"), [100.0, 80.0])
        self.assertEqual(order.order_line[1].pricelist_item_id, item)
        self.assertEqual(order.order_line[1].price_source["item"], item.id)

    def test_the_price_follows_the_quantity_of_a_draft(self):
        self.make_item(self.own_list, self.product, 80.0, min_quantity=10)
        order = self.make_order(self.dealer, (self.product, 1))
        order.order_line.product_uom_qty = 10
        self.assertEqual(order.order_line.price_unit, 80.0)
        self.assertEqual(order.order_line.price_source["price"], 80.0)

    def test_on_screen(self):
        self.make_item(self.own_list, self.product, 80.0)
        form = Form(self.env["sale.order"])
        form.partner_id = self.dealer.partner_id
        with form.order_line.new() as line:
            line.product_id = self.product
            self.assertEqual(line.price_unit, 80.0)
            line.product_uom_qty = 3
        order = form.save()
        self.assertEqual(order.order_line.price_subtotal, 240.0)
        self.assertEqual(order.order_line.price_source["price"], 80.0)

    def test_a_price_given_with_the_line_is_kept(self):
        self.make_item(self.own_list, self.product, 80.0)
        line = {"product_id": self.product.id, "price_unit": 0.0}
        order = self.make_order(self.dealer, line, {**line, "price_unit": 75.0})
        self.assertEqual(order.order_line.mapped("price_unit"), [0.0, 75.0])
        self.assertEqual(order.order_line.mapped("price_subtotal"), [0.0, 75.0])
        self.assertFalse(any(order.order_line.mapped("price_missing")))

    def test_discounts_are_shown_where_the_platform_shows_them(self):
        self.env.ref("base.group_user").implied_ids = [Command.link(self.env.ref("sale.group_discount_per_so_line").id)]
        other = self.make_list("P other")
        self.make_item(other, self.product, compute_price="percentage", percent_price=10)
        self.make_item(
            self.own_list,
            None,
            compute_price="percentage",
            percent_price=20,
            base="pricelist",
            base_pricelist_id=other.id,
        )
        line = self.make_order(self.dealer, (self.product, 1)).order_line
        self.assertEqual((line.price_unit, line.discount, line.price_subtotal), (100.0, 28.0, 72.0))

    def test_no_price_is_shown_and_not_confirmed(self):
        self.base_list.item_ids.unlink()
        order = self.make_order(self.dealer, (self.product, 1))
        self.assertTrue(order.order_line.price_missing)
        self.assertTrue(order.has_price_notes, "the screen makes room for the note")
        self.assertEqual(order.order_line.price_note, "No price — on request")
        self.assertEqual(order.price_findings_severity, "refuse")
        with self.assertRaisesRegex(UserError, "on request"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")
        order.order_line.price_unit = 42.0
        self.assertFalse(order.order_line.price_missing)
        self.assertFalse(order.has_price_notes)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_no_path_confirms_without_a_price(self):
        self.base_list.item_ids.unlink()
        order = self.make_order(self.dealer, (self.product, 1))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.write({"state": "sale"})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.make_order(self.dealer, (self.product, 1), state="sale")
        order.order_line.write({"price_missing": False, "price_source": False})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.action_confirm()
        order.order_line.price_unit = 5.0
        order.action_confirm()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.order_line = [Command.create({"product_id": self.product.id})]
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.order_line.price_unit = 0.0

    def test_a_price_listed_later_does_not_slip_in(self):
        """The line stays without a price until it is priced again: nobody is charged what nobody has seen."""
        self.base_list.item_ids.unlink()
        order = self.make_order(self.dealer, (self.product, 1))
        self.make_item(self.own_list, self.product, 80.0)
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Update the prices"):
            order.action_confirm()
        order.action_update_prices()
        self.assertEqual(order.order_line.price_unit, 80.0)
        order.action_confirm()

    def test_sections_and_notes_need_no_price(self):
        self.base_list.item_ids.unlink()
        order = self.make_order(
            self.dealer, {"display_type": "line_section", "name": "P"}, {"display_type": "line_note", "name": "N"}
        )
        self.assertEqual(order._price_findings(), [])

    def test_a_confirmed_price_is_frozen(self):
        item = self.make_item(self.own_list, self.product, 80.0)
        self.make_item(self.own_list, self.product, 70.0, min_quantity=10)
        order = self.make_order(self.dealer, (self.product, 1))
        order.action_confirm()
        item.fixed_price = 99.0
        order.order_line.product_uom_qty = 20
        self.assertEqual(order.order_line.price_unit, 80.0)
        order.order_line.with_context(force_price_recomputation=True)._compute_price_unit()
        self.assertEqual(order.order_line.price_unit, 80.0)
        with self.assertRaises(UserError):
            order.action_update_prices()
        with self.assertRaises(UserError):
            order.action_reprice()

    def test_a_line_added_to_a_confirmed_order_is_priced(self):
        self.make_item(self.own_list, self.product, 80.0)
        order = self.make_order(self.dealer, (self.product, 1))
        order.action_confirm()
        order.order_line = [Command.create({"product_id": self.product.id, "product_uom_qty": 2})]
        self.assertEqual(order.order_line.mapped("price_unit"), [80.0, 80.0])

    def test_update_shows_the_difference_before_it_applies(self):
        item = self.make_item(self.own_list, self.product, 80.0)
        other = self.make_product("P same", 7.0)
        order = self.make_order(self.dealer, (self.product, 10), (other, 1), date_order="2024-01-01 08:00:00")
        item.fixed_price = 75.0
        wizard = self.env["dealer.reprice"].browse(order.action_reprice()["res_id"])
        self.assertEqual(order.order_line.mapped("price_unit"), [80.0, 7.0])
        self.assertEqual(wizard.line_ids.mapped("new_price"), [75.0, 7.0])
        self.assertEqual(wizard.line_ids.mapped("difference"), [-50.0, 0.0])
        self.assertEqual((wizard.difference, wizard.changed_count), (-50.0, 1))
        wizard.action_apply()
        self.assertEqual(order.order_line.mapped("price_unit"), [75.0, 7.0])
        self.assertEqual(order.date_order, wizard.date)

    def test_update_as_of_a_date(self):
        self.make_item(self.own_list, self.product, 80.0, date_end="2024-06-30 00:00:00")
        self.make_item(self.own_list, self.product, 85.0, date_start="2024-06-30 00:00:01")
        order = self.make_order(self.dealer, (self.product, 1))
        wizard = self.env["dealer.reprice"].create({"order_id": order.id, "date": "2024-06-01 00:00:00"})
        self.assertEqual(wizard.line_ids.new_price, 80.0)
        wizard.date = "2024-07-01 00:00:00"
        wizard.action_preview()
        self.assertEqual(wizard.line_ids.new_price, 85.0)

    def test_update_refuses_what_was_not_shown(self):
        item = self.make_item(self.own_list, self.product, 80.0)
        order = self.make_order(self.dealer, (self.product, 1))
        wizard = self.env["dealer.reprice"].create({"order_id": order.id})
        item.fixed_price = 70.0
        with self.assertRaises(UserError), self.env.cr.savepoint():
            wizard.action_apply()
        self.assertEqual(order.order_line.price_unit, 80.0)
        order.order_line = [Command.create({"product_id": self.product.id})]
        with self.assertRaises(UserError):
            wizard.action_apply()

    def test_orders_of_others_are_left_to_the_platform(self):
        plain = self.make_list("P plain")
        self.make_item(plain, self.product, 80.0)
        partner = self.make_partner("P Retail")
        partner.specific_property_product_pricelist = plain
        order = self.env["sale.order"].create(
            {"partner_id": partner.id, "order_line": [Command.create({"product_id": self.product.id})]}
        )
        self.assertEqual(order.order_line.price_unit, 80.0)
        self.assertFalse(order.dealer_priced or order.order_line.dealer_priced or order.order_line.price_source)
        with self.assertRaises(UserError):
            order.order_line.action_explain_price()

    def test_currency_and_unit_of_the_line(self):
        (yuan,) = self.set_rates(CNY=8.0)
        dozen = self.env.ref("uom.product_uom_dozen")
        self.dealer.currency_id = yuan
        self.make_item(self.own_list, self.product, 640.0)
        order = self.make_order(
            self.dealer, {"product_id": self.product.id, "product_uom_id": dozen.id, "product_uom_qty": 2}
        )
        self.assertEqual((order.currency_id, order.order_line.price_unit), (yuan, 7680.0))

    def test_the_catalogue_says_on_request(self):
        self.base_list.item_ids.unlink()
        listed = self.make_product("P listed")
        self.make_item(self.own_list, listed, 5.0)
        order = self.make_order(self.dealer)
        data = order._get_product_catalog_order_data(self.product | listed)
        self.assertTrue(data[self.product.id]["onRequest"])
        self.assertNotIn("onRequest", data[listed.id])
        self.assertEqual(data[listed.id]["price"], 5.0)

    def test_taxes_are_the_products_matter(self):
        """The list says what the customer pays per unit, with taxes if the product's taxes are included in prices."""
        tax = self.env["account.tax"].create(
            {"name": "P included", "amount": 25, "price_include_override": "tax_included", "type_tax_use": "sale"}
        )
        self.product.taxes_id = tax
        self.make_item(self.own_list, self.product, 100.0)
        line = self.make_order(self.dealer, (self.product, 1)).order_line
        self.assertEqual((line.price_unit, line.price_subtotal, line.price_total), (100.0, 80.0, 100.0))

    def test_combos_divide_the_listed_price(self):
        combo = self.env["product.combo"].create(
            {"name": "P combo", "combo_item_ids": [Command.create({"product_id": self.product.id})]}
        )
        meal = self.env["product.product"].create(
            {"name": "P meal", "type": "combo", "combo_ids": [Command.link(combo.id)]}
        )
        self.make_item(self.own_list, meal, 60.0)
        order = self.make_order(self.dealer, (meal, 1))
        order.order_line = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "combo_item_id": combo.combo_item_ids.id,
                    "linked_line_id": order.order_line.id,
                    "product_uom_qty": 1,
                }
            )
        ]
        self.assertEqual(order.order_line.mapped("price_unit"), [0.0, 60.0])
        self.assertEqual(order._price_findings(), [])
        order.action_confirm()

    def test_priced_at_the_orders_date(self):
        self.make_item(self.own_list, self.product, 80.0, date_start="2030-01-01 00:00:00")
        order = self.make_order(self.dealer, (self.product, 1), date_order="2030-02-01 00:00:00")
        self.assertEqual(order.order_line.price_unit, 80.0)
        self.assertEqual(order.order_line.price_source["date"], fields.Datetime.to_string(order.date_order))

    def test_analytic_distribution_is_still_asked_for(self):
        plan = self.env["account.analytic.plan"].create({"name": "P plan"})
        account = self.env["account.analytic.account"].create({"name": "P account", "plan_id": plan.id})
        line = {"product_id": self.product.id, "analytic_distribution": {str(account.id): 50}}
        self.assertEqual(self.make_order(self.dealer, line).order_line.analytic_distribution, {str(account.id): 50})
        self.env["account.analytic.distribution.model"].create(
            {"product_id": self.product.id, "analytic_distribution": {str(account.id): 100}}
        )
        order = self.make_order(self.dealer, (self.product, 1))
        self.assertEqual(order.order_line.analytic_distribution, {str(account.id): 100})
