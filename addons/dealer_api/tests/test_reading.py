from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.dealer_api.models.dealer_api_change import KINDS

from .common import ApiCase


@tagged("post_install", "-at_install")
class TestReading(ApiCase):
    """What other systems ask."""

    def noted(self, record):
        """Return what the triggers have written down about a record in this transaction."""
        self.env.flush_all()
        kinds = {"sale.order": "order", "dealer.dealer": "dealer", "product.product": "product"}
        domain = [("kind", "=", kinds[record._name]), ("record_id", "=", record.id)]
        return self.env["dealer.api.change"].search(domain)

    def test_status_of_orders(self):
        sent = self.order()
        [placed] = self.done(self.api.orders_submit([sent]))
        by_ref, by_id = self.done(
            self.api.orders_status([{"order_ref": sent["external_ref"]}, {"order_id": placed["id"]}])
        )
        self.assertEqual({**by_ref, "index": 0}, {**by_id, "index": 0})
        self.assertEqual((by_ref["dealer"], by_ref["order_ref"]), ("EAST", sent["external_ref"]))
        self.assertEqual(by_ref["lines"][0]["delivered"], 0.0)

    def test_orders_of_elsewhere_and_of_nobody_are_unknown(self):
        [hidden] = self._orders(self.dealer_west)
        plain = self.env["sale.order"].create({"partner_id": self.make_partner("No dealer").id})
        for order_id in (hidden.id, plain.id, 2**31 - 1):
            self.refused(self.api.orders_status([{"order_id": order_id}]), "unknown_order", "order_id")
        self.refused(self.api.orders_status([{"order_ref": "nope"}]), "unknown_order", "order_ref")
        self.refused(self.api.orders_status([{}]), "missing")
        self.refused(self.api.orders_status([{"order_id": 2**70}]), "out_of_range")

    def test_the_price_quoted_is_the_price_charged(self):
        self.done(self.api.prices_upsert([{"dealer": "EAST", "product": "G1", "price": 7.77, "quantity": 5.0}]))
        lines = [{"product": "G1", "quantity": 5.0}, {"product": "G1"}, {"product": "nope"}]
        answer = self.api.price_quote("EAST", lines)
        self.assertEqual([result.get("price") for result in answer["results"]], [7.77, 10.0, None])
        self.refused(answer, "unknown_product", index=2)
        explained = self.dealer_east.explain_price(self.goods, 5.0)
        self.assertEqual(explained["winner"]["item_id"], answer["results"][0]["price_item"])
        [placed] = self.done(self.api.orders_submit([self.order(5.0)]))
        self.assertEqual(placed["lines"][0]["price"], 7.77)

    def test_prices_are_told_without_what_binary_fractions_leave(self):
        """3,120 less a tenth is 2,807.9999999999995 in floating point."""
        self.goods.list_price = 3120.0
        rule = {"compute_price": "percentage", "percent_price": 10.0, "applied_on": "3_global"}
        self.env["product.pricelist.item"].create({**rule, "pricelist_id": self.dealer_east.pricelist_id.id})
        [quoted] = self.done(self.api.price_quote("EAST", [{"product": "G1"}]))
        [placed] = self.done(self.api.orders_submit([self.order(1.0)]))
        self.assertEqual(quoted["price"], 2808.0)
        self.assertEqual(placed["lines"][0]["price"], 2808.0)

    def test_many_prices_cost_as_many_queries_as_few(self):
        """One run of the price engine for all lines, whatever their products, quantities and units."""
        dozen = self.env.ref("uom.product_uom_dozen")
        products = [self.make_product(f"Q{number}", list_price=number + 1.0) for number in range(200)]
        lines = [
            {"product": product.default_code, "quantity": number % 7 + 1.0, "unit": dozen.name if number % 3 else ""}
            for number, product in enumerate(products)
        ]
        self._quote(lines)  # what is read once a process
        few, many = self._quote(lines[:10])[1], self._quote(lines)[1]
        self.assertLessEqual(many, few + 5)
        prices = [result["price"] for result in self._quote(lines)[0]]
        expected = [(number + 1.0) * (12 if number % 3 else 1) for number in range(200)]
        self.assertEqual([round(price, 6) for price in prices], expected)

    def _quote(self, lines):
        """Return what a fresh request is told about the prices of ``lines``, and how many queries that took."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        results = self.done(self.api.price_quote("EAST", lines))
        return results, self.env.cr.sql_log_count - before

    def test_lines_of_one_quote_do_not_mix(self):
        """One product at several quantities and units, and with what cannot be priced between them."""
        dozen = self.env.ref("uom.product_uom_dozen").name
        self.done(self.api.prices_upsert([{"dealer": "EAST", "product": "G1", "price": 7.0, "quantity": 12.0}]))
        lines = [
            {"product": "G1", "quantity": 11.0},
            {"product": "nope"},
            {"product": "G1", "quantity": 1.0, "unit": dozen},
            {"product": "G2", "unit": "nope"},
            {"product": "G2"},
            {"product": "G1", "quantity": 12.0},
        ]
        results = self.api.price_quote("EAST", lines)["results"]
        self.assertEqual([result.get("price") for result in results], [10.0, None, 84.0, None, 10.0, 7.0])
        self.assertEqual([result["index"] for result in results], list(range(6)))
        self.assertEqual([results[1]["error"]["path"], results[3]["error"]["path"]], ["product", "unit"])

    def test_no_price_is_no_price(self):
        self.company.dealer_base_pricelist_id.item_ids.unlink()
        self.refused(self.api.price_quote("EAST", [{"product": "G1"}]), "price_missing")

    def test_stock(self):
        self.done(self.api.stock_count([{"product": "G1", "quantity": 12.0, "external_ref": self.ref()}]))
        self.done(self.api.orders_submit([self.order(2.0)]))
        answer = self.api.stock_levels(["G1", "nope"])
        self.assertEqual((answer["results"][0]["on_hand"], answer["results"][0]["free"]), (12.0, 10.0))
        self.refused(answer, "unknown_product", index=1)
        page = self.api.stock_levels(limit=1)
        self.assertEqual((len(page["results"]), page["more"]), (1, True))

    def test_credit_funds_and_rebates(self):
        self.env["dealer.credit.line"].create({"dealer_id": self.dealer_east.id, "limit_amount": 50.0})
        for method, key in (("credit_status", "limit"), ("fund_status", "funds"), ("rebate_status", "rebates")):
            with self.subTest(method=method):
                answer = getattr(self.api, method)(["EAST", "WEST"])
                self.assertIn(key, answer["results"][0])
                self.refused(answer, "unknown_dealer", index=1)

    def test_a_dealer_of_another_company_is_asked_for_by_the_name_of_the_company(self):
        north = self.make_unit("API north", company=self.other_company)
        self.make_dealer("North dealer", north, self.other_company).code = "NORTH"
        self.account.company_ids = [Command.link(self.other_company.id)]
        self.account.role_line_ids.unit_ids = [Command.link(north.id)]
        for method in ("credit_status", "fund_status", "rebate_status"):
            with self.subTest(method=method):
                ask = getattr(self.api, method)
                self.refused(ask(["NORTH"]), "unknown_dealer")
                [told] = self.done(ask(["NORTH"], company="Company B"))
                self.assertTrue(told["id"])
                self.refused(ask(["NORTH"], company="Nowhere"), "unknown_company")

    def test_changes_are_written_down_once_a_transaction(self):
        order = self._order(self.dealer_east)
        order.note = "Changed"
        [change] = self.noted(order)
        self.assertEqual((change.change, change.dealer_id), ("created", self.dealer_east.id))
        order.unlink()
        [change] = self.noted(order)
        self.assertEqual(change.change, "deleted")

    def test_changes_past_the_platform_are_written_down_as_well(self):
        product = self.make_product("NEW")
        self.env.flush_all()
        self.env["dealer.api.change"].search([]).sudo().unlink()
        self.env.cr.execute("UPDATE product_product SET default_code = default_code WHERE id = %s", [product.id])
        self.assertEqual(self.noted(product).change, "updated")

    def test_what_is_not_committed_is_not_told(self):
        start = self.api.changes()["cursor"]
        order = self._order(self.dealer_east)
        self.env.flush_all()
        told = self.api.changes(cursor=start)
        self.assertNotIn(order.id, [row["id"] for row in told["results"] if row["kind"] == "order"])

    def test_cursors_that_are_none(self):
        for cursor in ("x", "1", "1.x", "-1.2", "99999999999999999.1"):
            with self.subTest(cursor=cursor):
                self.refused(self.api.changes(cursor=cursor), "cursor_invalid", "cursor")
        self.env["ir.config_parameter"].set_param("dealer_api.changes_forgotten", str(2**31))
        self.refused(self.api.changes(cursor="5.1"), "cursor_invalid", "cursor")
        self.refused(self.api.changes(kinds=["nope"]), "invalid_choice", "kinds[0]")

    def test_every_kind_is_told(self):
        self.assertEqual(
            set(KINDS), set(dict(self.env["dealer.api.change"]._fields["kind"]._description_selection(self.env)))
        )

    def test_forgetting_keeps_in_mind_up_to_where(self):
        order = self._order(self.dealer_east)
        change = self.noted(order)
        change.flush_recordset()
        self.env.cr.execute("UPDATE dealer_api_change SET at = '2001-01-01', xid = 5 WHERE id = %s", [change.id])
        with self._no_commit():
            self.env["dealer.api.change"]._cron_forget()
        self.assertFalse(change.exists())
        self.assertEqual(self.env["ir.config_parameter"].get_param("dealer_api.changes_forgotten"), "5")
