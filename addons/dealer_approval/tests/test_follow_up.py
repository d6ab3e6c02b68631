from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import DealerApprovalCase


@tagged("post_install", "-at_install")
class TestFollowUp(DealerApprovalCase):
    """Reminder, escalation and reviewers who left, with the clock held still."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.route.step_ids[0].write({"remind_days": 2, "days": 4, "escalate_to": "manager"})

    def follow_up(self, moment, request):
        with freeze_time(moment):
            self.run_job()
            self.env.flush_all()
        return request

    def asked_on(self, moment="2031-05-05 08:00:00", **vals):
        with freeze_time(moment):
            return self.ask(**vals)

    def mails_to(self, user, request):
        return self.env["mail.message"].search_count(
            [("model", "=", request._name), ("res_id", "=", request.id), ("partner_ids", "in", user.partner_id.ids)]
        )

    def test_reminder_once(self):
        request = self.asked_on()
        before = self.mails_to(self.manager, request)
        self.follow_up("2031-05-07 07:59:00", request)
        self.assertEqual(self.mails_to(self.manager, request), before)
        self.follow_up("2031-05-07 08:00:00", request)
        self.follow_up("2031-05-08 08:00:00", request)
        self.assertEqual(self.mails_to(self.manager, request), before + 1)
        self.assertEqual(request.decision_ids.mapped("kind"), ["reminded", "requested"])

    def test_escalation_to_the_next_manager(self):
        request = self.asked_on()
        self.follow_up("2031-05-09 07:59:00", request)
        self.assertEqual(self.asked(request), self.manager)
        with self.assertRaises(AccessError):
            request.with_user(self.upper).action_approve()
        self.follow_up("2031-05-09 08:00:00", request)
        self.assertEqual(self.asked(request), self.manager | self.upper)
        self.assertEqual(request.activity_ids.user_id, self.manager | self.upper)
        request.with_user(self.upper).action_approve()
        self.assertEqual(request.state, "approved")

    def test_whoever_was_asked_first_can_still_decide(self):
        request = self.asked_on()
        self.follow_up("2031-05-09 08:00:00", request)
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "approved")

    def test_escalation_ends_with_the_administrators(self):
        request = self.asked_on()
        self.follow_up("2031-05-09 08:00:00", request)
        self.follow_up("2031-05-13 07:59:00", request)
        self.assertNotIn(self.admin, self.asked(request))
        self.follow_up("2031-05-13 08:00:00", request)
        self.assertIn(self.admin, self.asked(request))
        rows = len(request.reviewer_ids)
        self.follow_up("2031-06-30 08:00:00", request)
        self.assertEqual(len(request.reviewer_ids), rows, "there is nobody above")
        request.with_user(self.admin).action_approve()
        self.assertEqual(request.state, "approved")

    def test_escalation_where_all_must_agree(self):
        self.route.active = False
        users = self.manager | self.credit
        self.make_route(
            [
                {
                    "reviewer_kind": "user",
                    "user_ids": [Command.set(users.ids)],
                    "decide": "all",
                    "days": 1,
                    "escalate_to": "user",
                    "escalate_user_ids": [Command.set(self.upper.ids)],
                }
            ]
        )
        request = self.asked_on()
        request.with_user(self.manager).action_approve()
        self.follow_up("2031-05-06 08:00:00", request)
        self.assertEqual(self.asked(request), self.credit | self.upper)
        request.with_user(self.upper).action_approve()
        self.assertEqual(request.state, "approved")

    def test_escalation_never_to_the_requester(self):
        request = self.asked_on(user=self.upper)
        self.follow_up("2031-05-09 08:00:00", request)
        self.assertNotIn(self.upper, request.reviewer_ids.user_id)
        self.assertIn(self.admin, self.asked(request))

    def test_reviewer_who_left(self):
        request = self.asked_on()
        self.manager.active = False
        self.follow_up("2031-05-05 09:00:00", request)
        self.assertEqual(self.asked(request), self.upper)
        self.assertEqual(request.decision_ids[0].kind, "reassigned")
        request.with_user(self.upper).action_approve()
        self.assertEqual(request.state, "approved")

    def test_reviewer_who_lost_the_role(self):
        request = self.asked_on(amount=1000.0)
        request.with_user(self.manager).action_approve()
        self.credit.role_line_ids.unlink()
        other = self.make_user("ap_credit_2", "credit_controller", "unit", self.branch)
        self.follow_up("2031-05-05 09:00:00", request)
        self.assertEqual(self.asked(request), other)
        request.with_user(other).action_approve()
        self.assertEqual(request.state, "approved")

    def test_nobody_left_but_administrators(self):
        request = self.asked_on(amount=1000.0)
        request.with_user(self.manager).action_approve()
        self.credit.role_line_ids.unlink()
        self.follow_up("2031-05-05 09:00:00", request)
        self.assertIn(self.admin, self.asked(request))
        request.with_user(self.admin).action_approve()
        self.assertEqual(request.state, "approved")

    def test_decided_requests_are_left_alone(self):
        request = self.asked_on()
        request.with_user(self.manager).action_refuse("no")
        self.follow_up("2031-06-30 08:00:00", request)
        self.assertEqual(request.decision_ids.mapped("kind"), ["refused", "requested"])

    def test_time_limit_begins_with_the_step(self):
        self.route.step_ids[1].write({"days": 1, "escalate_to": "admin"})
        request = self.asked_on(amount=1000.0)
        with freeze_time("2031-05-08 08:00:00"):
            request.with_user(self.manager).action_approve()
        self.follow_up("2031-05-09 07:00:00", request)
        self.assertEqual(self.asked(request), self.credit)
        self.follow_up("2031-05-09 08:00:00", request)
        self.assertIn(self.admin, self.asked(request))

    def test_documents_of_an_addon_that_was_uninstalled(self):
        """Their table may be gone, or be there without anything that could be approved: nobody is asked for ever."""
        for model in ("dealer.gone", "res.partner"):
            request = self.asked_on()
            self.env.flush_all()
            self.env.cr.execute(
                SQL("UPDATE dealer_approval_request SET res_model = %s WHERE id = %s", model, request.id)
            )
            request.invalidate_recordset()
            with self.subTest(model=model):
                as_manager = request.with_user(self.manager)
                with self.assertRaises(UserError):
                    as_manager.action_approve()
                with self.assertRaisesRegex(UserError, "deleted"):
                    as_manager.action_open_document()
                self.follow_up("2031-05-05 09:00:00", request)
                self.assertEqual(request.state, "cancelled")
                self.assertFalse(request.activity_ids)
