from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .orders_common import SubmitCase


@tagged("post_install", "-at_install")
class TestGuard(SubmitCase):
    """No path leads to a confirmed order past the checks."""

    def setUp(self):
        super().setUp()
        self.order = self._small()

    def _assert_untouched(self):
        self.env.invalidate_all()
        self.assertIn(self.order.state, ("draft", "sent"))
        self.assertFalse(self.order.picking_ids)

    def test_confirming_raises_and_names_what_was_found(self):
        with self.assertRaisesRegex(UserError, "order minimum"):
            self.order.with_user(self.clerk).action_confirm()
        self._assert_untouched()
        self.assertFalse(self.order.dealer_hold_ids)

    def test_a_held_order_is_not_confirmed_by_hand(self):
        self.order.action_submit()
        with self.assertRaises(UserError):
            self.order.action_confirm()
        self._assert_untouched()

    def test_a_mass_action_names_the_bad_order_and_confirms_none(self):
        good = self._large()
        with self.assertRaisesRegex(UserError, self.order.name):
            (good | self.order).with_user(self.clerk).action_confirm()
        self.assertEqual(good.state, "draft")
        self._assert_untouched()

    def test_the_state_is_not_written(self):
        for vals in ({"state": "sale"}, {"state": "sale", "locked": True}):
            for order in (self.order, self._large(), self.order.sudo()):
                with self.subTest(vals=vals, order=order), self.assertRaisesRegex(UserError, "cannot be written"):
                    order.with_user(self.clerk).write(vals)
        self._assert_untouched()

    def test_the_state_is_not_written_through_another_record(self):
        manager = self.env.ref("base.user_admin")
        with self.assertRaisesRegex(UserError, "cannot be written"):
            self.dealer.partner_id.with_user(manager).sudo().write(
                {"sale_order_ids": [Command.update(self.order.id, {"state": "sale"})]}
            )
        self._assert_untouched()

    def test_no_order_is_born_confirmed(self):
        vals = {"partner_id": self.dealer.partner_id.id, "order_line": [Command.create({"product_id": self.goods.id})]}
        sale_orders = self.env["sale.order"].with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "cannot be written"):
            sale_orders.create({**vals, "state": "sale"})
        with self.assertRaisesRegex(UserError, "cannot be written"):
            sale_orders.with_context(default_state="sale").create(vals)
        with self.assertRaisesRegex(UserError, "cannot be written"):
            self.order.with_user(self.clerk).copy({"state": "sale"})

    def test_no_context_key_lets_an_order_pass(self):
        names = (
            "bypass_risk bypass_hold bypass_check skip_check skip_validation no_check force force_confirm tracking_disable"
            " mail_notrack import_file install_mode active_test dealer_verb dealer_transition validate_analytic"
        )
        order = self.order.with_user(self.clerk).with_context(**dict.fromkeys(names.split(), True))
        with self.assertRaises(UserError):
            order.action_confirm()
        with self.assertRaises(UserError):
            order.write({"state": "sale"})
        self.assertEqual(order.action_submit()["state"], "held")
        self._assert_untouched()

    def test_columns_of_the_verbs_are_not_written(self):
        for vals in (
            {"submitted_by": self.clerk.id},
            {"submitted_at": "2026-01-01"},
            {"dealer_state": "paid"},
            {"open_hold_count": 0},
            {"refusal_reason": "No"},
            {"purchase_claimed": True},
            {"split_root_id": self.order.id},
            {"submitted_at": "2026-01-01", "dealer_verb": "orders"},
            {"on_behalf": False},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "kept by the order itself"):
                self.order.with_user(self.clerk).write(vals)
            with self.subTest(create=vals), self.assertRaisesRegex(UserError, "kept by the order itself"):
                self.env["sale.order"].with_user(self.clerk).create({"partner_id": self.dealer.partner_id.id, **vals})

    def test_holds_are_not_made_or_changed_by_anybody(self):
        self.order.action_submit()
        hold = self.order.dealer_hold_ids
        admin = self.env.ref("base.user_admin")
        for user in (self.clerk, self.manager, admin):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    hold.with_user(user).write({"state": "released"})
                with self.assertRaises(AccessError):
                    hold.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    hold.with_user(user).copy()

    def test_holds_are_not_changed_through_the_order(self):
        self.order.action_submit()
        hold = self.order.dealer_hold_ids
        with self.assertRaises(AccessError):
            self.order.with_user(self.clerk).write(
                {"dealer_hold_ids": [Command.update(hold.id, {"state": "released"})]}
            )
        with self.assertRaises(AccessError):
            self.order.with_user(self.clerk).write({"dealer_hold_ids": [Command.delete(hold.id)]})
        self.assertEqual(hold.state, "open")

    def test_a_confirmed_order_does_not_go_back_by_hand(self):
        order = self._large()
        order.action_submit()
        for state in ("draft", "sent", "cancel"):
            with self.subTest(state=state), self.assertRaisesRegex(UserError, "cannot be written"):
                order.with_user(self.clerk).write({"state": state})
        self.assertEqual(order.state, "sale")

    def test_a_confirmed_order_keeps_its_dealer(self):
        partner = self.env["res.partner"].create({"name": "Somebody"})
        order = self._order(self.dealer, quantity=20)
        order.partner_id = partner
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "another dealer"), self.env.cr.savepoint():
            order.partner_id = self.dealer.partner_id
        self.env.invalidate_all()
        self.assertFalse(order.dealer_id)

    def test_an_automation_does_not_confirm(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Confirm",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "state": "code",
                "code": "records.write({'state': 'sale'})",
            }
        )
        with self.assertRaisesRegex(UserError, "cannot be written"):
            action.with_context(active_model="sale.order", active_id=self.order.id, active_ids=self.order.ids).run()
        self._assert_untouched()

    def test_core_features_on_quotations_still_work(self):
        self.order.with_user(self.clerk).action_quotation_sent()
        self.assertEqual((self.order.state, self.order.dealer_state), ("sent", "draft"))
        self.order.with_user(self.clerk)._action_cancel()
        self.assertEqual(self.order.dealer_state, "cancelled")
        self.order.with_user(self.clerk).action_draft()
        self.assertEqual((self.order.state, self.order.dealer_state), ("draft", "draft"))


