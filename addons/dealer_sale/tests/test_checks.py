from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .orders_common import SubmitCase


@tagged("post_install", "-at_install")
class TestChecks(SubmitCase):
    """What the checks of this addon find, and what they leave alone."""

    def test_the_minimum_in_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "company_id": self.company.id, "name": "2020-01-01", "rate": 0.5}
        )
        self.dealer.write({"currency_id": euro.id, "order_minimum": 100.0})
        own = {"pricelist_id": False, "currency_id": self.company.currency_id.id}
        finding = self._found(self._order(self.dealer, quantity=15, **own), "minimum")[0]
        self.assertEqual((finding["amount"], finding["currency_id"]), (50.0, self.company.currency_id.id))
        self.assertFalse(self._found(self._order(self.dealer, quantity=20, **own), "minimum"))

    def test_exactly_the_minimum_is_enough(self):
        self.assertFalse(self._found(self._order(self.dealer, quantity=10), "minimum"))

    def test_multiples_of_terms_and_product_both_count(self):
        self.dealer.order_multiple = 4
        self.goods.order_multiple = 6
        finding = self._found(self._order(self.dealer, quantity=18), "multiple")[0]
        self.assertEqual(finding["data"], {"multiple": 12, "next": 24})
        self.assertIn("Order 24", finding["message"])
        self.assertFalse(self._found(self._order(self.dealer, quantity=24), "multiple"))

    def test_multiples_count_in_the_products_own_unit(self):
        self.dealer.order_multiple = 6
        dozen = self.env.ref("uom.product_uom_dozen")
        line = Command.create({"product_id": self.goods.id, "product_uom_qty": 1.5, "product_uom_id": dozen.id})
        self.assertFalse(self._found(self._order(self.dealer, order_line=[line]), "multiple"))
        line = Command.create({"product_id": self.goods.id, "product_uom_qty": 1.25, "product_uom_id": dozen.id})
        self.assertEqual(self._found(self._order(self.dealer, order_line=[line]), "multiple")[0]["data"]["next"], 18)

    def test_pieces_are_not_asked_of_what_is_weighed(self):
        self.dealer.order_multiple = 6
        rope = self.env["product.product"].create(
            {"name": "Rope", "uom_id": self.env.ref("uom.product_uom_meter").id, "list_price": 100.0}
        )
        line = Command.create({"product_id": rope.id, "product_uom_qty": 2.5})
        order = self._order(self.dealer, order_line=[line])
        self.assertFalse(self._found(order, "multiple"))
        rope.order_multiple = 5
        self.assertEqual(self._found(order, "multiple")[0]["data"]["next"], 5)

    def test_services_have_no_multiple(self):
        self.dealer.order_multiple = 6
        service = self.env["product.product"].create({"name": "Set-up", "type": "service", "list_price": 100.0})
        line = Command.create({"product_id": service.id, "product_uom_qty": 1})
        self.assertFalse(self._found(self._order(self.dealer, order_line=[line]), "multiple"))

    def test_a_purchase_number_is_used_once(self):
        first = self._large(client_order_ref="PO 77")
        first.action_submit()
        second = self._large(client_order_ref=" po77 ")
        self.assertEqual(second.action_submit()["state"], "held")
        self.assertEqual(self._kinds(second), ["purchase_number"])
        self.assertIn(first.name, second.dealer_hold_ids.message)
        second.dealer_hold_ids.with_user(self.manager).action_release("They really want both")
        self.assertEqual(second.state, "sale")

    def test_a_purchase_number_of_others_or_of_the_cancelled_is_free(self):
        first = self._large(client_order_ref="PO 78")
        first.action_submit()
        self.assertEqual(self._order(self.hidden, client_order_ref="PO 78").action_submit()["state"], "confirmed")
        first._action_cancel()
        self.assertEqual(self._large(client_order_ref="PO 78").action_submit()["state"], "confirmed")

    def test_a_quotation_takes_no_purchase_number(self):
        self._large(client_order_ref="PO 79")
        self.assertEqual(self._large(client_order_ref="PO 79").action_submit()["state"], "confirmed")

    def test_a_held_order_keeps_its_purchase_number(self):
        self._small(client_order_ref="PO 80").action_submit()
        self.assertEqual(self._large(client_order_ref="PO 80").action_submit()["state"], "held")

    def test_a_batch_with_one_number_twice(self):
        orders = self._large(client_order_ref="PO 81") | self._large(client_order_ref="PO 81")
        self.assertEqual([result["state"] for result in orders.action_submit()], ["confirmed", "held"])

    def test_the_database_keeps_a_number_from_two_orders_at_once(self):
        """Two transactions that do not see each other: the index is the fence."""
        first, second = self._large(client_order_ref="PO 82"), self._large(client_order_ref="PO 82")
        self.patch(type(first), "_find_purchase_number", lambda orders: iter(()))
        first.action_submit()
        with mute_logger("odoo.sql_db"):
            results = (second | self._large()).action_submit()
        self.assertEqual([result["state"] for result in results], ["refused", "confirmed"])
        self.assertIn("has just submitted another order with the purchase number PO 82", results[0]["message"])
        self.assertEqual(second.state, "draft")

    def test_goods_for_elsewhere(self):
        territory = self.env["dealer.territory"].create({"name": "China T", "country_ids": self.country.ids})
        self.dealer.territory_id = territory
        self.dealer.on_territory = "hold"
        self.assertFalse(self._found(self._large(), "territory"))
        abroad = self.env["res.partner"].create(
            {
                "name": "Site",
                "type": "delivery",
                "parent_id": self.dealer.partner_id.id,
                "country_id": self.env.ref("base.de").id,
            }
        )
        order = self._large(partner_shipping_id=abroad.id)
        self.assertEqual(order.action_submit()["state"], "held")
        self.assertIn("China T", self._open_holds(order).message)
        order.dealer_hold_ids.with_user(self.manager).action_release()
        self.assertEqual(order.state, "sale")

    def test_a_place_within_the_territory_is_inside(self):
        wide = self.env["dealer.territory"].create({"name": "Wide", "country_ids": self.country.ids})
        state = self.env.ref("base.state_cn_SH")
        narrow = self.env["dealer.territory"].create({"name": "Narrow", "parent_id": wide.id, "state_ids": state.ids})
        self.dealer.write({"territory_id": wide.id, "on_territory": "refuse"})
        self.dealer.partner_id.state_id = state
        self.assertFalse(self._found(self._large(), "territory"))
        self.dealer.territory_id = narrow
        self.dealer.partner_id.state_id = self.env.ref("base.state_cn_BJ")
        self.dealer.territory_id = narrow
        self.assertTrue(self._found(self._large(), "territory"))

    def test_the_form_shows_the_findings_while_the_order_is_written(self):
        form = Form(self.env["sale.order"].with_user(self.clerk))
        form.partner_id = self.dealer.partner_id
        with form.order_line.new() as line:
            line.product_id = self.goods
            line.product_uom_qty = 3
        self.assertEqual(form.dealer_findings_level, "hold")
        self.assertIn("70.00", form.dealer_findings_html)
        with form.order_line.edit(0) as line:
            line.product_uom_qty = 10
        self.assertFalse(form.dealer_findings_level)
        self.assertFalse(form.dealer_findings_html)

    def test_the_dealer_is_told_in_its_own_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search([("name", "=", "dealer_sale")])._update_translations(["zh_CN"])
        self.dealer.partner_id.lang = "zh_CN"
        finding = self._found(self._small(), "minimum")[0]
        self.assertIn("order minimum", finding["message"])
        self.assertIn("起订金额", finding["dealer_message"])

    def test_a_message_is_shown_as_text(self):
        self.goods.name = "<b>Bold</b>"
        self.goods.order_multiple = 2
        order = self._small().with_user(self.clerk)
        self.assertIn("&lt;b&gt;Bold", order.dealer_findings_html)

    def test_a_released_hold_is_shown_as_such(self):
        self.dealer.order_multiple = 5
        order = self._small()
        order.action_submit()
        order.dealer_hold_ids.filtered(lambda hold: hold.kind == "minimum").with_user(self.manager).action_release()
        self.assertIn("Released", order.with_user(self.clerk).dealer_findings_html)
        self.assertEqual(order.dealer_findings_level, "hold")

    def test_findings_cost_the_same_for_one_order_and_for_many(self):
        orders = self._orders([self.dealer, self.hidden] * 10, client_order_ref="PO 90")
        orders[0]._dealer_findings()
        counts = []
        for some in (orders[:2], orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._dealer_findings()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestTerms(SubmitCase):
    """How strict the checks are is a term of the type, which a dealer may have otherwise."""

    def test_a_dealer_takes_over_its_types_strictness(self):
        self.dealer_type.write({"on_minimum": "refuse", "on_territory": "hold"})
        dealer = self._dealer("Gamma", self.unit)
        self.assertEqual((dealer.on_minimum, dealer.on_territory, dealer.on_assortment), ("refuse", "hold", "refuse"))
        dealer.on_minimum = "warn"
        self.assertIn("Below the Order Minimum", dealer.terms_overridden)

    def test_other_own_terms_stay_when_strictness_follows_the_type(self):
        self.assertEqual(self.dealer.order_minimum, 100.0)
        self.env.add_to_compute(self.dealer._fields["on_minimum"], self.dealer)
        self.env.flush_all()
        self.assertEqual(self.dealer.order_minimum, 100.0)


@tagged("post_install", "-at_install")
class TestAssortment(SubmitCase):
    """What a dealer may buy, by list, reservation and ban."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["product.category"].create({"name": "Tools"})
        cls.below = cls.env["product.category"].create({"name": "Drills", "parent_id": cls.category.id})
        cls.drill = cls.env["product.product"].create({"name": "Drill", "categ_id": cls.below.id, "list_price": 200.0})
        cls.today = fields.Date.context_today(cls.dealer)

    def _rule(self, effect, **vals):
        names = {"name": f"Rule {effect}", "effect": effect}
        return self.env["dealer.assortment"].create(
            {**names, "product_tmpl_ids": self.drill.product_tmpl_id.ids, **vals}
        )

    def _refused(self, dealer, *products, day=None):
        templates = self.env["product.template"].union(*(product.product_tmpl_id for product in products))
        refusals = self.env["dealer.assortment"]._refusals(dealer, templates, day or self.today)
        return [product for product in products if (dealer.id, product.product_tmpl_id.id) in refusals]

    def test_without_rules_everything_may_be_bought(self):
        self.assertEqual(self._refused(self.dealer, self.drill, self.goods), [])

    def test_a_list_limits_the_dealers_it_names(self):
        self._rule("limit", dealer_ids=self.dealer.ids)
        self.assertEqual(self._refused(self.dealer, self.drill, self.goods), [self.goods])
        self.assertEqual(self._refused(self.hidden, self.drill, self.goods), [])

    def test_several_lists_add_up(self):
        self._rule("limit", dealer_ids=self.dealer.ids)
        self._rule("limit", type_ids=self.dealer_type.ids, product_tmpl_ids=self.goods.product_tmpl_id.ids)
        self.assertEqual(self._refused(self.dealer, self.drill, self.goods, self.stored), [self.stored])
        self.assertEqual(self._refused(self.hidden, self.drill, self.goods), [self.drill])

    def test_a_reservation_keeps_others_away(self):
        self._rule("reserve", dealer_ids=self.dealer.ids)
        self.assertEqual(self._refused(self.dealer, self.drill, self.goods), [])
        self.assertEqual(self._refused(self.hidden, self.drill, self.goods), [self.drill])

    def test_a_reservation_for_either_of_two(self):
        self._rule("reserve", dealer_ids=self.dealer.ids)
        self._rule("reserve", dealer_ids=self.hidden.ids)
        self.assertEqual(self._refused(self.hidden, self.drill), [])

    def test_a_ban_wins(self):
        self._rule("limit", dealer_ids=self.dealer.ids)
        self._rule("reserve", dealer_ids=self.dealer.ids)
        self._rule("forbid", dealer_ids=self.dealer.ids)
        refusals = self.env["dealer.assortment"]._refusals(self.dealer, self.drill.product_tmpl_id, self.today)
        self.assertEqual([rule.effect for rule in refusals.values()], ["forbid"])

    def test_categories_count_with_those_below(self):
        self._rule("forbid", product_tmpl_ids=False, categ_ids=self.category.ids)
        self.assertEqual(self._refused(self.dealer, self.drill, self.goods), [self.drill])

    def test_conditions_must_all_hold(self):
        wide = self.env["dealer.territory"].create({"name": "Wide T"})
        narrow = self.env["dealer.territory"].create({"name": "Narrow T", "parent_id": wide.id})
        tier = self.env["dealer.tier"].create(
            {"name": "Gold T", "code": "goldt", "sequence": 1, "company_id": self.company.id}
        )
        self.dealer.write({"tier_id": tier.id, "territory_id": narrow.id})
        self.hidden.write({"tier_id": tier.id})
        self._rule("forbid", tier_ids=tier.ids, territory_id=wide.id, type_ids=self.dealer_type.ids)
        self.assertEqual(self._refused(self.dealer, self.drill), [self.drill])
        self.assertEqual(self._refused(self.hidden, self.drill), [])

    def test_dates_include_both_ends(self):
        self._rule("forbid", date_from=self.today, date_to=self.today)
        one = timedelta(days=1)
        found = [
            bool(self._refused(self.dealer, self.drill, day=day))
            for day in (self.today - one, self.today, self.today + one)
        ]
        self.assertEqual(found, [False, True, False])

    def test_archived_and_foreign_rules_do_not_count(self):
        self._rule("forbid", active=False)
        self._rule("forbid", company_id=self.env["res.company"].create({"name": "Other"}).id)
        self.assertEqual(self._refused(self.dealer, self.drill), [])

    def test_an_order_with_what_must_not_be_bought(self):
        self._rule("forbid")
        line = Command.create({"product_id": self.drill.id, "product_uom_qty": 2})
        order = self._order(self.dealer, order_line=[line])
        result = order.action_submit()
        self.assertEqual((result["state"], result["holds"][0]["kind"]), ("refused", "assortment"))
        self.dealer.on_assortment = "hold"
        self.assertEqual(order.action_submit()["state"], "held")
        order.dealer_hold_ids.with_user(self.manager).action_release()
        self.assertEqual(order.state, "sale")

    def test_released_products_ask_again_when_there_are_more(self):
        self._rule("forbid")
        self.dealer.on_assortment = "hold"
        line = Command.create({"product_id": self.drill.id, "product_uom_qty": 2})
        order = self._order(self.dealer, order_line=[line])
        order.action_submit()
        hold = order.dealer_hold_ids
        order.order_line.product_uom_qty = 3
        self.assertEqual(hold.with_user(self.manager).action_release()[0]["state"], "held")

    def test_the_domain_and_the_check_agree(self):
        self._rule("limit", dealer_ids=self.dealer.ids)
        self._rule("reserve", dealer_ids=self.hidden.ids, product_tmpl_ids=self.stored.product_tmpl_id.ids)
        self._rule("reserve", dealer_ids=self.dealer.ids)
        products = [self.drill, self.goods, self.stored]
        for dealer in (self.dealer, self.hidden):
            domain = self.env["dealer.assortment"]._allowed_domain(dealer, self.today)
            allowed = self.env["product.template"].search(domain)
            refused = self._refused(dealer, *products)
            self.assertEqual([p for p in products if p.product_tmpl_id not in allowed], refused, dealer.name)

    def test_the_answer_for_integrators(self):
        self._rule("forbid")
        answer = self.dealer.with_user(self.clerk).assortment_refusals([self.drill.id, self.goods.id])
        self.assertEqual(list(answer), [str(self.drill.id)])
        self.assertIn("not sold to this dealer", answer[str(self.drill.id)])
