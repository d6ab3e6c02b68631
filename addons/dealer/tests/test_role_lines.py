from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestRoleLines(DealerCommon):
    """Role lines written directly (on screen, by import or RPC) act at once."""

    def test_create_gives_groups_at_once(self):
        user = self.make_user("fresh")
        self.assertFalse(user.has_group("dealer.group_dealer_user"))
        self.make_role_line(user, "sales_desk", "unit", self.east)
        self.assertTrue(user.has_group("dealer.group_dealer_user"))
        self.assertIn(self.env.ref("dealer.group_dealer_user"), user.group_ids)
        self.assertEqual(self.seen(user), self.dealer_east)

    def test_write_role_scope_and_units(self):
        user = self.make_user("changing", "sales_desk", "unit", self.east)
        line = user.role_line_ids
        line.role_id = self.env.ref("dealer.role_channel_manager")
        self.assertTrue(user.has_group("dealer.group_dealer_manager"))
        line.scope = "subtree"
        self.assertEqual(self.seen(user), self.dealer_east | self.dealer_branch)
        line.unit_ids = self.west
        self.assertEqual(self.seen(user), self.dealer_west)
        line.scope = "own"
        self.assertFalse(self.seen(user))

    def test_unlink_takes_everything_at_the_next_call(self):
        user = self.make_user("revoked", "sales_desk", "unit", self.east)
        record = self.dealer_east.with_user(user)
        self.assertEqual(record.name, "East dealer")
        user.role_line_ids.unlink()
        self.assertFalse(user.has_group("dealer.group_dealer_viewer"))
        with self.assertRaises(AccessError):
            record.read(["name"])
        with self.assertRaises(AccessError):
            self.env["dealer.dealer"].with_user(user).search([])

    def test_one_of_two_lines_revoked(self):
        user = self.make_user("two", "sales_desk", "unit", self.east)
        second = self.make_role_line(user, "auditor", "unit", self.west)
        self.assertEqual(self.seen(user), self.dealer_east | self.dealer_west)
        self.assertTrue(self.dealer_west.with_user(user).has_access("read"))
        second.unlink()
        self.assertEqual(self.seen(user), self.dealer_east)
        self.assertFalse(self.dealer_west.with_user(user).has_access("read"))
        self.assertTrue(user.has_group("dealer.group_dealer_user"))

    def test_moving_a_line_to_another_person_strips_the_first(self):
        first = self.make_user("giver", "sales_desk", "unit", self.east)
        second = self.make_user("taker")
        first.role_line_ids.user_id = second
        self.assertFalse(first.has_group("dealer.group_dealer_viewer"))
        self.assertEqual(self.seen(second), self.dealer_east)

    def test_role_edited_acts_on_its_holders_at_once(self):
        user = self.make_user("holder", "sales_desk", "unit", self.east)
        role = self.env.ref("dealer.role_sales_desk")
        self.assertTrue(self.dealer_east.with_user(user).has_access("write"))
        role.implied_ids = self.env.ref("dealer.group_dealer_viewer")
        self.assertFalse(user.has_group("dealer.group_dealer_user"))
        self.assertFalse(self.dealer_east.with_user(user).has_access("write"))
        self.assertTrue(self.dealer_east.with_user(user).has_access("read"))
        role.implied_ids = self.env.ref("dealer.group_dealer_manager")
        self.assertTrue(user.has_group("dealer.group_dealer_manager"))

    def test_group_edited_acts_on_holders_of_its_roles_at_once(self):
        """Whoever edits the group holds such a role too: their rights are asked while it is written."""
        user = self.make_user("holder", "sales_desk", "unit", self.east)
        editor = self.env.ref("base.user_admin")
        extra = self.env["res.groups"].create({"name": "T extra"})
        group = self.env.ref("dealer.group_dealer_user").with_user(editor)
        for holder in (user, editor):
            self.assertNotIn(extra.id, holder._get_group_ids())
        group.implied_ids += extra
        for holder in (user, editor):
            self.assertIn(extra.id, holder._get_group_ids())
            self.assertIn(extra, holder.all_group_ids)
        group.implied_ids -= extra
        for holder in (user, editor):
            self.assertNotIn(extra.id, holder._get_group_ids())

    def test_copied_role_works_like_the_first(self):
        role = self.env.ref("dealer.role_channel_manager").copy()
        user = self.make_user("copied")
        self.make_role_line(user, role, "subtree", self.east)
        self.assertTrue(user.has_group("dealer.group_dealer_manager"))
        self.dealer_east.with_user(user).action_hold("x")

    def test_units_needed_unless_own(self):
        user = self.make_user("nounits")
        with self.assertRaisesRegex(ValidationError, "Add at least one organisation unit"):
            self.make_role_line(user, "sales_desk", "unit")
        with self.assertRaisesRegex(ValidationError, "Add at least one organisation unit"):
            self.make_user("emptied", "sales_desk", "subtree", self.east).role_line_ids.unit_ids = False

    def test_only_those_who_give_roles_write_lines(self):
        """A channel manager cannot widen own scope, nor read who has which."""
        user = self.make_user("ambitious", "channel_manager", "unit", self.east)
        line = user.role_line_ids.with_user(user)
        for call in (
            lambda: line.write({"scope": "subtree"}),
            lambda: line.unlink(),
            lambda: line.copy({"role_id": self.env.ref("dealer.role_auditor").id}),
            lambda: line.create({"user_id": user.id, "role_id": self.env.ref("dealer.role_group_admin").id}),
            lambda: line.search([]),
            lambda: user.with_user(user).write({"role_line_ids": [(1, line.id, {"scope": "subtree"})]}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call()
        self.assertEqual(user.role_line_ids.scope, "unit")

    def test_settings_rights_only_from_those_who_have_them(self):
        """A dealer administrator gives roles, but not one that is more than their own."""
        giver = self.make_user("dealer_admin", "group_admin", "subtree", self.group)
        target = self.make_user("target")
        lines = self.env["res.users.role.line"].with_user(giver)
        lines.create({"user_id": target.id, "role_id": self.env.ref("dealer.role_sales_desk").id})
        with self.assertRaisesRegex(AccessError, "only be given or taken"):
            lines.create({"user_id": target.id, "role_id": self.env.ref("dealer.role_system_admin").id})
        with self.assertRaisesRegex(AccessError, "only be given or taken"):
            target.role_line_ids.with_user(giver).role_id = self.env.ref("dealer.role_system_admin")
        admin_line = self.env.ref("dealer.role_line_admin_system").with_user(giver)
        with self.assertRaisesRegex(AccessError, "only be given or taken"):
            admin_line.unlink()

    def test_units_in_use_by_lines_cannot_be_deleted(self):
        lonely = self.make_unit("T Lonely")
        self.make_user("keeper", "sales_desk", "unit", lonely)
        with self.assertRaisesRegex(UserError, "cannot be deleted"), self.env.cr.savepoint():
            lonely.unlink()

    def test_access_rows_are_ones_own(self):
        mine = self.make_user("mine", "sales_desk", "unit", self.east)
        self.make_user("other", "sales_desk", "unit", self.west)
        self.assertEqual(self.env["dealer.access"].with_user(mine).search([]).user_id.ids, mine.ids)
        admin = self.make_user("sees_all", "group_admin", "own")
        self.assertIn(mine, self.env["dealer.access"].with_user(admin).search([]).user_id)

    def test_delivered_roles_and_administrator(self):
        for name, group in {
            "sales_desk": "dealer.group_dealer_user",
            "account_manager": "dealer.group_dealer_user",
            "channel_manager": "dealer.group_dealer_manager",
            "credit_controller": "dealer.group_dealer_viewer",
            "finance": "dealer.group_dealer_viewer",
            "warehouse": "dealer.group_dealer_viewer",
            "auditor": "dealer.group_dealer_viewer",
            "group_admin": "dealer.group_dealer_admin",
        }.items():
            self.assertIn(self.env.ref(group), self.env.ref(f"dealer.role_{name}").all_implied_ids, name)
        admin = self.env.ref("base.user_admin")
        self.assertTrue(admin.has_group("base.group_system"))
        self.assertTrue(admin.has_group("dealer.group_dealer_admin"))
        self.assertEqual(self.seen(admin, self.dealer_east), self.dealer_east)

    def test_expired_portal_user_is_no_internal_user(self):
        """Whoever has no internal group today is treated as an outsider: members only."""
        user = new_test_user(self.env, "plain_portal", groups="base.group_portal")
        self.assertFalse(self.env["dealer.dealer"].with_user(user).search([]))
