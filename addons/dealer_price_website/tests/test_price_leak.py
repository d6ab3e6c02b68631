from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.dealer_price.tests.common import PriceCommon


@tagged("-at_install", "post_install")
class TestPriceLeak(PriceCommon):
    """What the shop lets portal users and visitors read over RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_dealer = cls.make_dealer("P Other dealer", cls.unit)
        cls.own_item = cls.make_item(cls.own_list, cls.product.product_tmpl_id, 88.0)
        cls.other_item = cls.make_item(cls.other_dealer.pricelist_id, cls.product.product_tmpl_id, 44.0)
        cls.public_list = cls.make_list("P Public", selectable=True)
        cls.public_item = cls.make_item(cls.public_list, cls.product.product_tmpl_id, 99.0)
        cls.hidden_list = cls.make_list("P Hidden", selectable=False)
        cls.member = cls.make_member("p_member", cls.dealer, role="admin")
        cls.visitor = cls.env.ref("base.public_user")
        cls.lists = cls.own_list | cls.other_dealer.pricelist_id | cls.tier_list | cls.base_list | cls.hidden_list

    def call(self, user, model):
        """Return the model as a fresh request of ``user`` has it."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[model].with_user(user)

    def test_rights_that_the_platform_gives_are_there(self):
        """Else the other tests would test nothing."""
        for user in (self.member, self.visitor):
            for name in ("product.pricelist", "product.pricelist.item"):
                self.assertTrue(self.env["ir.model.access"].with_user(user).check(name, "read", raise_exception=False))

    def test_no_list_but_those_to_choose_in_the_shop(self):
        for user in (self.member, self.visitor):
            lists = self.call(user, "product.pricelist")
            self.assertFalse(lists.search([("id", "in", self.lists.ids)]))
            self.assertEqual(lists.search([("id", "=", self.public_list.id)]).name, "P Public")
            for pricelist in self.lists:
                with self.assertRaises(AccessError, msg=pricelist.name):
                    self.call(user, "product.pricelist").browse(pricelist.id).read(["name"])

    def test_no_item_at_all(self):
        for user in (self.member, self.visitor):
            self.assertFalse(self.call(user, "product.pricelist.item").search([]))
            self.assertFalse(
                self.call(user, "product.pricelist.item").formatted_read_group(
                    [], ["pricelist_id"], ["fixed_price:sum"]
                )
            )
            for item in self.own_item | self.other_item | self.public_item:
                with self.assertRaises(AccessError):
                    self.call(user, "product.pricelist.item").browse(item.id).read(["fixed_price"])
            readable = self.call(user, "product.pricelist").browse(self.public_list.id)
            self.assertFalse(readable.item_ids)

    def test_no_item_through_other_models(self):
        for user in (self.member, self.visitor):
            for model, field in (
                ("product.template", "pricelist_rule_ids"),
                ("res.country.group", "pricelist_ids.item_ids"),
            ):
                for price in (44, 88):
                    try:
                        found = self.call(user, model).search([(f"{field}.fixed_price", "=", price)])
                    except AccessError:
                        continue
                    self.assertFalse(found, (user.login, model))

    def test_nobody_prices_by_another_list(self):
        other = self.other_dealer.pricelist_id
        for user in (self.member, self.visitor):
            pricelist = self.call(user, "product.pricelist").browse(other.id)
            product = self.product.with_user(user)
            with self.assertRaises(AccessError):
                pricelist._get_product_price(product, 1, currency=self.company.currency_id.with_user(user))

    def test_explanation_of_another_dealer(self):
        for user in (self.member, self.visitor):
            with self.assertRaises(AccessError):
                self.call(user, "dealer.dealer").browse(self.other_dealer.id).explain_price(self.product.id)
