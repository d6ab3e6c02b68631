from datetime import date

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DealerApprovalCase


@tagged("post_install", "-at_install")
class TestSubstitute(DealerApprovalCase):
    """Somebody decides in another's place, on the days given and within the own scope."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stand_in = cls.make_user("ap_stand_in", "sales_desk", "unit", cls.branch)

    def substitute(self, user=None, by=None, first=date(2031, 3, 3), last=date(2031, 3, 7)):
        return self.env["dealer.approval.substitute"].create(
            {
                "user_id": (user or self.manager).id,
                "substitute_id": (by or self.stand_in).id,
                "date_from": first,
                "date_to": last,
            }
        )

    def test_days(self):
        self.substitute()
        for day, allowed in (("2031-03-02", False), ("2031-03-03", True), ("2031-03-07", True), ("2031-03-08", False)):
            with self.subTest(day=day), freeze_time(f"{day} 12:00:00"):
                request = self.ask()
                self.pass_days()
                own = request.with_user(self.stand_in)
                found = own.search([("can_decide", "=", True), ("id", "=", request.id)])
                self.assertEqual(bool(found), allowed)
                if allowed:
                    own.action_approve()
                    self.assertEqual(request.state, "approved")
                    self.assertEqual(request.decision_ids[0].user_id, self.stand_in)
                    self.assertEqual(request.decision_ids[0].on_behalf_of_id, self.manager)
                else:
                    with self.assertRaises(AccessError):
                        own.action_approve()

    @freeze_time("2031-03-04 12:00:00")
    def test_the_approver_can_still_decide(self):
        self.substitute()
        request = self.ask()
        self.assertEqual(request.activity_ids.user_id, self.manager | self.stand_in)
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertFalse(request.decision_ids[0].on_behalf_of_id)

    @freeze_time("2031-03-04 12:00:00")
    def test_no_foreign_unit(self):
        """Standing in widens no scope."""
        self.substitute(by=self.foreigner)
        request = self.ask()
        with self.assertRaises(AccessError):
            request.with_user(self.foreigner).action_approve()
        self.assertFalse(request.with_user(self.foreigner).search([("id", "=", request.id)]))

    @freeze_time("2031-03-04 12:00:00")
    def test_not_for_himself(self):
        self.substitute(by=self.seller)
        request = self.ask()
        with self.assertRaisesRegex(AccessError, "somebody else"):
            request.with_user(self.seller).action_approve()

    @freeze_time("2031-03-04 12:00:00")
    def test_not_twice_in_two_places(self):
        """Who stands in for the reviewers of both steps is still one person."""
        self.substitute()
        self.substitute(user=self.credit)
        request = self.ask(amount=1000.0)
        request.with_user(self.stand_in).action_approve()
        self.assertEqual(self.asked(request), self.credit)
        with self.assertRaises(AccessError):
            request.with_user(self.stand_in).action_approve()

    @freeze_time("2031-03-04 12:00:00")
    def test_no_chain_of_substitutes(self):
        self.substitute(by=self.colleague)
        self.substitute(user=self.colleague)
        request = self.ask()
        with self.assertRaises(AccessError):
            request.with_user(self.stand_in).action_approve()

    @freeze_time("2031-03-04 12:00:00")
    def test_substitute_of_somebody_who_lost_the_role(self):
        self.substitute(user=self.credit)
        request = self.ask(amount=1000.0)
        request.with_user(self.manager).action_approve()
        self.credit.role_line_ids.unlink()
        with self.assertRaises(AccessError):
            request.with_user(self.stand_in).action_approve()

    @freeze_time("2031-03-04 12:00:00")
    def test_named_later_gets_the_task_with_the_next_job(self):
        request = self.ask()
        self.substitute()
        self.assertEqual(request.activity_ids.user_id, self.manager)
        self.run_job()
        self.assertEqual(request.activity_ids.user_id, self.manager | self.stand_in)

    def test_people_name_their_own(self):
        model = self.env["dealer.approval.substitute"]
        vals = {
            "user_id": self.manager.id,
            "substitute_id": self.stand_in.id,
            "date_from": "2031-01-01",
            "date_to": "2031-01-02",
        }
        with self.assertRaises(AccessError):
            model.with_user(self.stand_in).create(vals)
        own = model.with_user(self.manager).create({**vals, "user_id": self.manager.id})
        with self.assertRaises(AccessError):
            own.with_user(self.stand_in).write({"date_to": "2039-01-01"})
        with self.assertRaises(AccessError):
            own.with_user(self.manager).write({"user_id": self.upper.id})
        with self.assertRaises(AccessError):
            own.with_user(self.foreigner).read(["reason"])
        own.with_user(self.admin).write({"date_to": "2031-01-03"})

    def test_history_of_substitutions_stays(self):
        begun = self.substitute(first=date(2020, 1, 1), last=date(2020, 1, 2))
        with self.assertRaisesRegex(UserError, "has begun"):
            begun.with_user(self.manager).unlink()

    @mute_logger("odoo.sql_db")
    def test_bad_input(self):
        for vals in ({"by": self.manager}, {"first": date(2031, 3, 9)}):
            with self.subTest(vals=vals), self.assertRaises(psycopg2.errors.CheckViolation), self.env.cr.savepoint():
                self.substitute(**vals)
        portal = self.make_member("ap_portal", self.dealer_branch)
        with self.assertRaises(ValidationError):
            self.substitute(by=portal)
