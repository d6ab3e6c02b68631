from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.dealer.tests.common import DealerCommon


@tagged("post_install", "-at_install")
class TestTierChange(DealerCommon):
    """A change of tier on a route takes effect once it is approved, and no other way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold, cls.silver = cls.make_tier("ApGold", 1), cls.make_tier("ApSilver", 2)
        cls.planner = cls.make_user("tier_planner", "channel_manager", "subtree", cls.east)
        cls.boss = cls.make_user("tier_boss", "channel_manager", "subtree", cls.east)
        cls.east.manager_id = cls.boss
        cls.dealer_branch.sudo().tier_id = cls.silver
        cls.route = cls.env["dealer.approval.route"].create(
            {
                "name": "Promotions",
                "res_model": "dealer.tier.change",
                "domain": f"[('to_tier_id', '=', {cls.gold.id})]",
                "step_ids": [(0, 0, {"name": "Manager", "reviewer_kind": "unit_manager"})],
            }
        )

    def plan(self, tier=None, days=0, user=None):
        """Return the change planned by ``user``, as superuser."""
        vals = {
            "dealer_id": self.dealer_branch.id,
            "to_tier_id": (tier or self.gold).id,
            "effective_date": fields.Date.today() + timedelta(days=days),
            "reason": "Target reached",
        }
        return self.env["dealer.tier.change"].with_user(user or self.planner).create(vals).sudo()

    def daily_job(self):
        with self._no_commit():
            self.env["dealer.tier.change"]._apply_due()

    def test_takes_effect_when_approved(self):
        change = self.plan()
        request = change.approval_request_ids
        self.assertEqual((change.state, request.state, self.dealer_branch.tier_id), ("planned", "pending", self.silver))
        self.assertIn("ApGold", request.name)
        request.with_user(self.boss).action_approve()
        self.assertEqual((change.state, self.dealer_branch.tier_id), ("effective", self.gold))

    def test_approved_before_its_date(self):
        change = self.plan(days=10)
        change.approval_request_ids.with_user(self.boss).action_approve()
        self.assertEqual((change.state, self.dealer_branch.tier_id), ("planned", self.silver))
        with freeze_time(fields.Datetime.now() + timedelta(days=10)):
            self.daily_job()
        self.assertEqual((change.state, self.dealer_branch.tier_id), ("effective", self.gold))

    def test_waits_beyond_its_date(self):
        change = self.plan(days=1)
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.daily_job()
            self.assertEqual((change.state, self.dealer_branch.tier_id), ("planned", self.silver))
            change.approval_request_ids.with_user(self.boss).action_approve()
        self.assertEqual((change.state, self.dealer_branch.tier_id), ("effective", self.gold))

    def test_refused(self):
        change = self.plan()
        change.approval_request_ids.with_user(self.boss).action_refuse("not yet")
        self.assertEqual((change.state, self.dealer_branch.tier_id), ("cancelled", self.silver))

    def test_no_way_round(self):
        """Setting the tier on the dealer, planning and writing, approving oneself, letting the job run."""
        dealer = self.dealer_branch.with_user(self.planner)
        with self.assertRaisesRegex(UserError, "needs approval"):
            dealer.tier_id = self.gold
        change = self.plan()
        with self.assertRaisesRegex(UserError, "needs approval"):
            dealer.tier_id = self.gold
        with self.assertRaises(AccessError):
            change.approval_request_ids.with_user(self.planner).action_approve()
        change.approval_request_ids.with_user(self.planner).action_withdraw()
        self.daily_job()
        self.assertEqual((change.state, self.dealer_branch.tier_id), ("planned", self.silver))
        again = change.with_user(self.planner).action_request_approval().sudo()
        self.assertEqual(again.state, "pending")

    def test_cancelled_change_cancels_the_request(self):
        change = self.plan(days=5)
        change.with_user(self.planner).action_cancel()
        self.assertEqual((change.state, change.approval_request_ids.state), ("cancelled", "cancelled"))

    def test_what_no_route_fits_goes_as_before(self):
        self.dealer_branch.sudo().tier_id = self.gold
        change = self.plan(tier=self.silver)
        self.assertFalse(change.approval_request_ids)
        self.assertEqual((change.state, self.dealer_branch.tier_id), ("effective", self.silver))
        self.route.active = False
        self.dealer_branch.with_user(self.planner).tier_id = self.gold
        self.assertEqual(self.dealer_branch.tier_id, self.gold)
