from odoo.tests import tagged

from .common import ApiCase


@tagged("post_install", "-at_install")
class TestSentences(ApiCase):
    """A refusal tells what to do next, and an answer what an ERP goes on with."""

    def message(self, answer, code):
        return self.refused(answer, code)["message"]

    def test_what_is_held_is_released_first(self):
        sent = self.order(2.0)
        [placed] = self.done(self.api.orders_submit([sent]))
        order = self.env["sale.order"].browse(placed["id"])
        quotation = self.env["sale.order"].create({"partner_id": self.dealer_east.partner_id.id})
        for state, record in (("confirmed", quotation), ("cancelled", order)):
            if state == "cancelled":
                self.done(self.api.orders_cancel([{"order_id": order.id}]))
            for method, argument in (("deliveries_confirm", "deliveries"), ("invoices_create", "invoices")):
                item = {"external_ref": self.ref(), "order_id": record.id}
                with self.subTest(state=state, method=method):
                    message = self.message(getattr(self.api, method)(**{argument: [item]}), "nothing_open")
                    self.assertIn(record.name, message)
                    self.assertIn(state, message)

    def test_what_is_invoiced_by_delivery_is_shipped_first(self):
        sent = self.order(2.0)
        self.done(self.api.orders_submit([sent]))
        invoice = {"external_ref": self.ref(), "order_ref": sent["external_ref"]}
        self.assertIn("deliveries_confirm", self.message(self.api.invoices_create([invoice]), "nothing_open"))
        self.done(self.api.deliveries_confirm([{"external_ref": self.ref(), "order_ref": sent["external_ref"]}]))
        self.done(self.api.invoices_create([invoice]))
        again = {**invoice, "external_ref": self.ref()}
        self.assertIn("is invoiced", self.message(self.api.invoices_create([again]), "nothing_open"))

    def test_what_there_is_instead(self):
        answer = self.api.dealers_upsert([{"code": "EAST", "type": "nothing"}])
        self.assertIn(self.dealer_east.type_id.code, self.message(answer, "unknown_record"))
        answer = self.api.dealers_upsert([{"code": "EAST", "account_manager": "nobody"}])
        self.assertNotIn(self.env.user.login, self.message(answer, "unknown_record"))
        count = {"product": "G1", "quantity": 1.0, "warehouse": "NO", "external_ref": self.ref()}
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        self.assertIn(warehouse.code, self.message(self.api.stock_count([count]), "unknown_record"))

    def test_days_in_the_wrong_order(self):
        price = {"dealer": "EAST", "product": "G1", "price": 1.0, "date_from": "2026-02-01", "date_to": "2026-01-01"}
        self.assertIn("date_from", self.message(self.api.prices_upsert([price]), "invalid_date"))

    def test_what_is_not_counted(self):
        self.other.write({"type": "service", "is_storable": False})
        count = {"product": "G2", "quantity": 1.0, "external_ref": self.ref()}
        self.assertIn("tracked", self.message(self.api.stock_count([count]), "nothing_open"))

    def test_what_was_shipped_when_and_with_which_number(self):
        """A tracking number is kept with and without the platform's delivery methods."""
        sent = self.order(5.0)
        self.done(self.api.orders_submit([sent]))
        lines = [{"product": "G1", "quantity": 2.0}]
        ship = {"external_ref": self.ref(), "order_ref": sent["external_ref"], "lines": lines, "tracking": "SF-1"}
        [shipped] = self.done(self.api.deliveries_confirm([ship]))
        [status] = self.done(self.api.orders_status([{"order_ref": sent["external_ref"]}]))
        told = {row["id"]: row for row in status["deliveries"]}
        self.assertEqual(told[shipped["id"]]["tracking"], "SF-1")
        self.assertEqual(told[shipped["id"]]["kind"], "delivery")
        unit = self.goods.uom_id.name
        self.assertEqual(told[shipped["id"]]["lines"], [{"product": "G1", "quantity": 2.0, "unit": unit}])
        self.assertEqual(told[shipped["backorder"]]["lines"], [{"product": "G1", "quantity": 3.0, "unit": unit}])
