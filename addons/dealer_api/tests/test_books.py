from odoo.tests import tagged

from .common import ApiCase


@tagged("post_install", "-at_install")
class TestBooks(ApiCase):
    """Invoices and payments are booked by another system, on the days of the books that it brings."""

    def shipped(self, quantity=10.0, day="2003-01-06"):
        """Return the reference of an order that is shipped."""
        sent = self.order(quantity, date=day)
        self.done(self.api.orders_submit([sent]))
        self.done(
            self.api.deliveries_confirm([{"external_ref": self.ref(), "order_ref": sent["external_ref"], "date": day}])
        )
        return sent["external_ref"]

    def invoiced(self, quantity=10.0, day="2003-01-10", **vals):
        """Return (input, result) of an invoice."""
        sent = {"external_ref": self.ref("invoice"), "order_ref": self.shipped(quantity), "date": day, **vals}
        return sent, self.done(self.api.invoices_create([sent]))[0]

    def payment(self, amount, **vals):
        return {"external_ref": self.ref("check"), "dealer": "EAST", "amount": amount, "date": "2003-02-01", **vals}

    def test_an_invoice_of_its_day(self):
        sent, result = self.invoiced(due_date="2003-03-01")
        move = self.env["account.move"].browse(result["id"])
        self.assertEqual((move.state, move.dealer_id), ("posted", self.dealer_east))
        self.assertEqual(
            (result["date"], result["due_date"], result["amount_due"]), ("2003-01-10", "2003-03-01", 100.0)
        )
        again = {"external_ref": self.ref(), "order_ref": sent["order_ref"]}
        self.refused(self.api.invoices_create([again]), "nothing_open")

    def test_nobody_is_written_to_because_of_what_another_system_brings(self):
        """An account manager would get an e-mail "You have been assigned" for each of the invoices of years."""
        manager = self.make_user("api_manager", "account_manager", "own", self.east, email="manager@example.com")
        self.done(self.api.dealers_upsert([{"code": "EAST", "account_manager": manager.login}]))
        self.assertEqual(self.dealer_east.user_id, manager)
        _sent, result = self.invoiced()
        self.assertEqual(self.env["account.move"].browse(result["id"]).invoice_user_id, manager)
        told = self.env["mail.notification"].search([("res_partner_id", "=", manager.partner_id.id)])
        self.assertFalse(told.mail_message_id.mapped("subject"))

    def test_invoices_of_a_batch(self):
        refs = [self.shipped(), self.shipped(5.0)]
        invoices = [
            {"external_ref": self.ref(), "order_ref": ref, "date": f"2003-01-1{n}"} for n, ref in enumerate(refs)
        ]
        first, second = self.done(self.api.invoices_create(invoices))
        self.assertEqual((first["amount_total"], first["date"]), (100.0, "2003-01-10"))
        self.assertEqual((second["amount_total"], second["date"]), (50.0, "2003-01-11"))

    def test_a_payment_settles_what_fell_due_first(self):
        _sent, late = self.invoiced(day="2003-01-20")
        _sent, early = self.invoiced(day="2003-01-10")
        [result] = self.done(self.api.payments_register([self.payment(150.5)]))
        settled = {part["invoice_id"]: part["amount"] for part in result["settled"]}
        self.assertEqual((settled, result["unallocated"]), ({early["id"]: 100.0, late["id"]: 50.5}, 0.0))
        self.assertEqual(self.env["account.move"].browse(late["id"]).amount_residual, 49.5)
        payment = self.env["account.payment"].browse(result["id"])
        self.assertEqual((str(payment.date), payment.dealer_id), ("2003-02-01", self.dealer_east))

    def test_a_payment_settles_what_it_names(self):
        named, second = self.invoiced(day="2003-01-20")
        self.invoiced(day="2003-01-10")
        [result] = self.done(self.api.payments_register([self.payment(120.0, invoices=[named["external_ref"]])]))
        self.assertEqual([part["invoice_id"] for part in result["settled"]], [second["id"]])
        self.assertEqual(result["unallocated"], 20.0)

    def test_a_payment_ahead(self):
        [result] = self.done(self.api.payments_register([self.payment(33.3)]))
        self.assertEqual((result["settled"], result["unallocated"]), ([], 33.3))

    def test_the_same_payment_is_booked_once(self):
        sent = self.payment(10.0)
        [first] = self.done(self.api.payments_register([sent]))
        [second] = self.done(self.api.payments_register([sent]))
        self.assertEqual((second["id"], second["replay"]), (first["id"], True))
        self.refused(self.api.payments_register([{**sent, "amount": 11.0}]), "payload_conflict", "external_ref")

    def test_payments_that_are_refused(self):
        for change, code in [
            ({"amount": 0.0}, "out_of_range"),
            ({"amount": -5.0}, "out_of_range"),
            ({"amount": float("inf")}, "not_finite"),
            ({"currency": "QQQ"}, "unknown_record"),
            ({"journal": "NOPE"}, "unknown_record"),
            ({"invoices": ["nope"]}, "unknown_invoice"),
            ({"dealer": "WEST"}, "unknown_dealer"),
            ({"allocate": "all"}, "invalid_choice"),
        ]:
            with self.subTest(change=change):
                self.refused(self.api.payments_register([{**self.payment(10.0), **change}]), code)

    def test_the_list_of_invoices_in_pages(self):
        ids = [self.invoiced()[1]["id"] for _number in range(3)]
        page = self.api.invoices_list(dealer="EAST", limit=2)
        self.assertEqual(([row["id"] for row in page["results"]], page["more"]), (ids[:2], True))
        page = self.api.invoices_list(dealer="EAST", limit=2, after=ids[1])
        self.assertEqual(([row["id"] for row in page["results"]], page["more"]), (ids[2:], False))
        self.assertEqual(self.api.invoices_list(dealer="EAST", state="paid")["results"], [])
        self.assertEqual(self.api.invoices_list(date_from="2004-01-01")["results"], [])
        self.refused(self.api.invoices_list(dealer="WEST"), "unknown_dealer", "dealer")

    def test_nothing_of_elsewhere_in_the_list(self):
        west = self.as_account("api_west", "read", units=self.west)
        _sent, result = self.invoiced()
        self.assertNotIn(result["id"], [row["id"] for row in west.invoices_list(limit=1000)["results"]])
