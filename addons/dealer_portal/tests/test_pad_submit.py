import base64
import io

import openpyxl
from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .pad_common import PadCase


@tagged("post_install", "-at_install")
class TestPadSubmit(PadCase):
    """One pad makes one order, of the rows without errors."""

    def _filled(self, *rows):
        """Return (pad, key) of the buyer's pad with rows."""
        pad = self._pad()
        return pad, self._check(*(rows or (("G-1", 2),)), pad=pad)["key"]

    def _made(self, result):
        return self.env["sale.order"].browse(result["order_id"])

    def test_confirmed(self):
        pad, key = self._filled(("G-1", 2), ("P-6", 10), ("nothing", 1))
        result = pad.submit(key)
        order = self._made(result)
        self.assertEqual((result["state"], order.state, order.submitted_by), ("confirmed", "sale", self.buyer))
        lines = [(line.product_id, line.product_uom_qty, line.price_unit) for line in order.order_line]
        self.assertEqual(lines, [(self.goods, 2, 10.0), (self.packed, 12, 5.0)])
        self.assertFalse(order.on_behalf)
        self.assertEqual((result["left"], [row["code"] for row in pad.sudo().rows]), (1, ["nothing"]))

    def test_sent_twice_is_one_order(self):
        pad, key = self._filled()
        first, second = pad.submit(key), pad.submit(key)
        self.assertEqual((second["order_id"], second["replay"], first["replay"]), (first["order_id"], True, False))
        self.assertNotEqual(pad.sudo().key, key)
        self._check(("S-1", 1), pad=pad)
        self.assertEqual(pad.submit(key)["order_id"], first["order_id"], "an old key is about the old order")
        self.assertEqual(self.env["sale.order"].search_count([("dealer_id", "=", self.dealer.id)]), 1)

    def test_the_key_is_unique_in_the_database(self):
        pad, key = self._filled()
        order = self._made(pad.submit(key))
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            order.copy({"pad_key": key})

    def test_a_key_that_is_not_this_pads_makes_nothing(self):
        pad, _key = self._filled()
        for key in ("", "made up", None, 7):
            with self.assertRaises(UserError):
                pad.submit(key)

    def test_the_key_of_another_dealer_tells_nothing(self):
        pad, key = self._filled()
        pad.submit(key)
        theirs = self._pad(self.outsider, self.hidden)
        with self.assertRaises(UserError):
            theirs.submit(key)

    def test_held_with_reasons(self):
        self.dealer.write({"order_minimum": 100.0, "on_minimum": "hold"})
        pad, key = self._filled()
        result = pad.submit(key)
        self.assertEqual(result["state"], "held")
        self.assertIn("80.00", result["messages"][0])
        self.assertFalse(pad.sudo().rows)

    def test_refused_keeps_everything(self):
        self.dealer.write({"order_minimum": 100.0, "on_minimum": "refuse"})
        pad, key = self._filled()
        result = pad.submit(key, {"note": "urgent"})
        self.assertEqual((result["state"], pad.sudo().key, len(pad.sudo().rows)), ("refused", key, 1))
        self._check(("G-1", 20), pad=pad)
        again = pad.submit(key)
        self.assertEqual((again["state"], again["order_id"]), ("confirmed", result["order_id"]))
        self.assertEqual(self._made(again).amount_total, 200.0)

    def test_nothing_to_order(self):
        pad, key = self._filled(("nothing", 1))
        with self.assertRaises(UserError):
            pad.submit(key)

    def test_details(self):
        depot = self.env["res.partner"].create(
            {"name": "Depot", "type": "delivery", "parent_id": self.dealer.partner_id.id, "country_id": self.country.id}
        )
        pad, key = self._filled()
        day = fields.Date.add(fields.Date.today(), days=9)
        values = {
            "partner_shipping_id": depot.id,
            "requested_date": str(day),
            "client_order_ref": "  PO  7 ",
            "note": "Gate 3",
            "total": "20.00",
        }
        order = self._made(pad.submit(key, values))
        self.assertEqual((order.partner_shipping_id, order.client_order_ref), (depot, "PO 7"))
        self.assertEqual((order.commitment_date.date(), order.dealer_note), (day, "Gate 3"))

    def test_details_that_do_not_do(self):
        pad, key = self._filled()
        foreign = self.hidden.partner_id.id
        for values in (
            {"partner_shipping_id": foreign},
            {"requested_date": "2020-01-01"},
            {"requested_date": "soon"},
            {"total": 19.99},
            {"total": "much"},
            ["note"],
        ):
            with self.subTest(values), self.assertRaises(UserError), self.env.cr.savepoint():
                pad.submit(key, values)
        self.assertFalse(self.env["sale.order"].search([("dealer_id", "=", self.dealer.id), ("state", "!=", "draft")]))

    def test_prices_of_now(self):
        pad, key = self._filled()
        pad._make_order()
        self.env["product.pricelist.item"].search([("product_id", "=", self.goods.id)]).fixed_price = 11.0
        with self.assertRaises(UserError), self.env.cr.savepoint():
            pad.submit(key, {"total": 20.0})
        order = self._made(pad.submit(key, {"total": 22.0}))
        self.assertEqual((order.amount_total, order.state), (22.0, "sale"))

    def test_the_draft_is_made_once_and_brought_up_to_date(self):
        pad, _key = self._filled()
        order = pad._make_order().sudo()
        lines = order.order_line
        self.assertEqual(pad._make_order().order_line, lines, "nothing changed, nothing written")
        self._check(("G-1", 3), pad=pad)
        self.assertEqual(pad._make_order(), order)
        self.assertEqual(order.order_line.product_uom_qty, 3)

    def test_abandoned_drafts_go(self):
        pad, _key = self._filled()
        order = pad._make_order().sudo()
        self.env.flush_all()
        self.env["sale.order"]._gc_abandoned_pads()
        self.assertTrue(order.exists())
        self.env.cr.execute("UPDATE sale_order SET write_date = now() - interval '31 days' WHERE id = %s", [order.id])
        order.invalidate_recordset()
        self.env["sale.order"]._gc_abandoned_pads()
        self.assertFalse(order.exists())
        self.assertTrue(pad.sudo().rows)

    def test_nobody_writes_the_key(self):
        order = self._large()
        with self.assertRaises(AccessError):
            order.with_user(self.clerk).write({"pad_key": "x"})


