from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .book_common import BookCommon


@tagged("-at_install", "post_install")
class TestPriceSimulation(BookCommon):
    def simulate(self, change, *dealers):
        """Return {(dealer, product, quantity): line} of the simulation."""
        action = change.action_simulate()
        simulation = self.env[action["res_model"]].with_user(self.manager).browse(action["res_id"])
        if dealers:
            simulation.dealer_ids = self.env["dealer.dealer"].union(*dealers)
        simulation.action_run()
        self.simulation = simulation
        return {(line.dealer_id, line.product_id, line.min_quantity): line for line in simulation.line_ids}

    def test_before_and_after(self):
        self.sell(self.dealer, self.product, 4)
        change = self.make_change((self.product, 90), (self.product, 80, 10))
        lines = self.simulate(change)
        low, high = lines[self.dealer, self.product, 0], lines[self.dealer, self.product, 10]
        self.assertEqual((low.price_before, low.price_after, low.pricelist_id), (100, 90, self.own_list))
        self.assertEqual((high.price_before, high.price_after), (100, 80))
        self.assertEqual((low.sold_quantity, low.effect_amount), (4, -40))
        self.assertEqual((self.simulation.revenue_before, self.simulation.effect_amount), (400, -40))
        self.assertAlmostEqual(self.simulation.margin_before, 40)
        self.assertAlmostEqual(self.simulation.margin_after, (360 - 240) / 360 * 100, places=1)

    def test_margin_is_that_of_what_has_a_cost(self):
        unknown = self.make_product("P Without cost", 50.0)
        self.sell(self.dealer, self.product, 4)
        self.sell(self.dealer, unknown, 100)
        lines = self.simulate(self.make_change((self.product, 90), (unknown, 45)))
        line = lines[self.dealer, unknown, 0]
        self.assertEqual((line.effect_amount, line.margin_before, line.margin_after), (-500, 0, 0))
        self.assertAlmostEqual(self.simulation.margin_before, 40)
        self.assertAlmostEqual(self.simulation.margin_after, (360 - 240) / 360 * 100, places=1)

    def test_nothing_is_left_behind(self):
        self.load(self.row(price=80))
        before = self.items().read()
        change = self.make_change((self.product, 90), date_start=self.today)
        self.simulate(change)
        self.assertEqual(self.items().read(), before)
        self.assertEqual((change.state, change.line_ids.item_id.id), ("draft", False))
        self.assertEqual(self.price()[0], 80)
        change.action_release()
        self.assertEqual(len(self.items()), 2)

    def test_list_of_a_tier_moves_only_dealers_without_a_nearer_price(self):
        self.load(self.row(price=70))
        lines = self.simulate(self.make_change((self.product, 90), pricelist=self.tier_list))
        own, other = lines[self.dealer, self.product, 0], lines[self.other_dealer, self.product, 0]
        self.assertEqual((own.price_before, own.price_after, own.changed), (70, 70, False))
        self.assertEqual((other.price_before, other.price_after, other.changed), (100, 90, True))
        self.assertEqual((self.simulation.changed_count, self.simulation.unmoved_count), (1, 1))
        self.assertNotIn(self.west_dealer, {key[0] for key in lines})

    def test_condition_that_wins_over_the_new_price_shows(self):
        self.make_item(self.own_list, self.product.product_tmpl_id, 55.0, tier_ids=self.tier)
        line = self.simulate(self.make_change((self.product, 90)))[self.dealer, self.product, 0]
        self.assertEqual((line.price_after, line.changed), (55, False))

    def test_rules_are_simulated_on_what_was_sold(self):
        self.sell(self.other_dealer, self.second, 2, price=50)
        self.make_item(self.own_list, compute_price="percentage", percent_price=10)
        wizard = self.env["dealer.price.copy"].with_user(self.manager)
        wizard = wizard.create({"source_id": self.dealer.id, "dealer_ids": self.other_dealer.ids})
        change = self.env["dealer.price.change"].browse(wizard.action_prepare()["res_id"])
        lines = self.simulate(change.with_user(self.manager))
        self.assertEqual(list(lines), [(self.other_dealer, self.second, 0)])
        self.assertEqual(lines[self.other_dealer, self.second, 0].price_after, 45)

    def test_only_drafts(self):
        change = self.make_change((self.product, 90))
        change.action_release()
        with self.assertRaises(UserError):
            self.simulate(change)

    def test_weakest_users(self):
        change = self.make_change((self.product, 90))
        with self.assertRaises(AccessError):
            change.with_user(self.salesman).action_simulate()
        with self.assertRaises(AccessError):
            self.simulate(change, self.west_dealer)
        self.simulate(change)
        colleague = self.make_user("p_colleague", self.role, "subtree", self.unit)
        with self.assertRaises(AccessError):
            self.simulation.with_user(colleague).action_run()
