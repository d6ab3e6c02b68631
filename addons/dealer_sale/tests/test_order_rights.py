from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .orders_common import SubmitCase


@tagged("post_install", "-at_install")
class TestRights(SubmitCase):
    """Who reads, and that nobody writes, what the verbs keep: holds, changes, history; who decides what dealers may buy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._small()
        cls.order.action_submit()
        shipped = cls._large()
        shipped.action_submit()
        change_id = shipped.action_request_change("date", "Later", date="2030-01-01")
        cls.env.flush_all()
        cls.records = {
            "dealer.order.hold": cls.order.dealer_hold_ids,
            "dealer.order.event": cls.order.dealer_event_ids,
            "dealer.order.change": cls.env["dealer.order.change"].browse(change_id),
        }
        cls.plain = cls._staff("orders plain", None)
        cls.plain.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")

    def test_who_reads(self):
        readers = (self.clerk, self.manager, self.auditor)
        others = (self.stranger, self.plain)
        for model, records in self.records.items():
            for user, sees in [*((user, True) for user in readers), *((user, False) for user in others)]:
                with self.subTest(model=model, user=user.login):
                    found = self.env[model].with_user(user).search([("id", "in", records.ids)])
                    self.assertEqual(bool(found), sees)
                    counted = self.env[model].with_user(user)._read_group([("id", "in", records.ids)], [], ["__count"])
                    self.assertEqual(bool(counted[0][0]), sees)
                    if not sees:
                        with self.assertRaises(AccessError):
                            records.with_user(user).read(["order_id"])

    def test_portal_users_and_people_without_rights_read_nothing(self):
        nobody = self._staff("orders nobody", None)
        for model in self.records:
            for user in (self.buyer, nobody):
                with self.subTest(model=model, user=user.login), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_nobody_writes(self):
        for model, records in self.records.items():
            for user in (self.clerk, self.manager, self.worker, self.env.ref("base.user_admin")):
                with self.subTest(model=model, user=user.login):
                    for attempt in (
                        lambda r: r.write({"order_id": self.order.id}),
                        lambda r: r.unlink(),
                        lambda r: r.create({"order_id": self.order.id}),
                        lambda r: r.copy(),
                    ):
                        with self.assertRaises(AccessError):
                            attempt(records[0].with_user(user))

    def test_a_revoked_role_sees_and_releases_nothing_at_the_next_request(self):
        hold = self.records["dealer.order.hold"]
        self.assertTrue(hold.with_user(self.manager).can_decide)
        self.manager.role_line_ids.date_to = fields.Date.today() - timedelta(days=1)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            hold.with_user(self.manager).read(["kind"])

    def test_a_dealer_that_moves_takes_its_holds_along(self):
        hold = self.records["dealer.order.hold"]
        self.dealer.unit_id = self.foreign
        self.env.flush_all()
        self.assertTrue(self.env["dealer.order.hold"].with_user(self.stranger).search([("id", "=", hold.id)]))
        self.assertFalse(self.env["dealer.order.hold"].with_user(self.clerk).search([("id", "=", hold.id)]))

    def test_release_rules_are_an_administrators(self):
        rule = self.env["dealer.hold.rule"].search([("kind", "=", "minimum")])
        for user in (self.clerk, self.manager, self.auditor):
            with self.subTest(user=user.login):
                self.assertTrue(rule.with_user(user).read(["kind"]))
                with self.assertRaises(AccessError):
                    rule.with_user(user).write({"limited": False})
        root = self.env.ref("dealer.unit_group")
        admin = self._staff("orders group admin", "dealer.role_group_admin", "subtree", root)
        rule.with_user(admin).four_eyes = True

    def test_assortments_reach_as_far_as_their_author(self):
        assortments = self.env["dealer.assortment"]
        template = self.goods.product_tmpl_id
        vals = {"name": "Own", "effect": "limit", "product_tmpl_ids": template.ids, "dealer_ids": self.dealer.ids}
        own = assortments.with_user(self.manager).create(vals)
        beyond = [
            {**vals, "dealer_ids": [Command.set((self.dealer | self._dealer("Far", self.foreign)).ids)]},
            {**vals, "dealer_ids": False, "type_ids": self.dealer_type.ids},
            {**vals, "effect": "reserve"},
        ]
        for more in beyond:
            with self.subTest(more=more):
                with self.assertRaises(AccessError):
                    assortments.with_user(self.manager).create(more)
                with self.assertRaises(AccessError):
                    own.with_user(self.manager).write(more)
        everyone = assortments.create({**vals, "dealer_ids": False})
        with self.assertRaises(AccessError):
            everyone.with_user(self.manager).active = False
        with self.assertRaises(AccessError):
            everyone.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            assortments.with_user(self.clerk).create(vals)
        own.with_user(self.manager).unlink()


@tagged("post_install", "-at_install")
class TestTwoCompanies(SubmitCase):
    """A dealer of two companies is two dealers: each with its terms, numbers and people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Sister"})
        cls.twin = cls._dealer(
            "Alpha of Sister", cls.unit, company=cls.other_company, partner=cls.dealer.partner_id, order_minimum=0.0
        )
        cls.both = cls._staff(
            "orders both companies",
            "dealer.role_channel_manager",
            "unit",
            cls.unit,
            companies=cls.company | cls.other_company,
        )

    def test_each_company_has_its_own_terms(self):
        orders = self._order(self.dealer) | self._order(self.twin)
        self.assertEqual([result["state"] for result in orders.sudo().action_submit()], ["held", "confirmed"])

    def test_a_purchase_number_counts_per_company(self):
        self._order(self.twin, client_order_ref="PO 1").action_submit()
        self.assertEqual(self._large(client_order_ref="PO 1").action_submit()["state"], "confirmed")

    def test_the_companies_ticked_change_nothing(self):
        order = self._small(client_order_ref="PO 2")
        self._large(client_order_ref="PO 2").action_submit()
        found = []
        for companies in (self.company, self.other_company | self.company, self.company | self.other_company):
            ticked = order.with_user(self.both).with_context(allowed_company_ids=companies.ids)
            found.append([(f["kind"], f["amount"], f["currency_id"]) for f in ticked._dealer_findings()[order.id]])
        self.assertEqual(
            found[0],
            [("minimum", 70.0, self.company.currency_id.id), ("purchase_number", 0.0, self.company.currency_id.id)],
        )
        self.assertEqual(found[1:], found[:1] * 2)

    def test_holds_of_a_company_one_does_not_work_for(self):
        self.twin.write({"order_minimum": 100.0, "on_minimum": "hold"})
        order = self._order(self.twin)
        order.action_submit()
        hold = order.dealer_hold_ids
        self.assertFalse(self.env["dealer.order.hold"].with_user(self.manager).search([("id", "=", hold.id)]))
        with self.assertRaises(AccessError):
            hold.with_user(self.manager).action_release()
        both = hold.with_user(self.both).with_context(allowed_company_ids=(self.company | self.other_company).ids)
        self.assertEqual(both.action_release()[0]["state"], "confirmed")

    def test_a_rule_for_one_company(self):
        self.env["dealer.hold.rule"].search([("kind", "=", "minimum")]).company_id = self.other_company
        order = self._small()
        order.action_submit()
        with self.assertRaises(AccessError):
            order.dealer_hold_ids.with_user(self.both).action_release()

    def test_an_assortment_of_one_company(self):
        self.env["dealer.assortment"].create(
            {
                "name": "Sister's",
                "effect": "forbid",
                "company_id": self.other_company.id,
                "product_tmpl_ids": self.goods.product_tmpl_id.ids,
            }
        )
        orders = self._large() | self._order(self.twin, quantity=20)
        self.assertEqual([result["state"] for result in orders.sudo().action_submit()], ["confirmed", "refused"])