@tagged("post_install", "-at_install")
class TestPadSources(PadCase):
    """Rows that come from elsewhere."""

    def _file(self, name, content):
        return self._pad().read_file(name, base64.b64encode(content).decode())

    def test_csv_and_xlsx(self):
        expected = [{"code": "G-1", "quantity": "2", "unit": ""}, {"code": "007", "quantity": "1.5", "unit": "Units"}]
        text = "Code,Qty,Unit\nG-1,2,\n007,1.5,Units\n"
        self.assertEqual(self._file("rows.csv", text.encode("utf-8-sig")), expected)
        chinese = self._file("rows.csv", "数量;料号\n2;滤芯\n".encode("gb18030"))
        self.assertEqual(chinese, [{"code": "滤芯", "quantity": "2", "unit": ""}])
        book = openpyxl.Workbook()
        for row in (("Code", "Qty", "Unit"), ("G-1", 2, None), ("007", 1.5, "Units")):
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        self.assertEqual(self._file("rows.xlsx", stream.getvalue()), expected)

    def test_files_that_are_none(self):
        for name, content in (
            ("rows.csv", b""),
            ("rows.exe", b"MZ\x00\x01"),
            ("rows.csv", b"PK\x03\x04 no text\x00"),
            ("rows.xlsx", b"PK\x03\x04 not a workbook"),
            ("rows.xlsx", b"G-1,2"),
            ("rows.csv", b"x" * (2 * 1024 * 1024 + 1)),
            ("rows.csv", b"G-1,1\n" * 1001),
        ):
            with self.subTest(name=name, start=content[:6]), self.assertRaises(UserError):
                self._file(name, content)
        with self.assertRaises(UserError):
            self._pad().read_file("rows.csv", "not base64!")

    def test_templates_belong_to_the_dealer(self):
        pad = self._pad()
        self._check(("G-1", 2), ("P-6", 10), ("nothing", 1), pad=pad)
        template_id = pad.keep_template(" Weekly  order ")
        mine = self._pad(self.colleague)
        rows = mine.rows_from("template", template_id)
        self.assertEqual(
            [(row["product_id"], row["quantity"]) for row in rows], [(self.goods.id, 2), (self.packed.id, 12)]
        )
        theirs = self._pad(self.outsider, self.hidden)
        with self.assertRaises(AccessError):
            theirs.rows_from("template", template_id)
        self.assertFalse(self.env["dealer.order.template"].with_user(self.outsider).search([]))
        self.assertEqual(pad.keep_template("Weekly order"), template_id, "the same name replaces")
        with self.assertRaises(UserError):
            pad.keep_template("  ")

    def test_earlier_orders(self):
        pad = self._pad()
        result = pad.submit(self._check(("G-1", 2), ("P-6", 1, "Dozens"), pad=pad)["key"])
        rows = pad.rows_from("order", result["order_id"])
        self.assertEqual(
            [(row["product_id"], row["quantity"]) for row in rows], [(self.goods.id, 2), (self.packed.id, 1)]
        )
        self.assertEqual(pad.check(rows)["rows"][1]["unit_id"], self.dozen.id)
        self.assertEqual({row["product_id"] for row in pad.rows_from("last")}, {self.goods.id, self.packed.id})
        self._forbid(self.packed)
        self.assertEqual({row["product_id"] for row in pad.rows_from("last")}, {self.goods.id})
        theirs = self._pad(self.outsider, self.hidden)
        with self.assertRaises(AccessError):
            theirs.rows_from("order", result["order_id"])
        for source, number in (("last", 0), ("moon", 0), ("template", "1")):
            with self.assertRaises(UserError):
                theirs.rows_from(source, number)

    def test_a_quotation_is_no_earlier_order(self):
        quotation = self._large()
        with self.assertRaises(AccessError):
            self._pad().rows_from("order", quotation.id)
