from odoo.exceptions import AccessError
from odoo.tests import tagged

from .book_common import BookCommon

PRICE_MODELS = (
    "product.pricelist",
    "product.pricelist.item",
    "dealer.price.book",
    "dealer.price.book.line",
    "dealer.price.change",
    "dealer.price.change.line",
    "dealer.price.import",
    "dealer.price.import.line",
    "dealer.price.mass.change",
    "dealer.price.copy",
    "dealer.price.export",
    "dealer.price.history",
    "dealer.price.simulation",
    "dealer.price.simulation.line",
)


@tagged("-at_install", "post_install")
class TestPriceRights(BookCommon):
    """Who sees and sets which prices, as seen by the weakest users."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls.make_item(cls.own_list, cls.product.product_tmpl_id, 88.0)
        cls.west_list = cls.west_dealer.pricelist_id
        cls.west_item = cls.make_item(cls.west_list, cls.product.product_tmpl_id, 44.0)
        cls.member = cls.make_member("p_member", cls.dealer, role="admin")
        cls.clerk = cls.make_user("p_clerk")

    def call(self, user, model):
        """Return the model as a fresh request of ``user`` has it: without what the cache happens to know."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[model].with_user(user)

    def test_portal_user_reaches_no_price_model(self):
        for name in PRICE_MODELS:
            if name.startswith("product.") and self.env["ir.module.module"]._get("website_sale").state == "installed":
                continue  # the glue add-on's own tests look at these
            for method, arguments in (
                ("search_read", ([], ["id"])),
                ("search_count", ([],)),
                ("formatted_read_group", ([], ["id"], ["__count"])),
                ("create", ([{}],)),
            ):
                with self.assertRaises(AccessError, msg=(name, method)):
                    getattr(self.call(self.member, name), method)(*arguments)

    def test_portal_user_reads_no_list_by_id(self):
        for record in (self.own_list, self.west_list, self.tier_list, self.item, self.west_item):
            with self.assertRaises(AccessError):
                self.call(self.member, record._name).browse(record.id).read(["display_name"])

    def test_portal_user_reads_no_list_through_what_it_may_read(self):
        dealer = self.call(self.member, "dealer.dealer").browse(self.dealer.id)
        self.assertEqual(dealer.read(["name"])[0]["name"], "P Dealer")
        self.assertHidden(dealer, [("pricelist_id.item_ids.fixed_price", ">", 0)])
        order = self.make_order(self.dealer, (self.product, 1))
        order.message_subscribe(self.member.partner_id.ids)
        orders = self.call(self.member, "sale.order").browse(order.id)
        self.assertHidden(orders, [("pricelist_id.item_ids.fixed_price", ">", 0)])

    def assertHidden(self, records, domain):  # noqa: N802 like the other assertions
        """Searching by what lies in the lists is refused, or finds nothing."""
        try:
            found = records.search(domain)
        except AccessError:
            return
        self.assertFalse(found)

    def test_nobody_prices_by_a_list_that_is_not_theirs_to_read(self):
        for user in (self.member, self.salesman, self.clerk):
            product = self.call(user, "product.product").browse(self.product.id)
            pricelist = self.call(user, "product.pricelist").browse(self.west_list.id)
            currency = self.env["res.currency"].with_user(user).browse(self.west_list.currency_id.id)
            for ask in (
                lambda p=product, each=pricelist: each._get_product_price(p, 1),
                lambda p=product, each=pricelist, c=currency: each._compute_price_rule(p, 1, currency=c),
                lambda p=product, each=pricelist: each._get_product_rule(p, 1),
                lambda p=product, each=pricelist: each._dealer_price_missing(p),
                lambda p=product, each=pricelist: each._prices_at(p, 1, None, self.now),
            ):
                with self.assertRaises(AccessError, msg=user.login):
                    ask()

    def test_price_report_of_a_list_outside_the_scope(self):
        data = {"pricelist_id": self.west_list.id, "active_ids": self.product.ids, "active_model": "product.product"}
        for user in (self.salesman, self.member):
            with self.assertRaises(AccessError):
                self.call(user, "report.product.report_pricelist").get_html(data)
        html = self.call(self.west_salesman, "report.product.report_pricelist").get_html(data)
        self.assertIn("44.00", str(html))

    def test_salesman_sees_lists_within_the_scope(self):
        lists = self.call(self.salesman, "product.pricelist").search([])
        self.assertIn(self.own_list, lists)
        self.assertIn(self.tier_list, lists)
        self.assertNotIn(self.west_list, lists)
        items = self.call(self.salesman, "product.pricelist.item").search([])
        self.assertIn(self.item, items)
        self.assertNotIn(self.west_item, items)
        for record in (self.west_list, self.west_item):
            with self.assertRaises(AccessError):
                self.call(self.salesman, record._name).browse(record.id).read(["display_name"])
        grouped = self.call(self.salesman, "product.pricelist.item")._read_group(
            [], ["pricelist_id"], ["fixed_price:sum"]
        )
        self.assertNotIn(self.west_list, {pricelist for pricelist, _sum in grouped})

    def test_user_without_a_role_sees_no_dealers_list(self):
        lists = self.call(self.clerk, "product.pricelist").search([])
        self.assertFalse(lists.sudo().filtered("dealer_id"))
        self.assertFalse(
            self.call(self.clerk, "product.pricelist.item").search([("pricelist_id", "=", self.own_list.id)])
        )

    def test_right_ends_with_the_role_at_the_next_request(self):
        self.assertTrue(self.call(self.salesman, "product.pricelist.item").search([("id", "=", self.item.id)]))
        self.salesman.role_line_ids.date_to = self.day(-2)
        with self.assertRaises(AccessError):
            self.call(self.salesman, "product.pricelist.item").browse(self.item.id).read(["fixed_price"])

    def test_only_price_managers_set_prices_of_dealers(self):
        seller = self.make_user("p_seller", "sales_desk", "unit", self.unit)
        role = self.env["res.users.role"].create(
            {"name": "P Sales administrator", "implied_ids": [(4, self.env.ref("sales_team.group_sale_manager").id)]}
        )
        self.make_role_line(seller, role, "unit", self.unit)
        foreign = self.make_list("P Plain list")
        for pricelist in (self.own_list, self.tier_list, self.base_list, self.west_list):
            theirs = self.call(seller, "product.pricelist").browse(pricelist.id)
            for attempt in (
                lambda each=theirs: each.env["product.pricelist.item"].create({"pricelist_id": each.id}),
                lambda each=theirs: each.write({"name": "x"}),
                theirs.unlink,
            ):
                with self.assertRaises(AccessError, msg=pricelist.name):
                    attempt()
        for attempt in (
            lambda items: items.browse(self.item.id).write({"fixed_price": 1}),
            lambda items: items.browse(self.item.id).unlink(),
        ):
            with self.assertRaises(AccessError):
                attempt(self.call(seller, "product.pricelist.item"))
        own = self.call(seller, "product.pricelist.item").create({"pricelist_id": foreign.id, "fixed_price": 1})
        with self.assertRaises(AccessError):
            own.pricelist_id = self.own_list
        own.fixed_price = 2

    def test_price_manager_sets_prices_within_the_scope(self):
        self.call(self.manager, "product.pricelist.item").browse(self.item.id).fixed_price = 77
        self.assertEqual(self.price()[0], 77)
        applicant = self.make_dealer("P West applicant", self.west_unit, state="applicant")
        moved = self.call(self.manager, "product.pricelist.item").browse(self.item.id)
        for attempt in (
            lambda: moved.write({"pricelist_id": self.west_list.id}),
            lambda: (
                self.call(self.manager, "product.pricelist.item").browse(self.west_item.id).write({"fixed_price": 1})
            ),
            lambda: self.call(self.manager, "product.pricelist").create({"name": "x", "dealer_id": applicant.id}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                attempt()

    def test_seeing_elsewhere_is_not_setting_elsewhere(self):
        self.make_role_line(self.manager, "auditor", "subtree", self.env.ref("dealer.unit_group"))
        self.assertTrue(
            self.call(self.manager, "product.pricelist.item").browse(self.west_item.id).read(["fixed_price"])
        )
        with self.assertRaises(AccessError):
            self.call(self.manager, "product.pricelist.item").browse(self.west_item.id).write({"fixed_price": 1})
        with self.assertRaises(AccessError):
            self.call(self.manager, "product.pricelist.item").create({"pricelist_id": self.west_list.id})

    def test_being_a_price_manager_of_one_unit_is_not_setting_prices_of_another(self):
        """Not even for who administers sales there, and so may write price lists as far as the platform goes."""
        role = self.env["res.users.role"].create(
            {"name": "P Sales administrator", "implied_ids": [(4, self.env.ref("sales_team.group_sale_manager").id)]}
        )
        self.make_role_line(self.manager, role, "subtree", self.west_unit)
        self.call(self.manager, "product.pricelist").browse(self.own_list.id).write({"name": "P mine"})
        for record, values in ((self.west_list, {"name": "x"}), (self.west_item, {"fixed_price": 1})):
            theirs = self.call(self.manager, record._name).browse(record.id)
            self.assertTrue(theirs.has_access("read"))
            for attempt in (lambda each=theirs, vals=values: each.write(vals), theirs.unlink):
                with self.assertRaisesRegex(AccessError, "Only a price manager"), self.cr.savepoint():
                    attempt()
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.call(self.manager, "product.pricelist.item").create({"pricelist_id": self.west_list.id})

    def test_one_users_prices_are_not_another_users(self):
        """The same question, asked in one transaction by a user who may and one who may not."""
        pricelist = self.west_list.with_user(self.west_salesman)
        self.assertEqual(pricelist._get_product_price(self.product, 1), 44)
        with self.assertRaises(AccessError):
            self.west_list.with_user(self.salesman)._get_product_price(self.product, 1)

    def test_lists_of_dealers_are_nobodys_default(self):
        (self.own_list | self.tier_list | self.base_list | self.territory_list).sequence = -5
        customer = self.make_partner("P Customer")
        self.assertIn(customer.property_product_pricelist.kind, ("plain", False))
        self.assertEqual(self.dealer.partner_id.property_product_pricelist, self.own_list)
