from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestAccessScope(DealerCommon):
    """Which dealers a person reaches by the scope of the role lines, and how it ends."""

    def test_user_without_lines_sees_nothing(self):
        viewer = new_test_user(self.env, "no_lines", groups="dealer.group_dealer_admin")
        self.assertFalse(self.seen(viewer))
        with self.assertRaises(AccessError):
            self.dealer_east.with_user(viewer).read(["name"])

    def test_user_without_dealer_groups_has_no_access_at_all(self):
        plain = self.make_user("plain")
        with self.assertRaises(AccessError):
            self.env["dealer.dealer"].with_user(plain).search([])

    def test_scope_own_is_account_manager(self):
        user = self.make_user("own", "account_manager")
        self.assertFalse(self.seen(user))
        self.dealer_east.user_id = user
        self.assertEqual(self.seen(user), self.dealer_east)
        self.assertEqual(self.dealer_east.with_user(user).name, "East dealer")

    def test_account_manager_without_own_scope_sees_nothing(self):
        """Being named on a dealer is no right by itself."""
        user = self.make_user("west_desk", "sales_desk", "unit", self.west)
        self.dealer_east.user_id = user
        self.assertEqual(self.seen(user), self.dealer_west)

    def test_scope_unit_excludes_units_below(self):
        user = self.make_user("unit", "sales_desk", "unit", self.east)
        self.assertEqual(self.seen(user), self.dealer_east)

    def test_scope_subtree_includes_units_below(self):
        user = self.make_user("subtree", "channel_manager", "subtree", self.east)
        self.assertEqual(self.seen(user), self.dealer_east | self.dealer_branch)

    def test_several_units_and_nested_units_in_one_line(self):
        user = self.make_user("nested", "channel_manager", "subtree", self.east | self.branch | self.west)
        self.assertEqual(self.seen(user), self.dealer_east | self.dealer_branch | self.dealer_west)
        rows = self.env["dealer.access"].search([("user_id", "=", user.id)])
        self.assertEqual(len(rows), len(set(rows.mapped("unit_id"))), "a nested unit is reached once")

    def test_paths_that_start_alike_are_not_mixed_up(self):
        """Unit 1/5 must not reach below 1/50: the range ends at the slash."""
        units = self.env["dealer.unit"].concat(*(self.make_unit(f"Many {n}", code=f"MANY{n}") for n in range(12)))
        dealers = self.env["dealer.dealer"]
        for unit in units:
            dealers |= self.make_dealer(unit.name, self.make_unit(f"Below {unit.code}", parent=unit))
        for unit in units:
            user = self.make_user(f"user_{unit.code.lower()}", "sales_desk", "subtree", unit)
            reached = self.env["dealer.access"].search([("user_id", "=", user.id)]).unit_id
            self.assertEqual(reached, unit | unit.child_ids)
            self.assertEqual(self.seen(user, dealers), unit.child_ids.dealer_ids)

    def test_unit_moved_takes_its_dealers_along(self):
        user = self.make_user("moved", "channel_manager", "subtree", self.west)
        self.assertEqual(self.seen(user), self.dealer_west)
        self.branch.parent_id = self.west
        self.assertEqual(self.seen(user), self.dealer_west | self.dealer_branch)
        self.assertTrue(self.dealer_branch.with_user(user).has_access("read"))
        self.branch.parent_id = self.east
        self.assertEqual(self.seen(user), self.dealer_west)
        self.assertFalse(self.dealer_branch.with_user(user).has_access("read"))

    def test_dealer_moved_to_another_unit(self):
        user = self.make_user("desk", "sales_desk", "unit", self.east)
        self.assertTrue(self.dealer_east.with_user(user).has_access("read"))
        self.dealer_east.unit_id = self.west
        self.assertFalse(self.dealer_east.with_user(user).has_access("read"))
        with self.assertRaises(AccessError):
            self.dealer_east.with_user(user).read(["name"])

    def test_account_manager_changed(self):
        first = self.make_user("first", "account_manager")
        second = self.make_user("second", "account_manager")
        self.dealer_east.user_id = first
        self.assertTrue(self.dealer_east.with_user(first).has_access("read"))
        self.dealer_east.user_id = second
        self.assertFalse(self.dealer_east.with_user(first).has_access("read"))
        self.assertEqual(self.seen(second), self.dealer_east)

    def test_archived_and_terminated_dealers_stay_isolated(self):
        user = self.make_user("archive", "sales_desk", "unit", self.west)
        self.dealer_east.active = False
        self.dealer_west.action_terminate("test")
        found = self.env["dealer.dealer"].with_user(user).with_context(active_test=False).search([])
        self.assertEqual(found.ids, self.dealer_west.ids)

    def test_organisation_membership_gives_no_right(self):
        user = self.make_user("member_of_unit", "account_manager")
        self.east.user_ids = user
        self.east.manager_id = user
        self.assertFalse(self.seen(user))

    def test_superuser_is_not_restricted(self):
        self.assertEqual(
            self.env["dealer.dealer"].search([("id", "in", self.dealers.ids)]), self.dealers.sorted("name")
        )
