from odoo.exceptions import UserError
from odoo.tests import tagged

from .pad_common import PadCase


@tagged("post_install", "-at_install")
class TestPadBadInput(PadCase):
    """What a program or a spreadsheet sends that no person types: judged by row, kept as it was, never a fault of the server."""

    def test_quantities_that_are_none(self):
        """Nothing that is no quantity is kept as something the database cannot hold, and none becomes a line of nothing."""
        odd = (float("nan"), float("inf"), 10**400, 1e-9, 0.001, [1], {"a": 1}, True, "1\x00\x00x2", "\ud800")
        answer = self._check(*[("G-1", quantity) for quantity in odd], ("G-1", 2))
        self.env.flush_all()
        self.assertEqual([row["state"] for row in answer["rows"]], ["error"] * len(odd) + ["ok"])
        self.assertEqual(answer["totals"]["total_amount"], 20.0)

    def test_quantities_as_a_line_holds_them(self):
        """A quantity with more digits than a line of an order has is ordered, and summed up, as the line holds it."""
        pad = self._pad()
        [row] = self._check(("G-1", "1.004"), pad=pad)["rows"]
        self.assertEqual(row["order_quantity"], 1.0)
        order = pad._make_order()
        lines = order.sudo().order_line
        self.assertEqual(pad._make_order().sudo().order_line, lines, "nothing has changed")

    def test_texts(self):
        pad = self._pad()
        [row] = self._check(("G-\x001\ud800", 1), pad=pad)["rows"]
        self.assertEqual((row["code"], row["state"]), ("G-1", "ok"))
        self.assertTrue(pad.keep_template("a\x00b"))
        values = {"client_order_ref": "a\x00b", "note": "\x00n", "partner_shipping_id": "²"}
        order = self.env["sale.order"].browse(pad.submit(pad.sudo().key, values)["order_id"]).sudo()
        self.assertEqual((order.client_order_ref, order.dealer_note), ("ab", "n"))

    def test_total_that_is_none(self):
        pad = self._pad()
        for total in ("nan", float("inf"), 10**400, [1]):
            self._check(("G-1", 1), pad=pad)
            with self.subTest(total=str(total)[:9]), self.assertRaisesRegex(UserError, "total is now"):
                pad.submit(pad.sudo().key, {"total": total})

    def test_part_numbers_and_requests(self):
        dealer = self.dealer.with_user(self.buyer)
        self.assertEqual(dealer.set_part_numbers([{"code": "m\x00ine", "product": "G-\x001"}])["set"], 1)
        for values in (None, {"date_to": ["x"]}, {"date_to": "2099-01-01", "lines": ["G-1"]}):
            with self.subTest(values=values), self.assertRaises(UserError):
                dealer.ask_special_price(values)

    def test_unit_that_is_none_stays_an_error(self):
        """Twelve boxes must not become twelve pieces because the pad is looked at again, or ordered."""
        pad = self._pad()
        for sent in ({"unit": "box of 24"}, {"unit_id": self.env.ref("uom.product_uom_kgm").id}):
            row = {"code": "G-1", "quantity": 12, **sent}
            with self.subTest(sent=sent):
                [judged] = pad.check([row])["rows"]
                self.assertEqual((self._kinds(judged), judged["unit_id"]), (["unit"], 0))
                [again] = pad.open_for(self.dealer.id)["rows"]
                self.assertEqual((self._kinds(again), again["unit"]), (["unit"], sent.get("unit", "")))
                with self.assertRaisesRegex(UserError, "nothing to order"):
                    pad.submit(pad.sudo().key)
                [chosen] = pad.check([{**row, "unit_id": self.goods.uom_id.id}])["rows"]
                self.assertEqual(chosen["state"], "ok")

    def test_draft_taken_over_by_others(self):
        """Whoever cancels or sends the draft in the back office does not close the pad for good."""
        pad = self._pad()
        for verb in ("action_cancel", "action_quotation_sent"):
            with self.subTest(verb=verb):
                self._check(("G-1", 3), pad=pad)
                draft = pad._make_order().sudo()
                getattr(draft, verb)()
                key = pad.sudo().key
                order = pad._make_order().sudo()
                self.env.flush_all()
                self.assertNotEqual(order, draft)
                self.assertNotEqual(pad.sudo().key, key)
                self.assertEqual(pad.submit(pad.sudo().key)["state"], "confirmed")
