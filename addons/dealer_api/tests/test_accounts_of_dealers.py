from odoo.tests import TransactionCase, tagged

from odoo.addons.dealer.tests.common import DealerFactory


@tagged("post_install", "-at_install")
class TestAccountsOfDealers(DealerFactory, TransactionCase):
    """Credit policies, counted stock and statements of account, as an integration keeps and reads them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls.make_unit("API Statements", company=cls.env.company)
        cls.user = cls.make_user("api_statements")
        cls.make_role_line(cls.user, cls.env.ref("dealer_api.role_migration"), "subtree", cls.unit)
        cls.api = cls.env["dealer.api"].with_user(cls.user)
        [dealer] = cls.carried_out(
            cls.api.dealers_upsert(
                [{"code": "AS-1", "name": "Statement Trading", "unit": "API_STATEMENTS", "type": "online_reseller"}]
            )
        )
        cls.dealer = cls.env["dealer.dealer"].browse(dealer["id"])
        cls.carried_out(
            cls.api.products_upsert([{"code": "AS-P", "name": "Counted", "price": 12.5, "taxes": []}]),
            cls.api.stock_count([{"external_ref": "as-count-1", "product": "AS-P", "quantity": 30}]),
        )

    @classmethod
    def carried_out(cls, *answers):
        """Return the results of the last answer; all must have succeeded."""
        for answer in answers:
            assert answer["ok"], answer
            assert all(result["ok"] for result in answer["results"]), answer
        return answers[-1]["results"]

    def sell(self, number, day, quantity, **invoice):
        ref = {"order_ref": f"as-order-{number}"}
        lines = [{"product": "AS-P", "quantity": quantity}]
        order = {"external_ref": f"as-order-{number}", "dealer": "AS-1", "date": day, "lines": lines}
        self.carried_out(
            self.api.orders_submit([{**order, "purchase_number": f"PO {number}"}]),
            self.api.deliveries_confirm([{"external_ref": f"as-delivery-{number}", "date": day, **ref}]),
            self.api.invoices_create([{"external_ref": f"as-invoice-{number}", "date": day, **ref, **invoice}]),
        )

    def pay(self, number, day, amount):
        payment = {"external_ref": f"as-payment-{number}", "dealer": "AS-1", "date": day, "amount": amount}
        self.carried_out(self.api.payments_register([{**payment, "memo": f"CHECK {number}"}]))

    def statement(self, **query):
        [statement] = self.carried_out(self.api.dealer_statements(["AS-1"], **query))
        return statement

    def test_a_statement_goes_on_where_the_one_before_ended(self):
        self.sell(1, "2023-01-10", 4)
        self.pay(1, "2023-02-05", 20.0)
        self.sell(2, "2023-03-15", 2)
        self.pay(2, "2023-04-01", 55.0)
        first = self.statement(date_to="2023-02-28")
        self.assertEqual(
            (first["opening"], first["invoiced"], first["paid"], first["closing"]), (0.0, 50.0, 20.0, 30.0)
        )
        self.assertEqual(
            [(row["date"], row["kind"], row["reference"], row["amount"]) for row in first["rows"]],
            [("2023-01-10", "invoice", "PO 1", 50.0), ("2023-02-05", "payment", "CHECK 1", -20.0)],
        )
        second = self.statement(date_from="2023-03-01", date_to="2023-12-31")
        self.assertEqual(second["opening"], first["closing"])
        self.assertEqual((second["invoiced"], second["paid"], second["closing"]), (25.0, 55.0, 0.0))
        self.assertEqual(sum(row["open"] for row in second["rows"]), 0.0)

    def test_without_rows_the_sums_are_the_same(self):
        self.sell(1, "2023-01-10", 4)
        whole, sums = self.statement(), self.statement(rows=False)
        self.assertEqual(sums.pop("rows"), [])
        self.assertEqual(len(whole.pop("rows")), 1)
        self.assertEqual(sums, whole)

    def test_money_on_account_pays_an_invoice_if_it_is_said_so(self):
        self.pay(1, "2023-01-05", 60.0)
        self.sell(1, "2023-01-10", 4)
        self.assertEqual([row["open"] for row in self.statement()["rows"]], [-60.0, 50.0])
        self.sell(2, "2023-01-11", 1, settle=True)
        self.assertEqual([row["open"] for row in self.statement()["rows"]], [-47.5, 50.0, 0.0])

    def test_an_invoice_of_the_past_was_due_in_the_past(self):
        self.dealer.payment_term_id = False
        self.sell(1, "2023-01-10", 4)
        [row] = self.statement()["rows"]
        self.assertEqual((row["date"], row["due_date"], row["open"]), ("2023-01-10", "2023-01-10", 50.0))

    def test_who_is_out_of_reach_is_unknown(self):
        elsewhere = self.make_unit("API Elsewhere", company=self.env.company)
        self.make_dealer("Far Trading", elsewhere, code="AS-FAR")
        answer = self.api.dealer_statements(["AS-FAR", "AS-1", "AS-NONE"])
        self.assertEqual([result["ok"] for result in answer["results"]], [False, True, False])
        self.assertEqual({answer["results"][index]["error"]["code"] for index in (0, 2)}, {"unknown_dealer"})

    def test_what_is_no_day_is_refused(self):
        answer = self.api.dealer_statements(["AS-1"], date_from="2023-02-30")
        self.assertEqual(
            (answer["ok"], answer["error"]["code"], answer["error"]["path"]), (False, "invalid_date", "date_from")
        )

    def test_an_account_without_the_right_reads_nothing(self):
        stranger = self.make_user("api_stranger", "sales_desk", "subtree", self.unit)
        for answer in (
            self.env["dealer.api"].with_user(stranger).dealer_statements(["AS-1"]),
            self.env["dealer.api"].with_user(stranger).credit_policies_upsert([{"name": "Mine"}]),
        ):
            self.assertEqual((answer["ok"], answer["error"]["code"]), (False, "not_allowed"))

    def test_a_count_sets_what_is_on_hand(self):
        product = self.env["product.product"].search([("default_code", "=", "AS-P")])
        self.assertEqual(product.qty_available, 30.0)
        self.carried_out(self.api.stock_count([{"external_ref": "as-count-2", "product": "AS-P", "quantity": 12}]))
        self.env.invalidate_all()
        self.assertEqual(product.qty_available, 12.0)
        self.assertEqual(len(product.stock_quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")), 1)

    def test_a_policy_counts_only_for_lines_that_name_it(self):
        policy = {"name": "History", "on_overdue": "warn", "reservation_days": 0}
        [result] = self.carried_out(self.api.credit_policies_upsert([policy]))
        self.assertTrue(result["created"])
        credit = {"control": "limit", "limit": 100.0, "policy": "History"}
        self.carried_out(self.api.dealers_upsert([{"code": "AS-1", "credit": credit}]))
        made = self.env["dealer.credit.policy"].browse(result["id"])
        self.assertEqual((made.on_limit, made.on_overdue, made.reservation_days), ("hold", "warn", 0))
        self.assertEqual(self.dealer.credit_line_id.policy_id, made)
        other = self.make_dealer("Other Trading", self.unit)
        self.assertNotEqual(self.env["dealer.credit.line"].create({"dealer_id": other.id}).policy_id, made)

    def test_a_policy_is_changed_by_its_name(self):
        [first] = self.carried_out(self.api.credit_policies_upsert([{"name": "History", "overdue_days": 10}]))
        [second] = self.carried_out(self.api.credit_policies_upsert([{"name": "History", "on_limit": "refuse"}]))
        self.assertEqual((second["id"], second["created"]), (first["id"], False))
        policy = self.env["dealer.credit.policy"].browse(first["id"])
        self.assertEqual((policy.overdue_days, policy.on_limit), (10, "refuse"))

    def test_the_policies_of_all_companies_stay_as_they_are(self):
        standard = self.env.ref("dealer_credit.policy_standard")
        [result] = self.carried_out(self.api.credit_policies_upsert([{"name": standard.name, "on_limit": "warn"}]))
        self.assertNotEqual(result["id"], standard.id)
        self.assertEqual(standard.on_limit, "hold")
