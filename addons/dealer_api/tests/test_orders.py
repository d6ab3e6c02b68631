from datetime import date
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.sale.models.sale_order import SaleOrder

from .common import ApiCase

PER_ORDER = 35  # queries of a further order of one line in a batch; all of them the platform's own


@tagged("post_install", "-at_install")
class TestOrders(ApiCase):
    """Orders are placed, released, shipped and cancelled by another system."""

    def order_of(self, result):
        return self.env["sale.order"].browse(result["id"])

    def test_a_confirmed_order(self):
        lines = [{"product": "G1", "quantity": 2.0}, {"product": "G2", "quantity": 3.0}]
        [result] = self.done(
            self.api.orders_submit([self.order(lines=lines, purchase_number="PO 7", note="Call first")])
        )
        order = self.order_of(result)
        self.assertEqual((result["state"], order.state, order.dealer_id), ("confirmed", "sale", self.dealer_east))
        self.assertEqual((result["number"], result["amount_total"], result["currency"]), (order.name, 50.0, "USD"))
        self.assertEqual([line["product"] for line in result["lines"]], ["G1", "G2"])
        self.assertEqual((order.client_order_ref, order.submitted_by), ("PO 7", self.account))
        self.assertEqual(order.create_uid, self.account)

    def test_a_day_in_the_past_is_the_day_of_the_price(self):
        self.done(
            self.api.prices_upsert(
                [
                    {
                        "dealer": "EAST",
                        "product": "G1",
                        "price": 81.35,
                        "date_from": "2003-01-06",
                        "date_to": "2003-01-06",
                    }
                ]
            )
        )
        [result] = self.done(self.api.orders_submit([self.order(48.0, date="2003-01-06")]))
        order = self.order_of(result)
        self.assertEqual((result["amount_total"], order.state), (3904.8, "sale"))
        self.assertEqual(order.date_order.date(), date(2003, 1, 6))

    def test_a_day_in_the_past_promises_what_was_asked_for_then(self):
        wanted = [{"date": "2003-01-06", "requested_date": "2003-01-13"}, {"date": "2003-01-06"}]
        orders = [self.order_of(row) for row in self.done(self.api.orders_submit([self.order(**w) for w in wanted]))]
        asked, silent = orders
        self.assertEqual(asked.promised_date, asked.commitment_date)
        self.assertFalse(silent.promised_date, "the day on which it was sent is no promise")

    def test_days_ahead_are_refused(self):
        self.refused(self.api.orders_submit([self.order(date="2199-01-01")]), "date_ahead", "date")

    def test_an_expected_price_is_checked(self):
        lines = [{"product": "G1", "quantity": 1.0, "expected_price": 9.99}]
        self.refused(self.api.orders_submit([self.order(lines=lines)]), "price_differs", "lines[0].expected_price")
        lines[0]["expected_price"] = 10.0
        self.done(self.api.orders_submit([self.order(lines=lines)]))

    def test_notes_of_lines_stand_below_them(self):
        """Where the sales desk, the warehouse and the dealer look for them; prices are still compared line by line."""
        lines = [
            {"product": "G1", "quantity": 2.0, "note": "Blue <b>only</b>", "expected_price": 10.0},
            {"product": "G2", "quantity": 3.0, "expected_price": 10.0},
            {"product": "G1", "quantity": 1.0, "note": "Gift", "expected_price": 10.0},
        ]
        sent = self.order(lines=lines, note="a < b & c")
        [result] = self.done(self.api.orders_submit([sent]))
        order = self.order_of(result)
        self.assertEqual([line["note"] for line in result["lines"]], ["Blue <b>only</b>", "", "Gift"])
        self.assertEqual(
            order.order_line.mapped(lambda line: line.display_type or line.product_id.default_code),
            ["G1", "line_note", "G2", "G1", "line_note"],
        )
        self.assertIn("a &lt; b &amp; c", order.note)
        [status] = self.done(self.api.orders_status([{"order_id": order.id}]))
        self.assertEqual([line["note"] for line in status["lines"]], ["Blue <b>only</b>", "", "Gift"])
        lines[2]["expected_price"] = 9.0
        self.refused(self.api.orders_submit([self.order(lines=lines)]), "price_differs", "lines[2].expected_price")

    def test_notes_change_nothing_of_delivery_and_invoice(self):
        lines = [{"product": "G1", "quantity": 2.0, "note": "Blue only"}]
        sent = self.order(lines=lines)
        [result] = self.done(self.api.orders_submit([sent]))
        where = {"order_ref": sent["external_ref"]}
        self.done(self.api.deliveries_confirm([{"external_ref": self.ref(), **where}]))
        [invoice] = self.done(self.api.invoices_create([{"external_ref": self.ref(), **where}]))
        self.assertEqual((invoice["amount_total"], result["amount_total"]), (20.0, 20.0))
        self.done(self.api.orders_submit([sent]))

    def test_a_hold_on_an_approval_route_says_so(self):
        self.env["dealer.credit.line"].create({"dealer_id": self.dealer_east.id, "limit_amount": 10.0})
        [result] = self.done(self.api.orders_submit([self.order()]))
        controller = self.as_account("api_controller", "release", "dealer.role_credit_controller")
        self.patch(type(self.env["dealer.order.hold"]), "_decided_elsewhere", lambda holds: "Lin Wei decides.")
        answer = controller.orders_release([{"order_id": result["id"], "reason": "Insured"}])
        self.assertEqual(self.refused(answer, "approval_needed")["message"], "Lin Wei decides.")
        self.assertEqual(self.order_of(result).dealer_state, "held")

    def test_held_and_released_by_somebody_else(self):
        self.env["dealer.credit.line"].create({"dealer_id": self.dealer_east.id, "limit_amount": 10.0})
        [result] = self.done(self.api.orders_submit([self.order(date="2003-01-06")]))
        self.assertEqual((result["state"], result["holds"][0]["kind"]), ("held", "credit"))
        release = {"order_id": result["id"], "reason": "Insured"}
        self.refused(self.api.orders_release([release]), "not_allowed")
        controller = self.as_account("api_controller", "release", "dealer.role_credit_controller")
        [released] = self.done(controller.orders_release([release]))
        self.assertEqual((released["state"], self.order_of(released).state), ("confirmed", "sale"))
        self.refused(controller.orders_release([release]), "nothing_open")

    def test_releasing_asks_for_the_rules_right_besides(self):
        self.env["dealer.credit.line"].create({"dealer_id": self.dealer_east.id, "limit_amount": 10.0})
        [result] = self.done(self.api.orders_submit([self.order()]))
        nobody = self.as_account("api_releaser", "release")
        self.refused(nobody.orders_release([{"order_id": result["id"], "reason": "x"}]), "not_allowed")
        self.assertEqual(self.order_of(result).dealer_state, "held")

    def test_what_the_checks_refuse_leaves_nothing(self):
        self.dealer_east.action_hold("Late payer")
        before = self.env["sale.order"].search_count([])
        answer = self.api.orders_submit([self.order()])
        self.refused(answer, "order_refused")
        self.assertEqual(answer["results"][0]["holds"][0]["kind"], "dealer")
        self.assertEqual(self.env["sale.order"].search_count([]), before)

    def test_a_batch_that_fails_together_is_tried_one_by_one(self):
        """Nothing of the first try is left: neither orders nor what they took of the line of credit."""
        line = self.env["dealer.credit.line"].create({"dealer_id": self.dealer_east.id, "limit_amount": 60.0})
        broken = self.ref("broken")
        plain = SaleOrder.action_confirm

        def confirm(orders):
            result = plain(orders)
            if broken in orders.mapped("origin"):
                raise UserError(self.env._("Something"))
            return result

        orders = [self.order() for _number in range(3)]
        orders[1]["external_ref"] = broken
        with patch.object(SaleOrder, "action_confirm", confirm):
            answer = self.api.orders_submit(orders)
        self.assertEqual([result["ok"] for result in answer["results"]], [True, False, True])
        self.assertEqual([answer["results"][n]["state"] for n in (0, 2)], ["confirmed"] * 2)
        self.assertEqual((line.used_amount, line.held_amount, line.available_amount), (40.0, 0.0, 20.0))
        self.assertFalse(self.env["sale.order"].search([("origin", "=", broken)]))

    def test_bad_input(self):
        self.make_product("FOREIGN", company_id=self.other_company.id)
        for change, code, path in [
            ({"dealer": "NOPE"}, "unknown_dealer", "dealer"),
            ({"dealer": "WEST"}, "unknown_dealer", "dealer"),
            ({"lines": [{"product": "FOREIGN", "quantity": 1.0}]}, "unknown_product", "lines[0].product"),
            ({"lines": [{"product": "G1", "quantity": 0}]}, "out_of_range", "lines[0].quantity"),
            ({"lines": [{"product": "G1", "quantity": -1}]}, "out_of_range", "lines[0].quantity"),
            ({"lines": [{"product": "G1", "quantity": 1e15}]}, "out_of_range", "lines[0].quantity"),
            ({"lines": [{"product": "G1", "quantity": float("nan")}]}, "not_finite", "lines[0].quantity"),
            ({"lines": [{"product": "G1", "quantity": "3"}]}, "invalid_type", "lines[0].quantity"),
            ({"lines": [{"product": 7, "quantity": 3}]}, "invalid_type", "lines[0].product"),
            ({"lines": "G1"}, "invalid_type", "lines"),
            ({"lines": []}, "missing", "lines"),
            ({"lines": [{"product": "G1", "quantity": 1, "price_unit": 1}]}, "unknown_field", "lines[0].price_unit"),
            ({"lines": [[0, 0, {"product_id": 1}]]}, "invalid_type", "lines[0]"),
            ({"note": "x" * 10_000_000}, "too_long", "note"),
            ({"note": "a\x00b"}, "control_character", "note"),
            ({"currency": "EUR"}, "wrong_currency", "currency"),
            ({"warehouse": "NOPE"}, "unknown_record", "warehouse"),
            ({"ship_to": self.dealer_west.partner_id.id}, "unknown_record", "ship_to"),
            ({"date": "06.01.2003"}, "invalid_date", "date"),
            ({"date": 20030106}, "invalid_type", "date"),
            ({"company": "Company B"}, "unknown_company", "company"),
            ({"external_ref": ""}, "missing", "external_ref"),
            ({"partner_id": 1}, "unknown_field", "partner_id"),
        ]:
            with self.subTest(code=code, path=path):
                before = self.env["sale.order"].search_count([])
                self.refused(self.api.orders_submit([{**self.order(), **change}]), code, path)
                self.assertEqual(self.env["sale.order"].search_count([]), before)
        for nothing in (None, 7, "text", [1]):
            with self.subTest(item=nothing):
                self.refused(self.api.orders_submit([nothing]), "missing" if nothing is None else "invalid_type")
        self.refused(self.api.orders_submit({"external_ref": "x"}), "invalid_type")

    def test_a_thousand_with_a_hundred_bad_ones(self):
        """Bad ones are found before anything is written: the good ones still go together."""
        prices = [
            {"dealer": "EAST", "product": "nope" if n % 10 == 0 else "G1", "price": 1.0 + n, "quantity": n}
            for n in range(1000)
        ]
        answer = self.api.prices_upsert(prices)
        self.assertEqual(sum(not result["ok"] for result in answer["results"]), 100)
        self.assertTrue(all(result["error"]["code"] == "unknown_product" for result in answer["results"][::10]))
        self.assertEqual(
            self.env["product.pricelist.item"].search_count([("pricelist_id", "=", self.dealer_east.pricelist_id.id)]),
            900,
        )

    def test_too_many_at_once(self):
        self.refused(self.api.orders_submit([self.order()] * 1001), "too_many")

    def test_defaults_of_the_caller_reach_no_document(self):
        context = {"default_note": "smuggled", "default_price_unit": 0.01, "default_state": "sale", "lang": "xx_XX"}
        [result] = self.done(self.api.with_context(**context).orders_submit([self.order()]))
        self.assertEqual((result["amount_total"], self.order_of(result).note), (20.0, False))

    def test_shipped_in_parts_on_days_of_the_past(self):
        self.done(self.api.stock_count([{"product": "G1", "quantity": 50.0, "external_ref": self.ref()}]))
        sent = self.order(10.0, date="2003-01-06")
        [placed] = self.done(self.api.orders_submit([sent]))
        first = {"external_ref": self.ref(), "order_ref": sent["external_ref"], "date": "2003-01-08"}
        [one] = self.done(self.api.deliveries_confirm([{**first, "lines": [{"product": "G1", "quantity": 4.0}]}]))
        self.assertTrue(one["backorder"])
        self.assertEqual(one["state"], "partly_shipped")
        over = {"external_ref": self.ref(), "order_ref": sent["external_ref"]}
        self.refused(
            self.api.deliveries_confirm([{**over, "lines": [{"product": "G1", "quantity": 7.0}]}]),
            "too_much",
            "lines[0].quantity",
        )
        rest = {"external_ref": self.ref(), "order_ref": sent["external_ref"], "date": "2003-01-10"}
        [two] = self.done(self.api.deliveries_confirm([rest]))
        self.assertEqual((two["state"], two["backorder"]), ("shipped", 0))
        order = self.order_of(placed)
        self.assertEqual(order.order_line.qty_delivered, 10.0)
        days = order.picking_ids.sorted("id").mapped(lambda picking: fields.Date.to_string(picking.date_done))
        self.assertEqual(days, ["2003-01-08", "2003-01-10"])
        self.refused(self.api.deliveries_confirm([{**rest, "external_ref": self.ref()}]), "nothing_open")

    def test_through_all_steps_of_a_warehouse(self):
        self.env["stock.warehouse"].search([("company_id", "=", self.company.id)]).delivery_steps = "pick_pack_ship"
        self.done(self.api.stock_count([{"product": "G1", "quantity": 50.0, "external_ref": self.ref()}]))
        sent = self.order(10.0)
        [placed] = self.done(self.api.orders_submit([sent]))
        lines = [{"product": "G1", "quantity": 4.0}]
        delivery = {"external_ref": self.ref(), "order_ref": sent["external_ref"], "lines": lines}
        self.done(self.api.deliveries_confirm([delivery]))
        self.assertEqual(self.order_of(placed).order_line.qty_delivered, 4.0)
        self.done(self.api.deliveries_confirm([{"external_ref": self.ref(), "order_ref": sent["external_ref"]}]))
        self.assertEqual(self.order_of(placed).order_line.qty_delivered, 10.0)

    def test_cancelled_and_cancelled_again(self):
        sent = self.order()
        self.done(self.api.orders_submit([sent]))
        for _time in range(2):
            [result] = self.done(
                self.api.orders_cancel([{"order_ref": sent["external_ref"], "reason": "Changed mind"}])
            )
            self.assertEqual(result["state"], "cancelled")

    def test_shipped_orders_are_not_cancelled(self):
        sent = self.order()
        self.done(self.api.orders_submit([sent]))
        self.done(self.api.deliveries_confirm([{"external_ref": self.ref(), "order_ref": sent["external_ref"]}]))
        self.refused(self.api.orders_cancel([{"order_ref": sent["external_ref"]}]), "refused")

    def test_what_is_held_does_not_keep_the_others_from_being_confirmed_together(self):
        line = self.env["dealer.credit.line"].create({"dealer_id": self.dealer_east.id, "limit_amount": 60.0})
        together = []
        plain = SaleOrder.action_confirm

        def confirm(orders):
            together.append(len(orders))
            return plain(orders)

        orders = [self.order(quantity) for quantity in (2.0, 3.0, 2.0, 1.0)]  # 20, 30, 20, 10
        with patch.object(SaleOrder, "action_confirm", confirm):
            results = self.done(self.api.orders_submit(orders))
        self.assertEqual([result["state"] for result in results], ["confirmed", "confirmed", "held", "confirmed"])
        self.assertEqual(together, [4, 3, 1])
        self.assertEqual((line.used_amount, line.held_amount, line.available_amount), (60.0, 0.0, 0.0))

    def test_one_purchase_number_on_two_orders_of_a_batch(self):
        """Each is new when they are checked together: the second one is held as it would be on its own."""
        orders = [self.order(purchase_number=number) for number in ("PO 7", "po7", "PO 8")]
        results = self.done(self.api.orders_submit(orders))
        self.assertEqual([result["state"] for result in results], ["confirmed", "held", "confirmed"])
        self.assertEqual([hold["kind"] for hold in results[1]["holds"]], ["purchase_number"])
        placed = self.order_of(results[0]) + self.order_of(results[1]) + self.order_of(results[2])
        self.assertEqual(placed.mapped("purchase_claimed"), [True, False, True])

    def test_a_dealer_who_must_not_order_does_not_slow_the_others(self):
        stopped = self.make_dealer("Stopped dealer", self.east, self.company)
        stopped.code = "STOP"
        stopped.action_hold("Late payer")
        together = []
        plain = SaleOrder.action_confirm
        with patch.object(SaleOrder, "action_confirm", lambda orders: together.append(len(orders)) or plain(orders)):
            answer = self.api.orders_submit([self.order(), self.order(dealer="STOP"), self.order()])
        self.assertEqual([result["ok"] for result in answer["results"]], [True, False, True])
        self.refused(answer, "order_refused", index=1)
        self.assertEqual(together, [2])

    def test_queries_an_order_are_constant(self):
        """Each further order of a batch costs the same: what the platform asks for each, and nothing of our own."""
        self.env["dealer.credit.line"].create({"dealer_id": self.dealer_east.id, "limit_amount": 10.0**6})
        self.done(self.api.orders_submit([self.order()]))

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.done(self.api.orders_submit([self.order() for _number in range(count)]))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        one, ten, thirty = queries(1), queries(10), queries(30)
        self.assertLess(ten, 4 * one)
        self.assertLessEqual((thirty - ten) / 20, PER_ORDER)
