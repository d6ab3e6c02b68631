from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DealerApprovalCase


@tagged("post_install", "-at_install")
class TestRights(DealerApprovalCase):
    """No one approves by writing, and no one sees what does not concern him or her."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.make_document()
        cls.request = cls.document.with_user(cls.seller).action_request_approval().sudo()
        cls.people = cls.seller | cls.manager | cls.upper | cls.colleague | cls.foreigner | cls.admin

    def refused(self, call):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            call()

    def test_no_field_can_be_written(self):
        row = self.request.reviewer_ids
        for user in self.people:
            request = self.request.with_user(user)
            with self.subTest(user=user.login):
                self.refused(lambda request=request: request.write({"state": "approved"}))
                self.refused(lambda request=request: request.write({"requester_id": self.colleague.id}))
                self.refused(lambda user=user: row.with_user(user).write({"state": "approved"}))
                self.refused(lambda user=user: row.with_user(user).write({"user_id": user.id}))
                self.refused(lambda request=request: request.write({"reviewer_ids": [Command.clear()]}))
                self.refused(lambda request=request: request.unlink())
                self.refused(lambda request=request: request.copy())

    def test_no_record_can_be_made(self):
        for user in self.people:
            with self.subTest(user=user.login):
                vals = {
                    "name": "X",
                    "res_model": self.document._name,
                    "res_id": self.document.id,
                    "company_id": self.company.id,
                    "requester_id": self.colleague.id,
                    "state": "approved",
                }
                self.refused(
                    lambda user=user, vals=vals: self.env["dealer.approval.request"].with_user(user).create(vals)
                )
                row = {"request_id": self.request.id, "stage": 1, "user_id": user.id, "state": "pending"}
                self.refused(
                    lambda user=user, row=row: self.env["dealer.approval.reviewer"].with_user(user).create(row)
                )
                fact = {"request_id": self.request.id, "user_id": user.id, "kind": "approved"}
                self.refused(
                    lambda user=user, fact=fact: self.env["dealer.approval.decision"].with_user(user).create(fact)
                )

    def test_the_document_cannot_say_it_is_approved(self):
        """Through the document's one2many and computed fields."""
        document = self.document.with_user(self.seller)
        self.refused(
            lambda: document.write({"approval_request_ids": [Command.update(self.request.id, {"state": "approved"})]})
        )
        document.write({"approval_state": "approved"})
        self.assertFalse(self.document._is_approved())
        self.assertEqual(self.request.state, "pending")

    def test_even_the_superuser_uses_the_verbs(self):
        self.refused(lambda: self.request.write({"state": "approved"}))
        self.refused(lambda: self.request.reviewer_ids.write({"state": "approved"}))
        self.refused(lambda: self.request.decision_ids.write({"comment": "other"}))
        self.refused(lambda: self.request.decision_ids.unlink())
        self.refused(lambda: self.request.unlink())
        self.refused(lambda: self.request.reviewer_ids.unlink())

    def test_context_switches_nothing_off(self):
        context = {
            "tier_validation": True,
            "skip_validation": True,
            "force": True,
            "default_state": "approved",
            "su": True,
        }
        request = self.request.with_user(self.colleague).with_context(**context)
        self.refused(lambda: request.action_approve())
        again = self.make_document().with_user(self.seller).with_context(**context).action_request_approval()
        self.assertEqual(again.sudo().state, "pending")

    def test_who_sees_a_request(self):
        for user, sees in (
            (self.seller, True),
            (self.manager, True),
            (self.upper, True),
            (self.admin, True),
            (self.colleague, False),
            (self.credit, False),
            (self.foreigner, False),
        ):
            with self.subTest(user=user.login):
                for model in ("request", "reviewer", "decision"):
                    field = "id" if model == "request" else "request_id"
                    found = self.env[f"dealer.approval.{model}"].with_user(user).search([(field, "=", self.request.id)])
                    self.assertEqual(bool(found), sees, model)
                if not sees:
                    self.refused(lambda user=user: self.request.with_user(user).read(["figures"]))

    def test_supervision_of_another_role_does_not_spread(self):
        """Supervisor in the west, seller in the branch: sees the branch's own requests only."""
        both = self.make_user("ap_both", "channel_manager", "unit", self.west)
        self.make_role_line(both, "sales_desk", "unit", self.branch)
        found = self.env["dealer.approval.request"].with_user(both).search([("id", "=", self.request.id)])
        self.assertFalse(found)

    def test_reviewer_out_of_scope_meanwhile(self):
        self.dealer_branch.unit_id = self.west
        self.refused(lambda: self.request.with_user(self.manager).action_approve())
        self.assertEqual(self.request.state, "pending")

    def test_other_company_is_not_seen(self):
        request = self.request.with_user(self.manager).with_context(allowed_company_ids=self.company_b.ids)
        self.manager.company_ids |= self.company_b
        self.assertFalse(request.search([("id", "=", self.request.id)]))

    def test_private_methods_are_not_for_rpc(self):
        names = {
            name
            for name in dir(type(self.request))
            if name.startswith(("_decide", "_finish", "_set_state", "_ask", "_go_on"))
        }
        self.assertGreaterEqual(len(names), 5, "the steps behind the verbs are private")
        public = {name for name in dir(type(self.request)) if name.startswith("action_")}
        self.assertGreaterEqual(public, {"action_approve", "action_refuse", "action_withdraw"})

    def test_can_decide_is_what_the_verb_allows(self):
        for user in self.people | self.credit:
            request = self.env["dealer.approval.request"].with_user(user).search([("can_decide", "=", True)])
            self.assertEqual(self.request.id in request.ids, user == self.manager, user.login)

    def test_routes_are_for_administrators(self):
        for user in self.people - self.admin:
            with self.subTest(user=user.login):
                self.refused(lambda user=user: self.route.with_user(user).write({"allow_self": True}))
                self.refused(lambda user=user: self.route.step_ids.with_user(user).write({"min_amount": 10**9}))
                self.refused(lambda user=user: self.route.with_user(user).unlink())
        self.route.with_user(self.admin).write({"allow_self": True})
        self.assertFalse(self.request.allow_self, "a request goes by the route as it was")
