from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DealerApprovalCase


@tagged("post_install", "-at_install")
class TestDecide(DealerApprovalCase):
    """Approve, refuse, withdraw: who may, once, and what is left behind."""

    def test_two_steps(self):
        request = self.ask(amount=1000.0)
        result = request.with_user(self.manager).action_approve("fine")
        self.assertEqual(result["results"][0]["state"], "pending")
        self.assertEqual(self.asked(request), self.credit)
        self.assertFalse(self.document_of(request).outcome)
        result = request.with_user(self.credit).action_approve()
        self.assertEqual(
            result["results"], [{"id": request.id, "document": "Document", "state": "approved", "message": "Approved"}]
        )
        self.assertEqual(self.document_of(request).outcome, "approved by ap_credit;")
        evidence = [(row.kind, row.user_id, row.comment, row.amount) for row in request.decision_ids.sorted("id")]
        self.assertEqual(
            evidence,
            [
                ("requested", self.seller, "please", 1000.0),
                ("approved", self.manager, "fine", 1000.0),
                ("approved", self.credit, False, 1000.0),
            ],
        )

    def test_later_step_cannot_be_decided_first(self):
        request = self.ask(amount=1000.0)
        with self.assertRaisesRegex(AccessError, "not asked"):
            request.with_user(self.credit).action_approve()
        with self.assertRaisesRegex(AccessError, "not asked"):
            request.with_user(self.credit).action_refuse("no")

    def test_refusal_ends_it(self):
        request = self.ask(amount=1000.0)
        request.with_user(self.manager).action_refuse("too much")
        self.assertEqual(request.state, "refused")
        self.assertEqual(self.document_of(request).outcome, "refused by ap_manager: too much;")
        self.assertEqual(set(request.reviewer_ids.mapped("state")), {"refused", "passed"})
        self.assertEqual(self.document_of(request).approval_state, "refused")

    def test_refusal_needs_a_reason(self):
        request = self.ask()
        with self.assertRaisesRegex(UserError, "reason"):
            request.with_user(self.manager).action_refuse("  ")

    def test_refuse_and_approve_are_guarded_alike(self):
        request = self.ask()
        for user in (self.colleague, self.foreigner, self.seller, self.upper, self.admin):
            for verb in (lambda record: record.action_approve(), lambda record: record.action_refuse("no")):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    verb(request.with_user(user))
        self.assertEqual(request.state, "pending")

    def test_nobody_decides_twice(self):
        request = self.ask()
        request.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(UserError, "no longer pending"):
            request.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(UserError, "no longer pending"):
            request.with_user(self.manager).action_refuse("changed my mind")
        self.assertEqual(self.document_of(request).outcome, "approved by ap_manager;")

    def test_all_of_them(self):
        self.route.active = False
        users = self.manager | self.credit
        self.make_route([{"reviewer_kind": "user", "user_ids": [Command.set(users.ids)], "decide": "all"}])
        request = self.ask()
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "pending")
        with self.assertRaisesRegex(AccessError, "not asked"):
            request.with_user(self.manager).action_approve()
        request.with_user(self.credit).action_approve()
        self.assertEqual(request.state, "approved")

    def test_one_of_them(self):
        self.route.active = False
        users = self.manager | self.credit
        self.make_route([{"reviewer_kind": "user", "user_ids": [Command.set(users.ids)]}])
        request = self.ask()
        request.with_user(self.credit).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertEqual(
            request.reviewer_ids.sorted("user_id").mapped("state"),
            ["passed" if row.user_id == self.manager else "approved" for row in request.reviewer_ids.sorted("user_id")],
        )

    def test_withdraw(self):
        document = self.make_document()
        request = self.ask(document)
        for user in (self.manager, self.colleague):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                document.with_user(user).action_withdraw_approval()
        document.with_user(self.seller).action_withdraw_approval("not needed")
        self.assertEqual(request.state, "withdrawn")
        with self.assertRaisesRegex(UserError, "no longer pending"):
            request.with_user(self.manager).action_approve()
        self.assertEqual(document.approval_state, "none")
        with self.assertRaisesRegex(UserError, "No approval is pending"):
            document.with_user(self.seller).action_withdraw_approval()

    def test_revoked_role_decides_nothing(self):
        request = self.ask(amount=1000.0)
        request.with_user(self.manager).action_approve()
        self.credit.role_line_ids.unlink()
        with self.assertRaises(AccessError):
            request.with_user(self.credit).action_approve()

    def test_role_exchanged_for_another_decides_nothing(self):
        """Still in scope, still in the snapshot, but no longer what the step asked for."""
        request = self.ask(amount=1000.0)
        request.with_user(self.manager).action_approve()
        self.credit.role_line_ids.role_id = self.env.ref("dealer.role_sales_desk")
        with self.assertRaisesRegex(AccessError, "not asked"):
            request.with_user(self.credit).action_approve()

    def test_tasks_follow_the_request(self):
        request = self.ask(amount=1000.0)
        self.assertEqual(request.activity_ids.user_id, self.manager)
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.activity_ids.user_id, self.credit)
        request.with_user(self.credit).action_approve()
        self.assertFalse(request.activity_ids)

    def test_mails_with_a_link(self):
        request = self.ask()
        messages = self.env["mail.message"].search(
            [
                ("model", "=", request._name),
                ("res_id", "=", request.id),
                ("partner_ids", "in", self.manager.partner_id.ids),
            ]
        )
        self.assertTrue(messages, "whoever is asked is told")
        request.with_user(self.manager).action_refuse("too much")
        told = self.env["mail.message"].search(
            [
                ("model", "=", request._name),
                ("res_id", "=", request.id),
                ("partner_ids", "in", self.seller.partner_id.ids),
            ]
        )
        self.assertIn("Document is refused", told.mapped("subject"))
        self.assertIn("too much", told[0].body)

    def test_many_at_once_by_the_wizard(self):
        requests = self.ask() | self.ask() | self.ask(amount=1000.0)
        requests[2].with_user(self.manager).action_approve()
        wizard = (
            self.env["dealer.approval.decide"]
            .with_user(self.manager)
            .create({"request_ids": [Command.set(requests.ids)], "decision": "approve"})
        )
        self.assertEqual(wizard.other_count, 1)
        message = wizard.action_apply()["params"]["message"]
        self.assertIn("Decided: 2", message)
        self.assertEqual(requests.mapped("state"), ["approved", "approved", "pending"])

    def test_one_that_fails_stops_no_other(self):
        first, second = self.ask(), self.ask()
        self.document_of(first).amount = 700.0
        wizard = (
            self.env["dealer.approval.decide"]
            .with_user(self.manager)
            .create({"request_ids": [Command.set((first | second).ids)], "decision": "approve"})
        )
        message = wizard.action_apply()["params"]["message"]
        self.assertIn("has changed", message)
        self.assertEqual((first | second).mapped("state"), ["pending", "approved"])

    def test_wizard_with_nothing_to_decide(self):
        wizard = (
            self.env["dealer.approval.decide"]
            .with_user(self.seller)
            .create({"request_ids": [Command.set(self.ask().ids)], "decision": "approve"})
        )
        with self.assertRaisesRegex(UserError, "None of these requests"):
            wizard.action_apply()
