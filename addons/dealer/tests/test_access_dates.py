from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessDenied, AccessError
from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestAccessDates(DealerCommon):
    """Lines begin and end by their date, at the next request, without any job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("dated", "sales_desk", "unit", cls.east)
        cls.line = cls.user.role_line_ids
        cls.today = fields.Date.today()

    def _set_dates_behind_the_orm(self, date_from, date_to):
        """As if the days had passed since the line was written: no code of ours ran, no cache was told."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_users_role_line SET date_from = %s, date_to = %s WHERE id = %s",
            (date_from, date_to, self.line.id),
        )
        self.env.invalidate_all()

    def test_line_over_since_yesterday(self):
        self.assertEqual(self.seen(self.user), self.dealer_east)
        self._set_dates_behind_the_orm(None, self.today - timedelta(days=1))
        self.assertFalse(self.seen(self.user), "the scope ends in the database, whatever the caches hold")
        self.assertFalse(self.dealer_east.with_user(self.user).has_access("read"))

    def test_line_that_ends_today_still_counts(self):
        self._set_dates_behind_the_orm(None, self.today)
        self.assertEqual(self.seen(self.user), self.dealer_east)

    def test_line_that_begins_tomorrow(self):
        self.assertEqual(self.seen(self.user), self.dealer_east)
        self._set_dates_behind_the_orm(self.today + timedelta(days=1), None)
        self.assertFalse(self.seen(self.user))

    def test_writing_the_end_date_ends_scope_and_groups(self):
        self.line.date_to = self.today - timedelta(days=1)
        self.assertFalse(self.user.has_group("dealer.group_dealer_viewer"))
        with self.assertRaises(AccessError):
            self.env["dealer.dealer"].with_user(self.user).search([])

    def test_groups_end_on_the_day_without_a_job(self):
        """The groups stored on the user still say yes; the day after they count no more."""
        self.line.date_to = self.today
        self.assertIn(self.env.ref("dealer.group_dealer_user"), self.user.group_ids)
        self.assertTrue(self.user.has_group("dealer.group_dealer_user"))
        self.env["dealer.dealer"].with_user(self.user).search([])  # fills the caches of the day
        with freeze_time(self.today + timedelta(days=1)):
            self.pass_days()
            self.assertIn(self.env.ref("dealer.group_dealer_user"), self.user.group_ids)
            self.assertFalse(self.user.has_group("dealer.group_dealer_user"))
            self.assertFalse(self.user.all_group_ids & self.env.ref("dealer.group_dealer_viewer"))
            with self.assertRaises(AccessError):
                self.env["dealer.dealer"].with_user(self.user).search([])

    def test_groups_begin_on_the_day_without_a_job(self):
        """The groups stored on the user still say no; on the day they count, and so do the rules of these groups."""
        self.line.date_from = self.today + timedelta(days=1)
        self.assertNotIn(self.env.ref("dealer.group_dealer_user"), self.user.group_ids)
        self.assertFalse(self.user.has_group("dealer.group_dealer_user"))
        with freeze_time(self.today + timedelta(days=1)):
            self.pass_days()
            self.assertTrue(self.user.has_group("dealer.group_dealer_user"))
            self.assertIn(self.env.ref("dealer.group_dealer_user"), self.user.all_group_ids)
            self.assertTrue(self.env["dealer.dealer"].with_user(self.user).has_access("write"))

    def test_group_rules_follow_the_groups_of_the_day(self):
        """A group that begins today brings its restricting rule along: else the user would see all."""
        self.env["ir.rule"].create(
            {
                "name": "only east",
                "model_id": self.env["ir.model"]._get_id("dealer.unit"),
                "groups": [(6, 0, self.env.ref("dealer.group_dealer_user").ids)],
                "domain_force": [("code", "=", "T_EAST")],
            }
        )
        self.line.date_from = self.today + timedelta(days=1)
        self.make_role_line(self.user, "auditor", "unit", self.east)
        units = self.env["dealer.unit"].with_user(self.user)
        self.assertGreater(units.search_count([]), 1)
        with freeze_time(self.today + timedelta(days=1)):
            self.pass_days()
            self.assertEqual(units.search([]).ids, self.east.ids)

    def test_a_person_with_lines_has_nothing_but_their_groups(self):
        self.env.cr.execute(
            "INSERT INTO res_groups_users_rel (uid, gid) VALUES (%s, %s)",
            (self.user.id, self.env.ref("dealer.group_dealer_admin").id),
        )
        self.env.registry.clear_cache()
        self.env.invalidate_all()
        self.assertFalse(self.user.has_group("dealer.group_dealer_admin"))

    def test_whose_roles_have_ended_is_told_so_at_the_login(self):
        door, nobody = self.env["res.users"], self.make_user("no_lines_at_all")
        (self.user | nobody).password = "long enough"
        secret = {"type": "password", "login": self.user.login, "password": "long enough"}
        self.assertEqual(door.authenticate(secret, {"interactive": True})["uid"], self.user.id)
        self.line.date_to = self.today - timedelta(days=1)
        with self.assertRaisesRegex(AccessDenied, "None of your roles is valid today"):
            door.authenticate(secret, {"interactive": True})
        with self.assertRaisesRegex(AccessDenied, "Access Denied"):
            door.authenticate({**secret, "password": "wrong"}, {"interactive": True})
        secret["login"] = nobody.login
        self.assertEqual(door.authenticate(secret, {"interactive": True})["uid"], nobody.id)

    def test_own_choice_of_preferences_survives(self):
        inbox = self.env.ref("mail.group_mail_notification_type_inbox")
        self.user.notification_type = "inbox"
        self.assertIn(inbox.id, self.user._get_group_ids())
        self.line.date_to = self.today + timedelta(days=30)
        self.assertIn(inbox.id, self.user._get_group_ids())

    def test_last_administrator_is_not_locked_out(self):
        """As long as nobody else has the settings, a role without them does not take them away."""
        system = self.env.ref("base.group_system")
        admin = self.env.ref("base.user_admin")
        others = self.env["res.users"].search([("group_ids", "in", system.id), ("id", "!=", admin.id)])
        for other in others:
            other.role_line_ids.unlink()
            other.group_ids -= system
        admin.role_line_ids.filtered(lambda line: line.role_id == self.env.ref("dealer.role_system_admin")).unlink()
        self.assertTrue(admin.has_group("base.group_system"))
        heir = self.make_user("heir")
        heir.group_ids += system
        admin.role_line_ids.write({"date_to": self.today})
        self.assertFalse(admin.has_group("base.group_system"), "now there is another one")
