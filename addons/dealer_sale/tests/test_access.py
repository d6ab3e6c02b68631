from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DealerOrdersCase


@tagged("post_install", "-at_install")
class TestAccess(DealerOrdersCase):
    """What the matrix does not say: how orders come into and go out of reach."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seen, cls.kept = cls._order(cls.dealer), cls._order(cls.hidden)
        cls.desk = cls._staff("desk", "dealer.role_sales_desk", "unit", cls.unit)
        cls.models = ("sale.order", "sale.order.line", "sale.report")
        cls.env.flush_all()

    def _dealers_seen(self, user, model):
        return self.env[model].with_user(user).search([("dealer_id", "!=", False)]).sudo().dealer_id

    def test_revoking_the_line_refuses_at_once(self):
        self.assertTrue(self.seen.with_user(self.desk).read(["amount_total"]))
        self.desk.role_line_ids.unlink()
        for model in self.models:
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.desk).search([])
        with self.assertRaises(AccessError):
            self.seen.with_user(self.desk).read(["amount_total"])

    def test_shortening_the_line_refuses_at_once(self):
        for vals in ({"date_to": "2020-12-31"}, {"date_to": False, "date_from": "2099-01-01"}):
            self.desk.role_line_ids.write(vals)
            self.assertFalse(self.seen.with_user(self.desk).has_access("read"))

    def test_moving_the_dealer_moves_its_orders(self):
        self.dealer.unit_id = self.sibling
        self.hidden.unit_id = self.unit
        self.env.flush_all()
        for model in self.models:
            self.assertEqual(self._dealers_seen(self.desk, model), self.hidden, model)

    def test_moving_a_unit_moves_the_orders_of_its_dealers(self):
        region = self._staff("region", "dealer.role_sales_desk", "subtree", self.unit)
        self.assertEqual(self._dealers_seen(region, "sale.order"), self.dealer)
        self.sibling.parent_id = self.unit
        self.assertEqual(self._dealers_seen(region, "sale.order"), self.dealer + self.hidden)

    def test_a_new_account_manager_gets_the_orders_and_the_old_one_loses_them(self):
        old, new = (self._staff(name, "dealer.role_account_manager") for name in ("old", "new"))
        self.dealer.user_id = old
        self.assertEqual(self._dealers_seen(old, "sale.order"), self.dealer)
        self.dealer.user_id = new
        for model in self.models:
            self.assertFalse(self._dealers_seen(old, model), model)
            self.assertEqual(self._dealers_seen(new, model), self.dealer, model)

    def test_salesperson_of_an_order_without_scope_does_not_reach_it(self):
        """The platform shows salespeople their orders; the access scope is on top of that."""
        self.kept.user_id = self.desk
        self.assertFalse(self.kept.with_user(self.desk).has_access("read"))

    def test_group_that_sees_all_orders_sees_those_not_of_dealers(self):
        neutral = self._order(self.dealer, partner_id=self.partner_a.id)
        plain = self._staff("plain", None)
        plain.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        found = self.env["sale.order"].with_user(plain).search([])
        self.assertIn(neutral, found)
        self.assertFalse(found & (self.seen + self.kept))

    def test_dealer_of_two_companies(self):
        other = self._create_company(name="Sister")
        twin = self._dealer("Alpha", self.foreign, other, self.dealer.partner_id)
        there = self._order(twin)
        both = self._staff("both", "dealer.role_sales_desk", "unit", self.unit, self.company + other)
        orders = self.env["sale.order"].with_user(both).with_context(allowed_company_ids=(self.company + other).ids)
        self.assertIn(self.seen, orders.search([]))
        self.assertNotIn(there, orders.search([]), "the other relation of the same partner is in another unit")
        twin.unit_id = self.unit
        self.assertIn(there, orders.search([]))
        self.assertNotIn(there, orders.with_context(allowed_company_ids=self.company.ids).search([]))

    def test_order_cannot_be_handed_to_a_hidden_dealer(self):
        order = self.seen.with_user(self.desk)
        with self.assertRaises(AccessError), self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
            order.write({"partner_id": self.hidden.partner_id.id})
        neutral = self._order(self.dealer, partner_id=self.partner_a.id).with_user(self.desk)
        with self.assertRaises(AccessError), self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
            neutral.write({"partner_id": self.hidden.partner_id.id})
        line = self.seen.order_line.with_user(self.desk)
        with self.assertRaises(AccessError), self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
            line.copy({"order_id": self.kept.id})

    def test_order_names_no_contact_out_of_reach(self):
        """It would show and print what the contact hides, even where the contact is no dealer of this company."""
        other = self._create_company(name="Sister")
        secret = self._dealer("Secret", self.foreign, other).partner_id
        orders, seen = self.env["sale.order"].with_user(self.desk), self.dealer.partner_id
        for vals in ({"partner_id": secret.id}, {"partner_id": seen.id, "partner_shipping_id": secret.id}):
            with self.assertRaises(AccessError), self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
                orders.create(vals)
            with self.assertRaises(AccessError), self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
                self.seen.with_user(self.desk).write(vals)
        with self.assertRaises(AccessError), self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
            orders.with_context(default_partner_id=secret.id).create({})

    def test_followers_are_seen_with_their_contacts(self):
        self.kept.message_subscribe(self.hidden.partner_id.ids)
        self.seen.message_subscribe(self.dealer.partner_id.ids)
        followers = self.env["mail.followers"].with_user(self.desk)
        found = followers.search([("partner_id", "in", (self.dealer + self.hidden).partner_id.ids)])
        self.assertEqual(found.sudo().partner_id, self.dealer.partner_id)
        self.assertIn(self.dealer.partner_id, self.seen.with_user(self.desk).message_partner_ids)

    def test_wizards_do_not_act_on_hidden_orders(self):
        self.kept.action_confirm()
        wizards = self.env["sale.advance.payment.inv"].with_user(self.desk)
        with self.assertRaises(AccessError), self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
            wizards.create({"sale_order_ids": [(6, 0, self.kept.ids)]}).create_invoices()
        with self.assertRaises(AccessError), self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
            self.env["sale.mass.cancel.orders"].with_user(self.desk).create(
                {"sale_order_ids": [(6, 0, self.kept.ids)]}
            ).action_mass_cancel()
        self.assertEqual((self.kept.state, self.kept.invoice_count), ("sale", 0))

    def test_sums_over_orders_leave_out_hidden_ones(self):
        orders = self.env["sale.order"].with_user(self.desk)
        domain = [("dealer_id", "in", (self.dealer + self.hidden).ids)]
        [(total, count)] = orders._read_group(domain, [], ["amount_untaxed:sum", "__count"])
        self.assertEqual((total, count), (self.seen.amount_untaxed, 1))
        [(quantity,)] = self.env["sale.report"].with_user(self.desk)._read_group(domain, [], ["product_uom_qty:sum"])
        self.assertEqual(quantity, 3)
