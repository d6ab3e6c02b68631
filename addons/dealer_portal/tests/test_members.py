from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PortalCase


@tagged("post_install", "-at_install")
class TestMembers(PortalCase):
    """A dealer's administrators decide on their own people, and on nobody else's."""

    def setUp(self):
        super().setUp()
        self.own = self.dealer.with_user(self.people["admin"])
        self.last_mail = self.env["mail.mail"].sudo().search([], order="id desc", limit=1).id

    def _invited(self):
        """Return to whom an invitation has been written in this test."""
        mails = self.env["mail.mail"].sudo().search([("id", ">", self.last_mail), ("model", "=", "res.users")])
        self.assertTrue(all("signup" in mail.body_html for mail in mails), "with a link to set a password")
        return mails.recipient_ids.mapped("email")

    def _member(self, role):
        return self.people[role].dealer_member_ids

    def test_invited(self):
        member = self.env["dealer.member"].browse(self.own.invite_member("New One", " New@Example.com ", "viewer"))
        user = member.user_id
        self.assertEqual(
            (member.role, user.login, user.partner_id.parent_id), ("viewer", "new@example.com", self.dealer.partner_id)
        )
        self.assertTrue(user._is_portal() and not user._is_internal())
        self.assertEqual(user.company_ids, self.company)
        self.assertEqual(self._invited(), ["new@example.com"])
        self.assertEqual(
            self.own.invite_member("Again", "new@example.com", "admin"), member.id, "inviting twice is one member"
        )
        self.assertEqual((member.role, self._invited()), ("viewer", ["new@example.com"]))

    def test_somebody_of_another_dealer_may_work_for_us_too(self):
        self.other_admin.login = "other@example.com"
        member = self.env["dealer.member"].browse(self.own.invite_member("Other", "other@example.com", "buyer"))
        self.assertEqual(member.user_id, self.other_admin)
        self.assertEqual(self._invited(), [], "who has a log-in needs no password")
        self.own.env["dealer.member"].browse(member.id).deactivate()
        self.assertTrue(self.other_admin.active, "they work for their own dealer still")

    def test_employees_are_not_invited(self):
        self.clerk.login = "clerk@example.com"
        with self.assertRaisesRegex(UserError, "cannot be invited"):
            self.own.invite_member("Clerk", "clerk@example.com")
        self.assertFalse(self.clerk.dealer_member_ids)

    def test_what_is_no_address_or_role(self):
        for name, email, role in (
            ("", "a@example.com", "buyer"),
            ("A", "nonsense", "buyer"),
            ("A", "a@example.com", "boss"),
        ):
            with self.assertRaises(UserError):
                self.own.invite_member(name, email, role)

    def test_only_administrators_of_the_dealer(self):
        for user in (
            *(self.people[role] for role in ("buyer", "approver", "finance", "viewer", "keeper")),
            self.other_admin,
        ):
            for verb in (
                lambda user=user: self.dealer.with_user(user).invite_member("X", "x@example.com"),
                lambda user=user: self._member("buyer").with_user(user).change_role("admin"),
                lambda user=user: self._member("buyer").with_user(user).deactivate(),
                lambda user=user: self._member("buyer").with_user(user).reactivate(),
                lambda user=user: self._member("buyer").with_user(user).write({"role": "admin"}),
                lambda user=user: self._member("buyer").with_user(user).unlink(),
                lambda user=user: (
                    self.env["dealer.member"]
                    .with_user(user)
                    .create({"dealer_id": self.dealer.id, "user_id": user.id, "role": "admin"})
                ),
            ):
                with self.assertRaises(AccessError):
                    verb()
        with self.assertRaises(AccessError):
            self._member("buyer").with_user(self.people["admin"]).write({"role": "admin"})

    def test_role_and_limits(self):
        member = self._member("buyer").with_user(self.people["admin"])
        member.change_role("buyer", order_limit=500.0, month_limit=2000.0)
        self.assertEqual(
            (member.order_limited, member.order_limit, member.month_limited, member.month_limit),
            (True, 500, True, 2000),
        )
        member.change_role("approver", order_limit=0)
        self.assertEqual((member.role, member.order_limited, member.month_limited), ("approver", False, True))
        for limit in (-1, float("nan"), float("inf")):
            with self.assertRaises(UserError):
                member.change_role("buyer", order_limit=limit)

    def test_the_last_administrator_stays(self):
        mine = self.admin_member.with_user(self.people["admin"])
        anyhow = mine.with_context(active_test=False)
        for verb in (mine.deactivate, anyhow.deactivate, lambda: mine.change_role("viewer")):
            with self.assertRaisesRegex(UserError, "no administrator left"), self.env.cr.savepoint():
                verb()
        self.assertEqual((self.admin_member.role, self.admin_member.active), ("admin", True))
        self._member("viewer").with_user(self.people["admin"]).change_role("admin")
        mine.change_role("viewer")
        self.assertEqual(self.admin_member.role, "viewer")

    def test_former_administrators_decide_nothing(self):
        self._member("viewer").role = "admin"
        self.admin_member.active = False
        for context in ({}, {"active_test": False}):
            with self.assertRaises(AccessError):
                self.own.with_context(**context).invite_member("X", "x@example.com")

    def test_an_administrator_who_cannot_log_in_does_not_count(self):
        second = self._member("viewer")
        second.role = "admin"
        second.user_id.active = False
        with self.assertRaisesRegex(UserError, "no administrator left"), self.env.cr.savepoint():
            self.admin_member.with_user(self.people["admin"]).deactivate()

    def test_deactivated_and_back(self):
        member = self._member("buyer").with_user(self.people["admin"]).with_context(active_test=False)
        member.deactivate()
        self.assertFalse(member.active)
        self.assertFalse(self.people["buyer"].active, "who works for no dealer cannot log in")
        member.reactivate()
        self.assertTrue(member.active and self.people["buyer"].active)
        member.deactivate()
        self.people["buyer"].login = "buyer@example.com"
        self.assertEqual(self.own.invite_member("Back", "buyer@example.com", "viewer"), member.id)
        self.assertEqual((member.active, member.role), (True, "viewer"))

    def test_who_was_locked_out_by_us_stays_out(self):
        """A dealer's administrator does not open a log-in again that the back office has closed."""
        member = self._member("buyer").with_user(self.people["admin"])
        self.people["buyer"].active = False
        member.reactivate()
        self.assertFalse(self.people["buyer"].active)

    def test_the_back_office_within_the_scope_that_gives_the_right(self):
        """Who manages dealers here and only sees them there does not decide on people there."""
        user = self.manager.copy({"login": "portal cross manager"})
        user.role_line_ids.unlink()
        lines = self.env["res.users.role.line"]
        there = self.dealer.unit_id
        here = self.env["dealer.unit"].create(
            {
                "name": "Portal elsewhere",
                "code": "PORTAL-ELSE",
                "company_id": there.company_id.id,
                "parent_id": self.env.ref("dealer.unit_group").id,
            }
        )
        for role, unit in (("channel_manager", here), ("auditor", there)):
            lines.create(
                {
                    "user_id": user.id,
                    "role_id": self.env.ref(f"dealer.role_{role}").id,
                    "scope": "unit",
                    "unit_ids": [(6, 0, unit.ids)],
                }
            )
        theirs = self._member("buyer").with_user(user)
        self.assertTrue(theirs.has_access("read"))
        for verb in (lambda: theirs.change_role("viewer"), theirs.deactivate, theirs.reactivate):
            with self.assertRaises(AccessError):
                verb()
        with self.assertRaises(AccessError):
            self.dealer.with_user(user).invite_member("New", "new.person@example.com", "viewer")

    def test_the_back_office_does_it_too(self):
        self._member("buyer").with_user(self.manager).change_role("viewer")
        self.assertEqual(self._member("buyer").role, "viewer")
        with self.assertRaises(AccessError):
            self._member("buyer").with_user(self.clerk).change_role("admin")

    def test_one_administrator_invites_so_many_a_day(self):
        verbs = "odoo.addons.dealer_portal.models.dealer_member_verbs"
        with patch(f"{verbs}.MOST_BY_ONE_A_DAY", 2):
            for number in (1, 2):
                member_id = self.own.invite_member("P", f"p{number}@example.com")
                self.own.env["dealer.member"].browse(member_id).deactivate()
            with self.assertRaisesRegex(UserError, "2 people have been invited within a day.*after"):
                self.own.invite_member("P", "p3@example.com")
            self.assertEqual(sorted(self._invited()), ["p1@example.com", "p2@example.com"])
            self.own.invite_member("Back", "p1@example.com")
            self.assertEqual(len(self._invited()), 2, "who comes back gets no mail")

    def test_all_administrators_together_invite_so_many_a_day(self):
        since = self.env["dealer.member"].search_count([("dealer_id", "=", self.dealer.id)])
        second = self._person("portal second", self.dealer, "admin")
        verbs = "odoo.addons.dealer_portal.models.dealer_member_verbs"
        with patch(f"{verbs}.MOST_OF_DEALER_A_DAY", since + 3):
            self.own.invite_member("P", "p1@example.com")
            self.dealer.with_user(second).invite_member("P", "p2@example.com")
            with self.assertRaisesRegex(UserError, "within a day"):
                self.own.invite_member("P", "p3@example.com")
            self.env.cr.execute(
                "UPDATE dealer_member SET create_date = create_date - interval '25 hours' WHERE dealer_id = %s",
                [self.dealer.id],
            )
            self.env.invalidate_all()
            self.assertTrue(self.own.invite_member("P", "p3@example.com"))
