from odoo.exceptions import AccessError, MissingError
from odoo.tests import tagged

from .common import PortalCase


@tagged("post_install", "-at_install")
class TestKeeper(PortalCase):
    """A storekeeper sees quantities: no document with a price is reached, on no path."""

    def setUp(self):
        super().setUp()
        self._make_documents()
        self.keeper = self.people["keeper"]

    def test_documents_with_prices_are_out_of_reach(self):
        for record in (self.order, self.order.order_line, self.invoice, self.invoice.invoice_line_ids):
            theirs = record.with_user(self.keeper)
            self.assertFalse(theirs.has_access("read"), record)
            self.assertFalse(theirs.search([("id", "in", record.ids)]), record)
            self.assertFalse(theirs._read_group([("id", "in", record.ids)], ["dealer_id"], ["__count"]), record)
            with self.assertRaises(AccessError):
                theirs.read(["display_name"])
            with self.assertRaises(AccessError):
                theirs.export_data(["id"])
        self.assertTrue(self.order.with_user(self.people["viewer"]).has_access("read"), "who sees prices still does")

    def test_verbs_tell_no_amounts(self):
        with self.assertRaises(AccessError):
            self.dealer.with_user(self.keeper).credit_summary()
        self.assertEqual(self.dealer.with_user(self.people["viewer"]).credit_summary()[0]["dealer_id"], self.dealer.id)
        for verb in (
            lambda: self.dealer.with_user(self.keeper).ask_special_price({}),
            lambda: self.dealer.with_user(self.keeper).ask_temporary_limit(1, "2030-01-01", "x"),
            lambda: self.order.with_user(self.keeper).action_submit(),
        ):
            with self.assertRaises(AccessError):
                verb()

    def test_fields_of_the_dealer_tell_no_amounts(self):
        """A storekeeper may read the dealer: what credit it has is not read with it."""
        self.env["dealer.credit.line"].create(
            {
                "dealer_id": self.dealer.id,
                "control": "limit",
                "limit_amount": 4711.0,
                "currency_id": self.env.company.currency_id.id,
            }
        )
        for role in ("keeper", "viewer"):
            theirs = self.dealer.with_user(self.people[role])
            for name in [name for name in theirs._fields if name.startswith("credit_")]:
                with self.subTest(role=role, field=name), self.assertRaises(AccessError):
                    theirs.read([name])

    def test_their_own_company_and_colleagues_are_seen(self):
        self.assertTrue(self.dealer.with_user(self.keeper).has_access("read"))
        self.assertTrue(self.dealer.partner_id.with_user(self.keeper).has_access("read"))
        self.assertTrue(self.admin_member.with_user(self.keeper).has_access("read"))
        self.assertFalse(self.hidden.with_user(self.keeper).has_access("read"))
        self.assertFalse(self.hidden.partner_id.with_user(self.keeper).has_access("read"))

    def test_a_role_change_counts_at_once(self):
        self.keeper.dealer_member_ids.role = "viewer"
        self.assertTrue(self.order.with_user(self.keeper).has_access("read"))
        self.keeper.dealer_member_ids.role = "keeper"
        self.assertFalse(self.order.with_user(self.keeper).has_access("read"))

    def test_deliveries_by_quantity(self):
        portal, visitor = self._portal("keeper")
        (row,) = portal._deliveries(visitor, 10)
        self.assertEqual((row["id"], row["order"], row["to_receive"]), (self.picking.id, self.order.name, True))
        self.assertEqual([(line["quantity"], line["unit"]) for line in row["lines"]], [(20.0, self.stored.uom_id.name)])
        self.assertNotIn("price", str(row))
        self.assertEqual(set(portal._home(visitor)), {"notices", "receive"})
        portal._receive(visitor, self.picking.id)
        first = self.picking.dealer_received_at
        self.assertTrue(first)
        portal._receive(visitor, self.picking.id)
        self.assertEqual(self.picking.dealer_received_at, first)

    def test_deliveries_of_others(self):
        portal = self.env["dealer.portal"].with_user(self.other_admin)
        self.assertFalse(portal._deliveries(portal._visitor(), 10))
        with self.assertRaises(MissingError):
            portal._receive(portal._visitor(), self.picking.id)
