"""The price charged is the price explained, and every price that lost says why."""

import json
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine import precedence
from .common import PriceCommon
from .world import PriceWorld, chains, items, requests


@tagged("post_install", "-at_install")
class TestExplain(PriceCommon):
    def explain(self, **kwargs):
        return self.dealer.explain_price(kwargs.pop("product", self.product), **kwargs)

    def reasons(self, told):
        return {loser["item_id"]: loser["reason_code"] for loser in told["losers"]}

    def test_winner_losers_and_reasons(self):
        items = {
            "winner": self.make_item(self.own_list, self.product, 80.0, min_quantity=10),
            "step": self.make_item(self.own_list, self.product, 85.0),
            "quantity": self.make_item(self.own_list, self.product, 70.0, min_quantity=50),
            "future": self.make_item(self.own_list, self.product, 60.0, date_start=self.now + timedelta(days=1)),
            "past": self.make_item(self.own_list, self.product, 60.0, date_end=self.now - timedelta(days=1)),
            "tier": self.make_item(self.own_list, self.product, 60.0, tier_ids=self.other_tier),
            "type": self.make_item(self.own_list, self.product, 60.0, type_ids=self.other_type),
            "territory": self.make_item(self.own_list, self.product, 60.0, territory_id=self.other_region.id),
            "level": self.make_item(self.own_list, None, 50.0),
            "list": self.make_item(self.tier_list, self.product, 40.0),
        }
        self.make_item(self.own_list, self.make_product("P other"), 1.0)
        told = self.explain(quantity=10)
        self.assertEqual((told["price"], told["missing"]), (80.0, False))
        self.assertEqual(told["winner"]["item_id"], items.pop("winner").id)
        expected = {item.id: code for code, item in items.items()} | {self.base_list.item_ids.id: "list"}
        self.assertEqual(self.reasons(told), expected)
        self.assertEqual(told["loser_count"], len(expected))
        self.assertTrue(all(loser["reason"] for loser in told["losers"]))

    def test_names_the_lists_in_order(self):
        chain = self.explain()["chain"]
        self.assertEqual([link["role"] for link in chain], ["own", "tier", "type", "territory", "base"])

    def test_no_price_says_so(self):
        self.base_list.item_ids.unlink()
        told = self.explain()
        self.assertEqual((told["missing"], told["price"], told["winner"], told["steps"]), (True, False, {}, []))

    def test_a_base_without_price_is_named(self):
        other = self.make_list("P other", fallback_id=self.tier_list.id)
        item = self.make_item(
            self.own_list, None, compute_price="percentage", base="pricelist", base_pricelist_id=other.id
        )
        told = self.explain()
        self.assertTrue(told["missing"])
        self.assertEqual(self.reasons(told)[item.id], "base")

    def test_the_steps_lead_to_the_price(self):
        yuan, euro = self.set_rates(CNY=8.0, EUR=0.5)
        other = self.make_list("P other", yuan)
        self.make_item(other, self.product, 640.0)
        self.make_item(
            self.own_list,
            None,
            compute_price="formula",
            price_discount=10,
            price_surcharge=1.0,
            base="pricelist",
            base_pricelist_id=other.id,
        )
        told = self.explain(currency="EUR")
        self.assertEqual((told["currency"], told["price"]), (euro.name, 36.5))
        text = " ".join(told["steps"])
        for part in ("640.00", "80.00", "73.00", "36.50", "P other", "less 10 %"):
            self.assertIn(part, text)

    def test_json_safe_and_without_none(self):
        self.make_item(self.own_list, self.product, 80.0, min_quantity=10, date_start=self.now)
        told = self.explain(quantity=3, uom=self.env.ref("uom.product_uom_dozen").id, date="2030-01-01", currency="usd")
        self.assertNotIn("null", json.dumps(told))

    def test_ids_and_records_alike(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        by_record = self.explain(quantity=2, uom=dozen, date=self.now, currency=self.company.currency_id)
        by_id = self.explain(
            product=self.product.id,
            quantity=2,
            uom=dozen.id,
            date=str(self.now),
            currency=self.company.currency_id.id,
        )
        self.assertEqual(by_record, by_id)

    def test_a_dealer_without_list_is_told(self):
        with self.assertRaisesRegex(UserError, "Activate"):
            self.make_dealer("P Applicant", self.unit, state="applicant").explain_price(self.product)
        with self.assertRaises(UserError):
            self.explain(currency="QQQ")

    def test_only_price_readers_in_scope(self):
        reader = self.make_user("p_reader", "sales_desk", "unit", self.unit)
        stranger = self.make_user("p_stranger", "sales_desk", "unit", self.make_unit("P West", company=self.company))
        clerk = self.make_user("p_clerk")
        portal = self.make_member("p_member", self.dealer)
        self.assertEqual(self.dealer.with_user(reader).explain_price(self.product)["price"], 100.0)
        for user in (stranger, clerk, portal):
            with self.assertRaises(AccessError):
                self.dealer.with_user(user).explain_price(self.product)

    def test_on_the_order_line(self):
        item = self.make_item(self.own_list, self.product, 80.0)
        order = self.make_order(self.dealer, (self.product, 5))
        wizard = self.env["dealer.price.explain"].browse(order.order_line.action_explain_price()["res_id"])
        told = wizard._explain()
        self.assertEqual((told["price"], told["winner"]["item_id"]), (order.order_line.price_unit, item.id))
        self.assertEqual(told["quantity"], 5)
        self.assertFalse(told["charged"]["by_hand"] or told["charged"]["changed"])
        self.assertIn("80.00", wizard.explanation_html)

    def test_what_was_charged_is_explained_after_the_lists_changed(self):
        item = self.make_item(self.own_list, self.product, 80.0)
        order = self.make_order(self.dealer, (self.product, 5))
        order.action_confirm()
        item.fixed_price = 60.0
        wizard = self.env["dealer.price.explain"].browse(order.order_line.action_explain_price()["res_id"])
        told = wizard._explain()
        self.assertEqual((told["charged"]["price"], told["charged"]["found"], told["price"]), (80.0, 80.0, 60.0))
        self.assertTrue(told["charged"]["changed"])
        self.assertEqual(told["charged"]["list"], self.own_list.name)
        self.assertIn("The lists have changed since", wizard.explanation_html)

    def test_a_price_set_by_hand_is_called_so(self):
        order = self.make_order(self.dealer, {"product_id": self.product.id, "price_unit": 95.0})
        wizard = self.env["dealer.price.explain"].browse(order.order_line.action_explain_price()["res_id"])
        self.assertTrue(wizard._explain()["charged"]["by_hand"])
        self.assertIn("set by hand", wizard.explanation_html)

    def test_a_rounded_discount_is_not_called_a_price_by_hand(self):
        self.env.ref("base.group_user").implied_ids = [Command.link(self.env.ref("sale.group_discount_per_so_line").id)]
        self.product.list_price = 1234.56
        self.make_item(self.own_list, self.product, compute_price="percentage", percent_price=33.333)
        order = self.make_order(self.dealer, (self.product, 1))
        self.assertEqual(order.order_line.discount, 33.33)
        wizard = self.env["dealer.price.explain"].browse(order.order_line.action_explain_price()["res_id"])
        self.assertFalse(wizard._explain()["charged"]["by_hand"])

    def test_on_paper(self):
        wizard = self.env["dealer.price.explain"].create({"dealer_id": self.dealer.id, "product_id": self.product.id})
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "dealer_price.price_explanation_document", wizard.ids
        )
        self.assertIn("P Product", html.decode())
        self.assertEqual(wizard.action_print()["report_name"], "dealer_price.price_explanation_document")

    def test_the_dialog_asks_with_the_users_rights(self):
        stranger = self.make_user("p_stranger", "sales_desk", "unit", self.make_unit("P West", company=self.company))
        wizards = self.env["dealer.price.explain"].with_user(stranger)
        with self.assertRaises(AccessError):
            wizard = wizards.create({"dealer_id": self.dealer.id, "product_id": self.product.id})
            wizard.read(["explanation_html"])