@tagged("post_install", "-at_install")
class TestGrowth(SubmitCase):
    """More on a confirmed order is ordering; the same, less, or what is shipped is not."""

    def setUp(self):
        super().setUp()
        self.order = self._large()
        self.order.action_submit()
        self.line = self.order.order_line
        self.forbidden = self.env["product.product"].create({"name": "Forbidden", "list_price": 5.0, "taxes_id": False})
        self.env["dealer.assortment"].create(
            {"name": "Not for you", "effect": "forbid", "product_tmpl_ids": self.forbidden.product_tmpl_id.ids}
        )

    def _line_vals(self):
        return {"order_id": self.order.id, "product_id": self.forbidden.id, "product_uom_qty": 1}

    def test_a_line_that_must_not_be_bought_is_not_added(self):
        for way in (
            lambda: self.env["sale.order.line"].with_user(self.clerk).create(self._line_vals()),
            lambda: self.order.with_user(self.clerk).write({"order_line": [Command.create(self._line_vals())]}),
        ):
            with self.assertRaisesRegex(UserError, "not sold to this dealer"), self.env.cr.savepoint():
                way()
        self.assertEqual(self.order.order_line, self.line)

    def test_a_line_does_not_slip_in_from_another_order(self):
        other = self._large()
        line = self.env["sale.order.line"].create({**self._line_vals(), "order_id": other.id})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            line.with_user(self.clerk).order_id = self.order

    def test_a_growing_line_meets_the_checks_of_lines(self):
        self.dealer.write({"order_multiple": 6, "on_multiple": "hold"})
        with self.assertRaisesRegex(UserError, "multiple of 6"), self.env.cr.savepoint():
            self.line.with_user(self.clerk).product_uom_qty = 25
        self.line.with_user(self.clerk).product_uom_qty = 30
        self.assertEqual(self.line.product_uom_qty, 30)

    def test_growing_is_not_asked_what_was_asked_once(self):
        self.dealer.order_minimum = 1000.0
        self.line.with_user(self.clerk).product_uom_qty = 21
        self.assertEqual(self.line.product_uom_qty, 21)

    def test_less_may_be_ordered_until_picking_begins(self):
        self.dealer.write({"order_multiple": 6, "on_multiple": "hold"})
        self.line.with_user(self.clerk).product_uom_qty = 19
        self.assertEqual(self.line.product_uom_qty, 19)

    def test_another_price_meets_the_checks(self):
        finding = self.order._dealer_finding(self.order, "price", "Too cheap", "hold", amount=1.0)
        self.patch(type(self.order), "_dealer_findings", lambda orders: {one.id: [finding] for one in orders})
        for vals in ({"price_unit": 9.0}, {"discount": 10.0}, {"price_unit": 11.0}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "Too cheap"), self.env.cr.savepoint():
                self.line.with_user(self.clerk).write(vals)
        self.line.with_user(self.clerk).write({"price_unit": 10.0, "name": "Same price, other words"})

    def test_notes_and_down_payments_are_no_growth(self):
        self.dealer.action_hold("Unpaid")
        lines = self.env["sale.order.line"].with_user(self.clerk)
        note = lines.create({"order_id": self.order.id, "display_type": "line_note", "name": "Ring twice"})
        self.assertTrue(note.exists())
        with self.assertRaises(UserError):
            lines.create({"order_id": self.order.id, "product_id": self.goods.id, "product_uom_qty": 1})

    def test_what_is_shipped_stays_invoiceable(self):
        self._ship(self.order)
        self.dealer.action_hold("Unpaid")
        self.assertEqual(self._invoice(self.order).amount_untaxed, 200.0)

    def test_a_new_address_meets_the_check_of_territories(self):
        territory = self.env["dealer.territory"].create({"name": "Here", "country_ids": self.country.ids})
        self.dealer.write({"territory_id": territory.id, "on_territory": "refuse"})
        abroad = self.env["res.partner"].create(
            {
                "name": "Abroad",
                "type": "delivery",
                "parent_id": self.dealer.partner_id.id,
                "country_id": self.env.ref("base.de").id,
            }
        )
        with self.assertRaisesRegex(UserError, "outside the dealer's territory"), self.env.cr.savepoint():
            self.order.with_user(self.clerk).partner_shipping_id = abroad
