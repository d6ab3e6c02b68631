from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .book_common import BookCommon


@tagged("-at_install", "post_install")
class TestForeignLists(BookCommon):
    """Nobody learns a price by naming a list that is not theirs where the prices are worked out for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.west_list = cls.west_dealer.pricelist_id
        cls.make_item(cls.west_list, cls.product.product_tmpl_id, 44.0)
        cls.stranger = cls.env["res.partner"].create({"name": "P Stranger", "is_company": True})

    def as_user(self, user, record):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[record._name].with_user(user).browse(record.id)

    def test_an_order_is_not_priced_by_another_dealers_list(self):
        order = self.make_order(self.dealer, (self.product, 1))
        orders = self.as_user(self.salesman, order)
        line = [Command.create({"product_id": self.product.id, "product_uom_qty": 1})]
        values = {"partner_id": self.dealer.partner_id.id, "pricelist_id": self.west_list.id, "order_line": line}
        for attempt in (
            lambda: orders.write({"pricelist_id": self.west_list.id}),
            lambda: orders.web_save(
                {"pricelist_id": self.west_list.id}, {"order_line": {"fields": {"price_unit": {}}}}
            ),
            lambda: orders.copy({"pricelist_id": self.west_list.id}),
            lambda: orders.create(values),
            lambda: orders.create({**values, "partner_id": self.stranger.id}),
        ):
            with self.assertRaises(UserError) as refused, self.cr.savepoint():
                attempt()
            self.assertNotIn(self.west_list.name, str(refused.exception))
        self.assertEqual(order.pricelist_id, self.own_list)

    def test_nor_by_the_list_of_another_dealer_in_scope(self):
        other = self.make_dealer("P Neighbour", self.unit)
        with self.assertRaises(ValidationError):
            self.make_order(self.dealer, (self.product, 1)).pricelist_id = other.pricelist_id

    def test_a_sent_quotation_that_goes_to_another_customer_leaves_the_list(self):
        order = self.make_order(self.dealer, (self.product, 1))
        order.action_quotation_sent()
        order.partner_id = self.stranger
        self.assertFalse(order.pricelist_id.dealer_id)
        order.partner_id = self.west_dealer.partner_id
        self.assertEqual(order.pricelist_id, self.west_list)

    def test_contacts_of_a_dealer_are_priced_by_its_list(self):
        buyer = self.env["res.partner"].create({"name": "P Buyer", "parent_id": self.dealer.partner_id.id})
        order = self.make_order(self.dealer, (self.product, 1), partner_id=buyer.id)
        self.assertEqual(order.pricelist_id, self.own_list)

    def test_no_contact_is_given_another_dealers_list(self):
        for partner in (self.dealer.partner_id, self.stranger):
            for name in ("property_product_pricelist", "specific_property_product_pricelist"):
                with self.assertRaises(UserError), self.cr.savepoint():
                    self.as_user(self.salesman, partner).write({name: self.west_list.id})
        with self.assertRaises(UserError), self.cr.savepoint():
            self.env["res.partner"].with_user(self.salesman).create(
                {"name": "P New", "property_product_pricelist": self.west_list.id}
            )

    def test_who_leaves_a_dealer_leaves_its_prices(self):
        buyer = self.env["res.partner"].create({"name": "P Buyer", "parent_id": self.dealer.partner_id.id})
        self.assertEqual(buyer.property_product_pricelist, self.own_list)
        buyer.parent_id = False
        self.assertFalse(buyer.property_product_pricelist.dealer_id)
        order = self.make_order(self.dealer, (self.product, 1), partner_id=buyer.id)
        self.assertFalse(order.pricelist_id.dealer_id)

    def test_no_list_falls_back_to_a_list_out_of_scope(self):
        lists = self.as_user(self.manager, self.own_list)
        values = {"name": "P mine", "company_id": self.company.id}
        for attempt in (
            lambda: lists.write({"fallback_id": self.west_list.id}),
            lambda: lists.create({**values, "fallback_id": self.west_list.id}),
            lambda: lists.with_context(default_fallback_id=self.west_list.id).create(values),
            lambda: lists.create({**values, "dealer_id": self.west_dealer.id}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attempt()

    def test_no_price_is_based_on_a_list_out_of_scope(self):
        item = self.make_item(
            self.own_list, compute_price="formula", base="pricelist", base_pricelist_id=self.tier_list.id
        )
        items = self.as_user(self.manager, item)
        based = {"compute_price": "formula", "base": "pricelist", "base_pricelist_id": self.west_list.id}
        lists = items.pricelist_id
        for attempt in (
            lambda: items.write({"base_pricelist_id": self.west_list.id}),
            lambda: items.copy({"base_pricelist_id": self.west_list.id}),
            lambda: items.create({"pricelist_id": self.own_list.id, **based}),
            lambda: lists.write({"item_ids": [Command.create(based)]}),
            lambda: lists.create({"name": "P mine", "item_ids": [Command.create(based)]}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attempt()
        self.assertEqual(item.base_pricelist_id, self.tier_list)

    def test_nor_by_a_default_that_the_author_has_saved(self):
        """Defaults are filled in after what the caller has sent was looked at; they would tell prices all the same."""
        self.make_default("product.pricelist", "fallback_id")
        self.make_default("product.pricelist.item", "base_pricelist_id")
        based = {"pricelist_id": self.own_list.id, "compute_price": "formula", "base": "pricelist"}
        for name, values in (("product.pricelist", {"name": "P mine"}), ("product.pricelist.item", based)):
            with self.subTest(model=name):
                records = self.as_user(self.manager, self.env[name])
                with self.assertRaises(AccessError), self.cr.savepoint():
                    records.create(values)

    def test_nor_by_a_default_of_the_callers(self):
        based = {"pricelist_id": self.own_list.id, "compute_price": "formula", "base": "pricelist"}
        items = self.as_user(self.manager, self.env["product.pricelist.item"])
        with self.assertRaises(AccessError), self.cr.savepoint():
            items.with_context(default_base_pricelist_id=self.west_list.id).create(based)

    def test_a_saved_default_within_reach_serves(self):
        self.make_default("product.pricelist", "fallback_id", self.tier_list)
        lists = self.as_user(self.manager, self.env["product.pricelist"])
        made = lists.create({"name": "P mine", "company_id": self.company.id})
        self.assertEqual(made.fallback_id.id, self.tier_list.id)

    def make_default(self, model, field, pricelist=None):
        """Save a default of the price manager's own."""
        defaults = self.env["ir.default"].with_user(self.manager)
        defaults.set(model, field, (pricelist or self.west_list).id, user_id=True)