@tagged("post_install", "-at_install")
class TestExplainAlways(PriceWorld):
    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(chain=chains, drawn_items=st.lists(items, min_size=1, max_size=10), asked=requests)
    def test_the_price_charged_is_the_price_explained(self, chain, drawn_items, asked):
        """For any lists: the explanation has the engine's price and winner, and no loser that should have won."""
        savepoint = self.env.cr.savepoint()
        try:
            self.put_chain(chain)
            self.put_items(drawn_items)
            product, quantity, unit, moment, currency = self.asked(asked)
            price, winner = self.price(product, quantity, uom=unit, date=moment, currency=currency)
            told = self.own_list._explain_price(product, quantity, uom=unit, date=moment, currency=currency)
            self.assertEqual((told["price"] or 0.0, told["winner"].get("item_id", False)), (price, winner.id))
            if winner:
                outranked = [loser for loser in told["losers"] if loser["reason_code"] in precedence.PLACES]
                self.assertTrue(all(self._outranks(winner, loser, product) for loser in outranked))
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _outranks(self, winner, loser, product):
        lists = [link.list_id for link in self.own_list._dealer_chain().links]
        keys = [
            item._order_key(lists.index(item.pricelist_id.id), product.uom_id)
            for item in (winner, winner.browse(loser["item_id"]))
        ]
        return keys[0] < keys[1]

    def test_units_are_said_as_a_person_would(self):
        items = self.env["product.pricelist.item"]
        for name, said in (("unit", "9 each"), ("dozen", "9 per dozen"), ("hour", "9 per hour"), ("day", "9 per day")):
            self.assertEqual(items._amount_per("9", self.env.ref(f"uom.product_uom_{name}")), said)
        unit = self.env.ref("uom.product_uom_unit")
        box = self.env["uom.uom"].create({"name": "Box of 7", "relative_factor": 7.0, "relative_uom_id": unit.id})
        self.assertEqual(items._amount_per("9", box), "9 per Box of 7")
        chinese = items.with_context(lang="zh_CN")._amount_per("9", self.env.ref("uom.product_uom_unit"))
        self.assertNotIn("each", chinese)

    def test_what_a_price_is_based_on_begins_with_a_capital(self):
        item = self.make_item(self.own_list, compute_price="formula", base="list_price", price_discount=5.0)
        self.assertEqual(item._method_words(), "Sales price less 5 %")
        item.write({"base": "standard_price", "price_markup": 5.0})
        self.assertEqual(item._method_words(), "Cost plus 5 %")
