from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import DealerApprovalCase


@tagged("post_install", "-at_install")
class TestAsk(DealerApprovalCase):
    """Which route and which people a document finds."""

    def test_snapshot_of_figures_and_people(self):
        request = self.ask(amount=1000.0, percent=12.5)
        self.assertEqual(request.state, "pending")
        self.assertEqual(request.requester_id, self.seller)
        self.assertEqual(request.amount, 1000.0)
        self.assertEqual(request.percent, 12.5)
        self.assertEqual(request.dealer_id, self.dealer_branch)
        self.assertEqual(request.figures[0]["label"], "Amount")
        self.assertEqual(request.reviewer_ids.mapped("user_id"), self.manager | self.credit)
        self.assertEqual(self.asked(request), self.manager)
        self.assertEqual(request.decision_ids.kind, "requested")
        self.assertEqual(request.decision_ids.user_id, self.seller)

    def test_band_is_half_open(self):
        self.assertEqual(self.ask(amount=999.99).reviewer_ids.user_id, self.manager)
        self.assertEqual(self.ask(amount=1000.0).reviewer_ids.user_id, self.manager | self.credit)

    def test_upper_bound_and_percent(self):
        self.route.active = False
        self.make_route(
            [
                {"reviewer_kind": "unit_manager", "max_amount": 100},
                self.role_step(min_amount=100, min_percent=10, limits_match="any"),
            ]
        )
        self.assertEqual(self.ask(amount=99.0).reviewer_ids.user_id, self.manager)
        self.assertEqual(self.ask(amount=100.0).reviewer_ids.user_id, self.credit)
        self.assertEqual(self.ask(amount=50.0, percent=10.0).reviewer_ids.user_id, self.manager | self.credit)

    def test_limits_in_another_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "rate": 0.5, "currency_id": euro.id, "company_id": self.company.id}
        )
        below, above = self.make_document(499.0, currency_id=euro.id), self.make_document(500.0, currency_id=euro.id)
        self.assertEqual(self.ask(below).reviewer_ids.user_id, self.manager)
        self.assertEqual(self.ask(above).reviewer_ids.user_id, self.manager | self.credit)

    def test_first_route_that_fits(self):
        special = self.make_route([self.role_step()], sequence=1, domain="[('note', '=', 'special')]")
        self.assertEqual(self.ask(note="special").route_id, special)
        self.assertEqual(self.ask(note="plain").route_id, self.route)

    def test_route_of_another_company_is_not_used(self):
        self.make_route([self.role_step()], sequence=1, company_id=self.company_b.id)
        self.assertEqual(self.ask().route_id, self.route)

    def test_condition_that_cannot_be_used_is_refused(self):
        for domain in ("[('no_such_field', '=', 1)]", "__import__('os')", "[("):
            with self.assertRaises(ValidationError):
                self.make_route([self.role_step()], domain=domain)

    def test_requester_is_not_asked(self):
        request = self.ask(user=self.manager)
        self.assertEqual(request.reviewer_ids.user_id, self.upper, "the next manager up decides")

    def test_requester_is_asked_where_the_route_allows(self):
        self.route.allow_self = True
        request = self.ask(user=self.manager)
        self.assertEqual(request.reviewer_ids.user_id, self.manager)
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "approved")

    def test_chain_of_managers(self):
        self.route.active = False
        self.make_route([{"reviewer_kind": "manager_chain", "chain_levels": 3}])
        request = self.ask()
        self.assertEqual(self.asked(request), self.manager)
        request.with_user(self.manager).action_approve()
        self.assertEqual(self.asked(request), self.upper)
        request.with_user(self.upper).action_approve()
        self.assertEqual(request.state, "approved")

    def test_named_people_out_of_scope_are_not_asked(self):
        self.route.active = False
        users = self.foreigner | self.credit
        self.make_route([{"reviewer_kind": "user", "user_ids": [Command.set(users.ids)]}])
        self.assertEqual(self.ask().reviewer_ids.user_id, self.credit)

    def test_role_beyond_its_scope_is_not_asked(self):
        self.make_user("ap_credit_west", "credit_controller", "unit", self.west)
        self.assertEqual(self.ask(amount=1000.0).reviewer_ids.user_id, self.manager | self.credit)

    def test_step_without_anybody_goes_to_the_administrators(self):
        self.credit.active = False
        request = self.ask(amount=1000.0)
        rows = request.reviewer_ids.filtered(lambda row: row.stage == 2)
        self.assertIn(self.admin, rows.user_id)
        self.assertEqual(set(rows.mapped("origin")), {"admin"})
        request.with_user(self.manager).action_approve()
        request.with_user(self.admin).action_approve()
        self.assertEqual(request.state, "approved")

    def test_no_route_goes_to_the_administrators(self):
        self.route.active = False
        self.assertIn(self.admin, self.asked(self.ask()))

    def test_below_all_limits(self):
        self.route.active = False
        route = self.make_route([self.role_step(min_amount=1000)])
        self.assertIn(self.admin, self.asked(self.ask(amount=1.0)))
        route.without_step = "approve"
        request = self.ask(amount=1.0)
        self.assertEqual(request.state, "approved")
        self.assertEqual(self.document_of(request).outcome, "approved by ap_seller;")

    def test_nobody_but_the_requester(self):
        self.route.active = False
        everybody = self.env.ref("dealer.group_dealer_admin").all_user_ids
        (everybody - self.admin - self.env.ref("base.user_root")).role_line_ids.unlink()
        (everybody - self.admin - self.env.ref("base.user_root")).active = False
        with self.assertRaisesRegex(UserError, "Nobody but you"):
            self.ask(user=self.admin)

    def test_asking_twice_gives_the_same_request(self):
        document = self.make_document()
        self.assertEqual(self.ask(document), self.ask(document, user=self.colleague))

    def test_asking_needs_the_right_to_write(self):
        document = self.make_document()
        with self.assertRaises(AccessError):
            document.with_user(self.foreigner).action_request_approval()

    def test_approved_document_is_not_asked_about_again(self):
        document = self.make_document()
        self.ask(document).with_user(self.manager).action_approve()
        with self.assertRaisesRegex(UserError, "approved already"):
            self.ask(document)

    def test_state_of_the_document(self):
        document = self.make_document()
        find = self.env["dealer.approval.test.document"].search
        self.assertEqual(document.approval_state, "none")
        self.assertIn(document, find([("approval_state", "=", "none")]))
        request = self.ask(document)
        self.assertEqual(document.approval_state, "pending")
        self.assertIn("ap_manager", document.approval_waiting_for)
        self.assertEqual(find([("approval_state", "=", "pending")]), document)
        self.assertTrue(document.with_user(self.manager).approval_can_decide)
        self.assertFalse(document.with_user(self.seller).approval_can_decide)
        request.with_user(self.manager).action_approve()
        self.assertEqual(document.approval_state, "approved")
        self.assertEqual(find([("approval_state", "in", ["approved", "refused"])]), document)

    def test_material_change_asks_again(self):
        document = self.make_document()
        request = self.ask(document)
        request.with_user(self.manager).action_approve()
        document.note = "immaterial"
        self.assertTrue(document._is_approved())
        document.amount = 501.0
        self.assertFalse(document._is_approved())
        again = self.ask(document)
        self.assertNotEqual(again, request)
        self.assertEqual(again.state, "pending")
        self.assertEqual(request.state, "approved", "the old evidence stays")

    def test_change_while_pending(self):
        document = self.make_document()
        request = self.ask(document)
        document.amount = 2000.0
        with self.assertRaisesRegex(UserError, "has changed"):
            request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "pending")
        again = self.ask(document)
        self.assertEqual(request.state, "cancelled")
        self.assertEqual(again.reviewer_ids.user_id, self.manager | self.credit)

    def test_evidence_outlives_the_document(self):
        document = self.make_document()
        request = self.ask(document)
        document.unlink()
        self.assertEqual(request.state, "cancelled")
        self.assertEqual(request.decision_ids.mapped("kind"), ["cancelled", "requested"])
        self.assertFalse(request.activity_ids)
