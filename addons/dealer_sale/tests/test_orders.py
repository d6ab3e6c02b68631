from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import DealerOrdersCase


@tagged("post_install", "-at_install")
class TestOrders(DealerOrdersCase):
    """Whose order it is, what it takes over from the dealer, and what of it carries the dealer."""

    def test_order_of_a_contact_belongs_to_the_dealer_of_its_company(self):
        buyer = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.dealer.partner_id.id})
        order = self._order(self.dealer, partner_id=buyer.id)
        for records in (order, order.order_line):
            self.assertEqual(records.dealer_id, self.dealer)
            self.assertEqual(records.dealer_unit_id, self.unit)

    def test_order_of_others_has_no_dealer(self):
        order = self._order(self.dealer, partner_id=self.partner_a.id)
        self.assertFalse(order.dealer_id or order.dealer_unit_id or order.order_line.dealer_id)

    def test_lines_added_later_belong_to_the_dealer(self):
        order = self._order(self.dealer)
        line = self.env["sale.order.line"].create({"order_id": order.id, "product_id": self.goods.id})
        self.assertEqual((line.dealer_id, line.dealer_unit_id), (self.dealer, self.unit))

    def test_delivery_and_invoice_of_an_order(self):
        order = self._order(self.dealer)
        order.action_confirm()
        for records in (order.picking_ids, order.picking_ids.move_ids, order.picking_ids.move_line_ids):
            self.assertEqual(records.dealer_id, self.dealer if records else records.dealer_id)
        order.order_line.qty_delivered = 3
        invoice = order._create_invoices()
        self.assertEqual(invoice.dealer_id, self.dealer)
        self.assertEqual(invoice.line_ids.dealer_id, self.dealer)

    def test_drop_shipped_goods_belong_to_the_dealer_who_ordered_them(self):
        """What goes to the dealer's own customer is no business of another dealer, even if that customer is one."""
        order = self._order(self.dealer, partner_shipping_id=self.hidden.partner_id.id)
        order.action_confirm()
        self.assertEqual(order.picking_ids.partner_id, self.hidden.partner_id)
        self.assertEqual(order.picking_ids.dealer_id, self.dealer)
        self.assertEqual(order.picking_ids.move_ids.dealer_id, self.dealer)

    def test_delivery_of_an_order_of_others_to_a_dealer(self):
        order = self._order(self.dealer, partner_id=self.partner_a.id, partner_shipping_id=self.hidden.partner_id.id)
        order.action_confirm()
        self.assertFalse(order.picking_ids.dealer_id or order.picking_ids.move_ids.dealer_id)

    def test_orders_follow_the_dealer(self):
        order = self._order(self.dealer)
        order.action_confirm()
        self.dealer.unit_id = self.foreign
        for records in (order, order.order_line, order.picking_ids, order.picking_ids.move_ids):
            self.assertEqual(records.dealer_unit_id, self.foreign)

    def test_salesperson_is_the_account_manager(self):
        manager = self._staff("manager", "dealer.role_account_manager")
        self.dealer.user_id = manager
        team = self.env["crm.team"].create({"name": "Their team", "company_id": self.company.id})
        self.env["crm.team.member"].create({"crm_team_id": team.id, "user_id": manager.id})
        order = self._order(self.dealer)
        self.assertEqual(order.user_id, manager)
        self.assertEqual(order.team_id, team)
        chosen = self._order(self.dealer, user_id=self.env.user.id)
        self.assertEqual(chosen.user_id, self.env.user, "a salesperson given by hand stays")

    def test_order_typed_by_the_sales_desk_is_not_the_desk_s(self):
        manager = self._staff("manager", "dealer.role_account_manager")
        self.dealer.user_id = manager
        desk = self._staff("desk", "dealer.role_sales_desk", "unit", self.unit)
        with Form(self.env["sale.order"].with_user(desk)) as form:
            form.partner_id = self.dealer.partner_id
            self.assertEqual(form.user_id, manager)

    def test_price_list_and_payment_terms_of_the_dealer(self):
        term = self.env["account.payment.term"].create({"name": "45 days", "company_id": False})
        other = self.env["account.payment.term"].create({"name": "1 day", "company_id": False})
        self.dealer.partner_id.property_payment_term_id = other
        self.dealer.payment_term_id = term
        order = self._order(self.dealer)
        self.assertEqual(order.payment_term_id, term)
        self.assertEqual(order.pricelist_id, self.dealer.pricelist_id or order.pricelist_id)
        order.action_confirm()
        order.order_line.qty_delivered = 3
        self.assertEqual(order._create_invoices().invoice_payment_term_id, term)

    def test_sales_report_has_the_dealer(self):
        self._order(self.dealer, 4).action_confirm()
        self.env.flush_all()
        groups = self.env["sale.report"]._read_group(
            [("dealer_id", "=", self.dealer.id)], ["dealer_unit_id", "dealer_type_id"], ["product_uom_qty:sum"]
        )
        self.assertEqual(groups, [(self.unit, self.dealer_type, 4.0)])

    def test_groups_by_what_the_dealer_is(self):
        self._order(self.dealer)
        orders = self.env["sale.order"].with_user(self._staff("desk", "dealer.role_sales_desk", "unit", self.unit))
        for name in ("dealer_id", "dealer_unit_id", "dealer_type_id", "dealer_tier_id", "dealer_territory_id"):
            with self.subTest(field=name):
                [group] = orders.formatted_read_group([("dealer_id", "=", self.dealer.id)], [name], ["__count"])
                self.assertEqual(group["__count"], 1)

    def test_smart_button(self):
        self._order(self.dealer)
        self._order(self.dealer).action_confirm()
        self._order(self.hidden).action_confirm()
        self.assertEqual(self.dealer.order_count, 1)
        action = self.dealer.action_open_orders()
        self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 2)
        warehouse = self._staff("warehouse", "dealer.role_warehouse", "unit", self.unit)
        with self.assertRaises(AccessError):
            self.dealer.with_user(warehouse).read(["order_count"])

    def test_dealer_with_unfinished_orders_is_not_terminated(self):
        order = self._order(self.dealer)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, f"1 orders are not yet delivered and invoiced, such as {order.name}"):
            self.dealer.action_terminate("enough")
        self.assertEqual(self.dealer.state, "active")

    def test_quotation_does_not_keep_a_dealer(self):
        self._order(self.dealer)
        self.dealer.action_terminate("enough")
        self.assertEqual(self.dealer.state, "terminated")

    def test_tokens_and_transactions_of_hidden_dealers(self):
        provider = self.env["payment.provider"].create({"name": "Tests", "company_id": self.company.id})
        method = self.env["payment.method"].with_context(active_test=False).search([], limit=1)
        tokens = self.env["payment.token"].create(
            [
                {
                    "provider_id": provider.id,
                    "payment_method_id": method.id,
                    "partner_id": dealer.partner_id.id,
                    "provider_ref": dealer.name,
                }
                for dealer in (self.dealer, self.hidden)
            ]
        )
        desk = self._staff("desk", "dealer.role_sales_desk", "unit", self.unit)
        visible = tokens.with_user(desk)
        self.assertEqual(visible.search([("id", "in", tokens.ids)]), visible[0])
        self.assertFalse(visible[1].has_access("read"))

    def test_custom_values_of_hidden_lines(self):
        template = self.goods.product_tmpl_id
        attribute = self.env["product.attribute"].create(
            {"name": "Text", "value_ids": [Command.create({"name": "own", "is_custom": True})]}
        )
        line = self.env["product.template.attribute.line"].create(
            {
                "product_tmpl_id": template.id,
                "attribute_id": attribute.id,
                "value_ids": [Command.set(attribute.value_ids.ids)],
            }
        )
        orders = self._order(self.dealer) + self._order(self.hidden)
        values = self.env["product.attribute.custom.value"].create(
            [
                {
                    "custom_product_template_attribute_value_id": line.product_template_value_ids.id,
                    "custom_value": "engraving",
                    "sale_order_line_id": order.order_line.id,
                }
                for order in orders
            ]
        )
        desk = self._staff("desk", "dealer.role_sales_desk", "unit", self.unit)
        self.assertEqual(values.with_user(desk).search([("id", "in", values.ids)]), values[0])
