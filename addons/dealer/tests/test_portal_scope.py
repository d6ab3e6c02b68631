from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestPortalScope(DealerCommon):
    """A portal user reaches the dealers of which they are an active member, for reading."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.make_member("buyer_east", cls.dealer_east)
        cls.make_member("buyer_west", cls.dealer_west)
        cls.membership = cls.buyer.dealer_member_ids

    def test_sees_own_dealer_only(self):
        self.assertEqual(self.seen(self.buyer), self.dealer_east)
        self.assertEqual(self.dealer_east.with_user(self.buyer).name, "East dealer")
        with self.assertRaises(AccessError):
            self.dealer_west.with_user(self.buyer).read(["name"])

    def test_reads_the_members_of_own_dealer_only(self):
        members = self.env["dealer.member"].with_user(self.buyer).search([])
        self.assertEqual(members.dealer_id.ids, self.dealer_east.ids)

    def test_reads_the_own_dealer_type_only(self):
        other = self.env["dealer.type"].create({"name": "Other", "code": "other", "order_minimum": 5})
        types = self.env["dealer.type"].with_user(self.buyer)
        self.assertEqual(types.search([]).ids, self.dealer_east.type_id.ids)
        with self.assertRaises(AccessError):
            types.browse(other.id).read(["order_minimum"])

    def test_writes_nothing(self):
        dealer = self.dealer_east.with_user(self.buyer)
        for call in (
            lambda: dealer.write({"order_minimum": 0}),
            lambda: dealer.unlink(),
            lambda: dealer.action_activate(),
            lambda: dealer.action_terminate("x"),
            lambda: dealer.create({"partner_id": self.buyer.partner_id.id}),
            lambda: self.membership.with_user(self.buyer).write({"role": "admin"}),
            lambda: self.membership.with_user(self.buyer).copy({"dealer_id": self.dealer_west.id}),
            lambda: (
                self.env["dealer.member"]
                .with_user(self.buyer)
                .create({"dealer_id": self.dealer_west.id, "user_id": self.buyer.id})
            ),
            lambda: self.buyer.with_user(self.buyer).write(
                {"dealer_member_ids": [(0, 0, {"dealer_id": self.dealer_west.id})]}
            ),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call()

    def test_own_address_does_not_move_the_dealer(self):
        """A new address on the portal is welcome; territory, and the prices that hang on it, are the channel's."""
        china, east = self.env.ref("base.cn"), self.env.ref("base.state_cn_SH")
        south = self.env.ref("base.state_cn_GD")
        areas = {
            state: self.env["dealer.territory"].create({"name": state.name, "code": state.code, "state_ids": state.ids})
            for state in east | south
        }
        manager = self.make_user("moves_dealers", "channel_manager", "subtree", self.east)
        self.dealer_east.user_id = manager
        partner = self.dealer_east.partner_id
        partner.write({"country_id": china.id, "state_id": east.id})
        self.assertEqual(self.dealer_east.territory_id, areas[east])

        partner.with_user(self.buyer).sudo().write({"state_id": south.id})
        self.assertEqual(partner.state_id, south)
        self.assertEqual(self.dealer_east.territory_id, areas[east])
        note = self.dealer_east.message_ids[0]
        self.assertIn(f"lies in {south.name}", note.body)
        self.assertEqual(note.notified_partner_ids, manager.partner_id)

        partner.with_user(manager).write({"state_id": south.id, "zip": "510000"})
        self.assertEqual(self.dealer_east.territory_id, areas[south])

    def test_internal_judgement_is_hidden(self):
        self.dealer_east.with_context(lang="en_US").action_hold("does not pay")
        dealer = self.dealer_east.with_user(self.buyer)
        self.assertEqual(dealer.state, "on_hold", "the dealer may know that it is on hold")
        for field in ("state_reason", "tag_ids", "violation_ids", "tier_change_ids", "terms_overridden"):
            with self.assertRaises(AccessError, msg=field):
                dealer.read([field])
        for model in ("dealer.violation", "dealer.tier.change", "dealer.tier.review", "dealer.unit", "dealer.access"):
            with self.assertRaises(AccessError, msg=model):
                self.env[model].with_user(self.buyer).search([])

    def test_membership_ended(self):
        self.assertTrue(self.dealer_east.with_user(self.buyer).has_access("read"))
        self.membership.active = False
        self.assertFalse(self.dealer_east.with_user(self.buyer).has_access("read"))
        self.assertFalse(self.seen(self.buyer))
        self.membership.active = True
        self.assertEqual(self.seen(self.buyer), self.dealer_east)
        self.membership.unlink()
        self.assertFalse(self.dealer_east.with_user(self.buyer).has_access("read"))

    def test_member_of_two_dealers(self):
        self.env["dealer.member"].create({"dealer_id": self.dealer_branch.id, "user_id": self.buyer.id})
        self.assertEqual(self.seen(self.buyer), self.dealer_east | self.dealer_branch)

    def test_member_of_a_dealer_of_another_company(self):
        """The company of the dealer is opened to the member; nothing else of it comes into sight."""
        self.env["dealer.member"].create({"dealer_id": self.dealer_north.id, "user_id": self.buyer.id})
        self.assertIn(self.company_b, self.buyer.company_ids)
        self.make_dealer("Other north", self.north)
        self.assertEqual(
            set(self.env["dealer.dealer"].with_user(self.buyer).search([])),
            {self.dealer_east.with_user(self.buyer), self.dealer_north.with_user(self.buyer)},
        )

    def test_contact_of_the_dealer_without_membership(self):
        contact = self.env["res.partner"].create({"name": "c", "parent_id": self.dealer_east.partner_id.id})
        user = new_test_user(self.env, "contact_only", groups="base.group_portal", partner_id=contact.id)
        self.assertFalse(self.seen(user))
        self.assertEqual(user.partner_id.with_user(user).read(["email"])[0]["email"], user.partner_id.email)

    def test_role_lines_of_a_portal_user_open_no_unit(self):
        """Units are for internal users; a line on a portal user's account changes nothing for dealers."""
        role = self.env["res.users.role"].create(
            {"name": "Portal role", "implied_ids": [(6, 0, self.env.ref("base.group_portal").ids)]}
        )
        self.make_role_line(self.buyer, role, "subtree", self.group)
        self.assertEqual(self.seen(self.buyer), self.dealer_east)

    def test_public_user(self):
        public = self.env.ref("base.public_user")
        with self.assertRaises(AccessError):
            self.env["dealer.dealer"].with_user(public).search([])

    def test_internal_user_is_no_member(self):
        user = self.make_user("internal")
        with self.assertRaisesRegex(Exception, "internal user"):
            self.env["dealer.member"].create({"dealer_id": self.dealer_east.id, "user_id": user.id})

    def test_visitors_are_no_member(self):
        public = self.env.ref("base.public_user")
        with self.assertRaisesRegex(Exception, "stands for all visitors"):
            self.env["dealer.member"].create({"dealer_id": self.dealer_east.id, "user_id": public.id})
