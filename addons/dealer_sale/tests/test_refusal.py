from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DealerOrdersCase


@tagged("post_install", "-at_install")
class TestRefusal(DealerOrdersCase):
    """A dealer that is not active does not order, whatever path leads to a confirmed order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = cls._staff("desk", "dealer.role_sales_desk", "unit", cls.unit)
        cls.applicant = cls._dealer("Applicant", cls.unit, state="applicant")
        cls.held = cls._dealer("Held", cls.unit)
        cls.ended = cls._dealer("Ended", cls.unit)
        cls.orders = {dealer: cls._order(dealer) for dealer in (cls.applicant, cls.held, cls.ended)}
        cls.held.action_hold("unpaid")
        cls.ended.action_terminate("bankrupt")

    def test_each_state_has_its_sentence(self):
        words = {self.applicant: "still an applicant", self.held: "is on hold", self.ended: "has ended"}
        for dealer, order in self.orders.items():
            with self.subTest(state=dealer.state):
                with self.assertRaisesRegex(UserError, f"{order.name}: .*{words[dealer]}") as refused:
                    order.with_user(self.desk).action_confirm()
                self.assertIn(dealer.name, str(refused.exception))
                self.assertNotIn("unpaid", str(refused.exception), "the reason is not for everybody")
                self.assertEqual(order.state, "draft")
                self.assertIn(words[dealer], order.with_user(self.desk).dealer_refusal)

    def test_every_path_of_the_back_office(self):
        order = self.orders[self.held]
        paths = {
            "button": lambda o: o.action_confirm(),
            "portal, payment and link": lambda o: o._validate_order(),
            "system": lambda o: o.sudo().action_confirm(),
            "writing the state": lambda o: o.write({"state": "sale"}),
            "writing the state as the system": lambda o: o.sudo().write({"state": "sale"}),
            "creating it confirmed": lambda o: o.create({"partner_id": self.held.partner_id.id, "state": "sale"}),
            "creating it confirmed by default": lambda o: o.with_context(default_state="sale").create(
                {"partner_id": self.held.partner_id.id}
            ),
            "copying it confirmed": lambda o: o.copy({"state": "sale"}),
            "a context key": lambda o: o.with_context(
                force_confirm=True, bypass_dealer=True, skip_checks=True
            ).action_confirm(),
        }
        for path, confirm in paths.items():
            with self.subTest(path=path), self.assertRaises(UserError), self.cr.savepoint(), mute_logger("odoo.sql_db"):
                confirm(order.with_user(self.desk))
        self.assertEqual(order.state, "draft")
        self.assertFalse(
            self.env["sale.order"].search_count([("dealer_id", "=", self.held.id), ("state", "=", "sale")])
        )

    def test_mass_action_confirms_none_if_one_is_refused(self):
        fine = self._order(self.dealer)
        both = (fine + self.orders[self.held]).with_user(self.desk)
        with self.assertRaisesRegex(UserError, "on hold"), self.cr.savepoint():
            both.action_confirm()
        self.assertEqual(both.mapped("state"), ["draft", "draft"])

    def test_active_again_it_orders(self):
        order = self.orders[self.held]
        self.held.action_resume()
        self.assertFalse(order.dealer_refusal)
        order.with_user(self.desk).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_others_are_not_concerned(self):
        order = self._order(self.dealer, partner_id=self.partner_a.id)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_confirmed_order_grows_only_while_the_dealer_may_order(self):
        order = self._order(self.dealer)
        order.action_confirm()
        self.dealer.action_hold("unpaid")
        line = order.order_line.with_user(self.desk)
        with self.assertRaises(UserError), self.cr.savepoint():
            line.product_uom_qty = 4
        with self.assertRaises(UserError), self.cr.savepoint():
            line.create({"order_id": order.id, "product_id": self.goods.id, "product_uom_qty": 1})
        line.product_uom_qty = 2
        line.create({"order_id": order.id, "display_type": "line_note", "name": "less of it"})
        self.assertEqual(order.order_line.filtered("product_id").product_uom_qty, 2)

    def test_confirmed_order_does_not_move_to_a_dealer_on_hold(self):
        order = self._order(self.dealer, partner_id=self.partner_a.id)
        order.action_confirm()
        with self.assertRaises(UserError), self.cr.savepoint():
            order.partner_id = self.held.partner_id

    def test_on_hold_it_is_served_and_pays(self):
        """What was confirmed before is delivered and invoiced; invoices are paid."""
        order = self._order(self.dealer)
        order.action_confirm()
        self.dealer.action_hold("unpaid")
        order.order_line.qty_delivered = 3
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice, "2026-11-30")
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))

    def test_quotation_is_neither_signed_nor_paid(self):
        order = self.orders[self.held]
        order.write({"require_signature": True, "require_payment": True})
        self.assertFalse(order._has_to_be_signed() or order._has_to_be_paid())
        self.assertRegex(order._dealer_portal_refusal(), "Held cannot place orders at the moment")
        self.held.action_resume()
        self.assertTrue(order._has_to_be_signed() and order._has_to_be_paid())
        self.assertFalse(order._dealer_portal_refusal())
