from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .pad_common import PadCase


@tagged("post_install", "-at_install")
class TestPadCheck(PadCase):
    """All rows of a pad are judged at once, each for itself."""

    def _one(self, code, quantity=1, unit=""):
        return self._check((code, quantity, unit))["rows"][0]

    def test_a_code_is_found_by_any_of_its_names(self):
        self.env["dealer.part.number"].create(
            {"dealer_id": self.dealer.id, "product_id": self.goods.id, "code": "MY 7"}
        )
        for code in ("G-1", "g-1", "4006381333931", "Goods", "my7", "MY 7"):
            with self.subTest(code):
                row = self._one(code, 2)
                self.assertEqual((row["product_id"], row["state"], row["subtotal"]), (self.goods.id, "ok", "20.00"))

    def test_the_own_number_comes_first(self):
        self.env["dealer.part.number"].create(
            {"dealer_id": self.dealer.id, "product_id": self.stored.id, "code": "G-1"}
        )
        self.assertEqual(self._one("G-1")["product_id"], self.stored.id)

    def test_the_number_of_another_dealer_means_nothing(self):
        self.env["dealer.part.number"].create(
            {"dealer_id": self.hidden.id, "product_id": self.goods.id, "code": "THEIRS"}
        )
        self.assertEqual(self._kinds(self._one("THEIRS")), ["unknown"])

    def test_the_barcode_of_a_pack_orders_packs(self):
        self.env["product.uom"].create({"uom_id": self.dozen.id, "product_id": self.packed.id, "barcode": "111222333"})
        row = self._one("111222333", 2)
        self.assertEqual((row["unit_id"], row["order_quantity"], row["subtotal"]), (self.dozen.id, 2, "120.00"))

    def test_all_errors_are_told_at_once_and_the_rest_is_kept(self):
        self._forbid(self.stored)
        free = self.env["product.product"].create({"name": "No price", "default_code": "N-1", "type": "consu"})
        self.dealer.pricelist_id.fallback_id = self.env["product.pricelist"].create({"name": "Empty"})
        answer = self._check(
            ("G-1", 3),
            ("X-9", 1),
            ("S-1", 1),
            (free.default_code, 1),
            ("G-1", "many"),
            ("P-6", 10),
            ("P-6", 6, "box"),
            ("", ""),
        )
        kinds = [self._kinds(row) for row in answer["rows"]]
        self.assertEqual(
            kinds,
            [[], ["unknown"], ["assortment"], ["price"], ["quantity", "twin"], ["multiple"], ["unit", "twin"], []],
        )
        self.assertEqual((answer["totals"]["rows"], answer["totals"]["errors"]), (2, 5))
        self.assertEqual(answer["totals"]["total_amount"], 3 * 10 + 12 * 5)

    def test_what_must_not_be_bought_tells_no_more_than_its_code(self):
        self._forbid(self.stored)
        row = self._one("S-1")
        self.assertEqual((row["product_id"], row["name"], row["price"]), (0, "", ""))

    def test_an_assortment_that_holds_lets_the_row_pass_with_a_warning(self):
        self._forbid(self.stored)
        self.dealer.on_assortment = "hold"
        row = self._one("S-1")
        self.assertEqual((row["state"], "assortment" in self._kinds(row), row["subtotal"]), ("warning", True, "20.00"))

    def test_rounding_up_is_told(self):
        row = self._one("P-6", 10)
        self.assertEqual((row["state"], row["quantity"], row["order_quantity"]), ("changed", 10, 12))
        self.assertIn("10 → 12", row["messages"][0]["text"])
        self.dealer.on_multiple = "ignore"
        self.assertEqual(self._one("P-6", 10)["order_quantity"], 10)

    def test_packs_count_their_pieces_for_the_multiple(self):
        row = self._one("P-6", 1, "Dozens")
        self.assertEqual((row["state"], row["order_quantity"], row["subtotal"]), ("ok", 1, "60.00"))

    def test_ambiguous_codes_are_not_guessed(self):
        self.goods.copy({"default_code": "TWO"})
        self.stored.copy({"default_code": "two"})
        self.assertEqual(
            self._one("TWO")["product_id"], self.env["product.product"].search([("default_code", "=", "TWO")]).id
        )
        self.assertEqual(self._one("Two")["product_id"], 0)

    def test_stock_is_told_as_far_as_the_dealer_may_know(self):
        self._stock(5)
        for policy, kinds, words in (
            ("exact", ["stock"], "Only 5"),
            ("banded", ["stock"], "Not all"),
            ("hidden", [], ""),
        ):
            self.dealer.stock_visibility = policy
            row = self._one("S-1", 8)
            self.assertEqual(self._kinds(row), kinds)
            self.assertIn(words, "".join(message["text"] for message in row["messages"]))
        self.dealer.stock_visibility = "exact"
        rows = self._check(("S-1", 3), ("S-1", 3))["rows"]
        self.assertEqual([self._kinds(row)[0] for row in rows], ["stock", "stock"])

    def test_prices_by_quantity(self):
        self._price(self.goods, 8.0, min_quantity=10)
        self.assertEqual([self._one("G-1", count)["price"] for count in (9, 10)], ["10.00", "8.00"])

    def test_taxes_are_those_of_the_order(self):
        tax = self.env["account.tax"].create({"name": "13 %", "amount": 13.0, "company_id": self.company.id})
        self.goods.taxes_id = tax
        pad = self._pad()
        answer = self._check(("G-1", 3.33), ("S-1", 7), pad=pad)
        order = self.env["sale.order"].browse(pad.submit(answer["key"])["order_id"])
        self.assertEqual(order.amount_total, answer["totals"]["total_amount"])
        self.assertEqual(order.amount_tax, 4.33)

    def test_the_minimum_is_told_by_how_much(self):
        self.dealer.order_minimum = 100.0
        self.assertIn("70.00", self._check(("G-1", 3))["totals"]["minimum"])
        self.assertEqual(self._check(("G-1", 10))["totals"]["minimum"], "")

    def test_bad_input_is_answered_in_a_sentence(self):
        pad = self._pad()
        for rows in ("text", [1], [{"code": "G-1", "quantity": 1}] * 1001):
            with self.assertRaises(UserError):
                pad.check(rows)
        nasty = [
            {"code": {"a": 1}, "quantity": [1]},
            {"product_id": "7", "unit_id": "x", "quantity": 2},
            {"quantity": True, "product_id": True},
        ]
        self.assertEqual([row["state"] for row in pad.check(nasty)["rows"]], ["error"] * 3)

    def test_a_product_by_id_that_is_not_for_dealers_is_unknown(self):
        service = self.env["product.product"].create({"name": "Delivery", "type": "service"})
        row = self._pad().check([{"product_id": service.id, "quantity": 1}])["rows"][0]
        self.assertEqual((row["product_id"], row["state"]), (0, "error"))

    def test_the_draft_is_kept(self):
        pad = self._pad()
        self._check(("G-1", "2"), ("nothing", "x"), pad=pad)
        again = self.env["dealer.order.pad"].with_user(self.buyer).open_for(self.dealer.id)
        self.assertEqual([(row["code"], row["quantity"]) for row in again["rows"]], [("G-1", "2"), ("nothing", "x")])

    def test_who_may_not_order_has_no_pad(self):
        for user in (self.viewer, self.outsider, self.clerk, self.env.ref("base.public_user")):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.env["dealer.order.pad"].with_user(user).open_for(self.dealer.id)
        self.dealer.portal_ordering = False
        with self.assertRaises(AccessError):
            self._pad()
        self.dealer.portal_ordering = True
        self.dealer.action_hold("x")
        with self.assertRaises(UserError):
            self._pad()

    def test_a_pad_is_nobody_elses(self):
        pad = self._pad()
        self._check(("G-1", 2), pad=pad)
        for user in (self.colleague, self.outsider):
            theirs = pad.with_user(user)
            for call in (lambda p: p.check([]), lambda p: p.submit(pad.sudo().key), lambda p: p.read(["rows"])):
                with self.assertRaises(AccessError):
                    call(theirs)
        with self.assertRaises(AccessError):
            pad.write({"rows": []})

    def test_five_hundred_rows_take_no_more_queries_than_five(self):
        products = self.env["product.product"].create(
            [
                {"name": f"Bulk {n}", "default_code": f"B-{n}", "type": "consu", "is_storable": True, "list_price": 1}
                for n in range(60)
            ]
        )
        pad = self._pad()
        rows = [{"code": product.default_code, "quantity": 2} for product in products]
        pad.check(rows[:5])

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            pad.check(rows[:count])
            return self.env.cr.sql_log_count - before

        few, many = queries(5), queries(60)
        self.assertLessEqual(many, few + 2)
        self.assertLess(many, 60)
