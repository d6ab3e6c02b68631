from odoo.fields import Command
from odoo.tests import tagged

from .common import ApiCase

DOCK = {"ref": "dock-2", "name": "Dock 2", "street": "Quai 2", "city": "Nantes", "zip": "44000", "country": "fr"}


@tagged("post_install", "-at_install")
class TestAddresses(ApiCase):
    """Where dealers have their goods sent is kept by another system, and orders name it by its own reference."""

    def keep(self, *addresses, code="EAST"):
        [result] = self.done(self.api.dealers_upsert([{"code": code, "addresses": list(addresses)}]))
        return result["addresses"]

    def test_an_order_goes_to_the_address_that_it_names(self):
        told = self.keep(DOCK, {"ref": "dock-3", "street": "Quai 3"})
        self.assertEqual(
            [(row["ref"], row["kind"], row["active"]) for row in told][-2:],
            [
                ("dock-2", "delivery", True),
                ("dock-3", "delivery", True),
            ],
        )
        dock = self.env["res.partner"].browse(told[-2]["id"])
        self.assertEqual(
            (dock.parent_id, dock.street, dock.country_id.code), (self.dealer_east.partner_id, "Quai 2", "FR")
        )
        orders = [self.order(ship_to_ref="dock-2"), self.order(ship_to=dock.id), self.order()]
        placed = self.done(self.api.orders_submit(orders))
        sent = [self.env["sale.order"].browse(result["id"]).partner_shipping_id for result in placed]
        self.assertEqual(sent[:2], [dock, dock])
        self.assertNotEqual(sent[2], self.env["res.partner"])
        self.assertIn(dock, self.env["sale.order"].browse(placed[0]["id"]).picking_ids.partner_id)

    def test_sent_again_it_writes_nothing_and_what_is_not_sent_stays(self):
        first = self.keep(DOCK, {"ref": "dock-3", "street": "Quai 3"})
        addresses = self.env["res.partner"].browse([row["id"] for row in first])
        self.env.cr.execute("UPDATE res_partner SET write_date = '2020-01-01' WHERE id IN %s", [addresses._ids])
        addresses.invalidate_recordset()
        self.assertEqual(self.keep(DOCK), first)
        self.assertEqual({str(date) for date in addresses.mapped("write_date")}, {"2020-01-01 00:00:00"})
        self.assertEqual(self.keep(), first, "an empty list asks for all")
        self.keep({"ref": "dock-2", "city": "Brest", "active": False})
        dock = addresses.filtered(lambda address: address.ref == "dock-2")
        self.assertEqual((dock.city, dock.street, dock.active), ("Brest", False, False), "an address is written whole")
        self.refused(self.api.orders_submit([self.order(ship_to_ref="dock-2")]), "unknown_record", "ship_to_ref")
        self.keep(DOCK)
        self.assertTrue(dock.active)

    def test_nobody_elses_address(self):
        other = {"ref": "west", "street": "Elsewhere"}
        self.dealer_west.partner_id.child_ids = [Command.create({**other, "type": "delivery"})]
        west = self.dealer_west.partner_id.child_ids
        self.keep(DOCK)
        for wrong in ({"ship_to_ref": "west"}, {"ship_to": west.id}, {"ship_to": west.id, "ship_to_ref": "dock-2"}):
            self.refused(self.api.orders_submit([self.order(**wrong)]), "unknown_record")
        self.assertNotIn(
            west.id, [row["id"] for row in self.keep(other)], "the same reference, another dealer's address"
        )
        self.assertEqual(west.street, "Elsewhere")

    def test_a_wrong_address_is_named_and_nothing_is_done(self):
        for wrong, code, path in (
            ([DOCK, DOCK], "duplicate_in_batch", "addresses[1].ref"),
            ([{"street": "Quai"}], "missing", "addresses[0].ref"),
            ([DOCK, {"ref": "x", "country": "XX"}], "unknown_record", "addresses[1].country"),
            ([{**DOCK, "region": "Nowhere"}], "unknown_record", "addresses[0].region"),
            ([{**DOCK, "kind": "harbour"}], "invalid_choice", "addresses[0].kind"),
        ):
            with self.subTest(path=path, code=code):
                changed = {"code": "EAST", "phone": "555", "addresses": wrong}
                self.refused(self.api.dealers_upsert([changed]), code, path)
        self.assertNotEqual(self.dealer_east.partner_id.phone, "555")
        self.assertFalse(self.dealer_east.partner_id.child_ids.filtered("ref"))

    def test_addresses_of_a_batch_are_looked_up_together(self):
        self.keep(*({"ref": f"dock-{number}"} for number in range(20)))
        few = [self.order(ship_to_ref=f"dock-{number}") for number in range(2)]
        many = [self.order(ship_to_ref=f"dock-{number}") for number in range(20)]
        api = self.api

        def resolve(items):
            api.env.invalidate_all()
            start = api.env.cr.sql_log_count
            api._address_finder([{"ship_to": 0, **item} for item in items])
            return api.env.cr.sql_log_count - start

        resolve(few)
        self.assertEqual(resolve(few), resolve(many))
