from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestAccessSeveralRoles(DealerCommon):
    """A role's scope counts for what that role allows, not for what another role of the same person allows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("auditor_and_desk", "auditor", "subtree", cls.group)
        cls.make_role_line(cls.user, "sales_desk", "unit", cls.east)
        cls.tag = cls.env["dealer.tag"].create({"name": "T several"})

    def test_reads_everywhere(self):
        self.assertEqual(self.seen(self.user, companies=self.company), self.dealers - self.dealer_north)

    def test_writes_only_where_the_writing_role_reaches(self):
        self.dealer_east.with_user(self.user).tag_ids = self.tag
        with self.assertRaisesRegex(AccessError, "Your roles let you see"):
            self.dealer_west.with_user(self.user).tag_ids = self.tag
        self.assertFalse(self.dealer_west.tag_ids)

    def test_creates_violations_only_there(self):
        violations = self.env["dealer.violation"].with_user(self.user)
        violations.create({"dealer_id": self.dealer_east.id})
        with self.assertRaises(AccessError):
            violations.create({"dealer_id": self.dealer_west.id})

    def test_manager_verbs_only_where_the_managing_role_reaches(self):
        user = self.make_user("desk_and_manager", "sales_desk", "unit", self.west)
        self.make_role_line(user, "channel_manager", "unit", self.east)
        self.dealer_east.with_user(user).action_hold("test")
        with self.assertRaisesRegex(AccessError, "Only a channel manager"):
            self.dealer_west.with_user(user).action_hold("test")
        with self.assertRaisesRegex(AccessError, "Only a channel manager"):
            self.dealer_west.with_user(user).order_minimum = 1
        with self.assertRaises(AccessError):
            self.env["dealer.member"].with_user(user).create(
                {"dealer_id": self.dealer_west.id, "user_id": self.make_member("guest", self.dealer_east).id}
            )
        with self.assertRaisesRegex(AccessError, "Only a channel manager"):
            self.env["dealer.tier.change"].with_user(user).create(
                {"dealer_id": self.dealer_west.id, "to_tier_id": self.make_tier("Gold", 1).id}
            )

    def test_creates_and_deletes_dealers_only_there(self):
        user = self.make_user("desk_and_manager", "sales_desk", "unit", self.west)
        self.make_role_line(user, "channel_manager", "unit", self.east)
        vals = {"type_id": self.env.ref("dealer.type_wholesaler").id, "user_id": False}
        dealers = self.env["dealer.dealer"].with_user(user)
        dealers.create({**vals, "partner_id": self.make_partner("N1").id, "unit_id": self.east.id}).unlink()
        with self.assertRaises(AccessError):
            dealers.create({**vals, "partner_id": self.make_partner("N2").id, "unit_id": self.west.id})
        applicant = self.make_dealer("N3", self.west, state="applicant")
        with self.assertRaises(AccessError):
            applicant.with_user(user).unlink()
