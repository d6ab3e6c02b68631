from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.dealer.models.dealer_tiered_mixin import DealerTieredMixin

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestTierReview(DealerCommon):
    """Batch proposal of tiers from figures, reviewed and applied."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.make_tier("Gold", 1, min_sales_amount=1000, min_punctuality=90, max_violations=0)
        cls.silver = cls.make_tier("Silver", 2, min_sales_amount=500, min_growth=-10)
        cls.bronze = cls.make_tier("Bronze", 3)
        cls.make_tier("Other company", 0, company=cls.company_b)
        cls.manager = cls.make_user("manager", "channel_manager", "subtree", cls.east | cls.west)
        cls.model = cls.env["dealer.tier.review"].with_user(cls.manager)
        cls.figures = {
            cls.dealer_east.id: {"sales": 1000.0, "punctuality": 95.0, "growth": 5.0, "violations": 0},
            cls.dealer_branch.id: {"sales": 1500.0, "punctuality": 80.0, "growth": -10.0, "violations": 2},
            cls.dealer_west.id: {"sales": 499.99, "punctuality": None, "growth": None, "violations": 0},
        }
        cls.dealer_branch.tier_id = cls.gold
        cls.dealer_west.tier_id = cls.bronze

    def _propose(self, figures=None, user=None, **vals):
        review = self.model.with_user(user or self.manager).create({"name": "Q4", **vals})
        with patch.object(
            type(self.env["dealer.dealer"]), "_tier_figures", lambda dealers, date: figures or self.figures
        ):
            review.action_propose()
        return review

    def _line(self, review, dealer):
        return review.line_ids.filtered(lambda line: line.dealer_id.id == dealer.id)

    def test_best_tier_whose_criteria_hold(self):
        review = self._propose()
        self.assertEqual(
            {line.dealer_id.name: (line.proposed_tier_id.name, line.direction) for line in review.line_ids},
            {
                "East dealer": ("Gold", "up"),
                "Branch dealer": ("Silver", "down"),
                "West dealer": ("Bronze", "same"),
            },
        )
        self.assertEqual(review.state, "proposed")
        self.assertEqual(
            {line.dealer_id.name for line in review.line_ids if line.accepted}, {"East dealer", "Branch dealer"}
        )

    def test_result_is_told_in_one_line_before_anything_is_applied(self):
        review = self._propose()
        self.assertEqual(review.proposal_text, "1 up, 1 down, 1 unchanged; accepted: 2")
        self._line(review, self.dealer_branch).accepted = False
        self.assertEqual(review.proposal_text, "1 up, 1 down, 1 unchanged; accepted: 1")
        self.assertEqual(review.change_count, 0)
        review.action_apply()
        self.assertEqual(review.change_count, 1)
        changes = self.env["dealer.tier.change"].search(review.action_open_changes()["domain"])
        self.assertEqual(changes.dealer_id, self.dealer_east)

    def test_a_new_review_is_named_after_its_month(self):
        with freeze_time("2026-11-22"):
            self.assertEqual(self.model.with_user(self.manager).new().name, "Tier review November 2026")

    def test_figures_and_what_is_missed_in_words(self):
        review = self._propose()
        branch = self._line(review, self.dealer_branch)
        self.assertEqual((branch.sales_amount, branch.punctuality, branch.growth), (1500.0, 80.0, -10.0))
        self.assertEqual(branch.violation_count, 2)
        self.assertEqual(
            branch.explanation, "For Gold: punctuality 80 %, 90 % needed; violations 2, at most 0 allowed."
        )
        west = self._line(review, self.dealer_west)
        self.assertTrue(west.sales_known)
        self.assertFalse(west.punctuality_known or west.growth_known)
        self.assertIn("growth not known, -10 % needed", west.explanation)
        self.assertFalse(self._line(review, self.dealer_east).explanation)

    def test_figure_nobody_measures_meets_no_criterion(self):
        """Without add-ons that measure, only violations are known."""
        dealers = self.dealer_east | self.dealer_branch | self.dealer_west
        of_this_addon = DealerTieredMixin._tier_figures(dealers, fields.Date.today())
        review = self._propose(of_this_addon)
        self.assertEqual(review.line_ids.proposed_tier_id, self.bronze)
        self.assertFalse(any(review.line_ids.mapped("sales_known")))
        self.assertTrue(all(review.line_ids.mapped("violation_known")))

    def test_violations_of_twelve_months(self):
        today = fields.Date.context_today(self.model)
        violations = self.env["dealer.violation"]
        for days, state in ((0, "confirmed"), (300, "confirmed"), (400, "confirmed"), (1, "open"), (1, "dismissed")):
            violations.create({"dealer_id": self.dealer_east.id, "date": today - timedelta(days=days), "state": state})
        self.assertEqual(self.dealer_east._tier_figures(today)[self.dealer_east.id]["violations"], 2)
        self.assertEqual(self.dealer_west._tier_figures(today)[self.dealer_west.id]["violations"], 0)

    def test_no_tier_holds(self):
        self.bronze.active = False
        review = self._propose()
        west = self._line(review, self.dealer_west)
        self.assertFalse(west.proposed_tier_id)
        self.assertEqual(west.direction, "down")
        self.assertIn("For Silver", west.explanation)

    def test_apply(self):
        review = self._propose()
        self._line(review, self.dealer_branch).write({"accepted": False, "note": "one more quarter"})
        self.assertTrue(review.action_apply())
        self.assertEqual(review.state, "done")
        self.assertEqual(self.dealer_east.tier_id, self.gold)
        self.assertEqual(self.dealer_branch.tier_id, self.gold)
        change = self.dealer_east.tier_change_ids
        self.assertEqual(
            (change.origin, change.state, change.review_line_id.review_id), ("review", "effective", review)
        )
        self.assertTrue(review.action_apply(), "twice is once")
        self.assertEqual(len(self.dealer_east.tier_change_ids), 1)

    def test_apply_for_a_later_date_and_undo(self):
        later = fields.Date.context_today(self.model) + timedelta(days=20)
        review = self._propose(effective_date=later)
        review.action_apply()
        self.assertFalse(self.dealer_east.tier_id)
        planned = self.dealer_east.planned_tier_change_id
        self.assertEqual((planned.effective_date, planned.to_tier_id), (later, self.gold))
        planned.with_user(self.manager).action_cancel()
        self.assertEqual(planned.state, "cancelled")

    def test_change_already_planned(self):
        later = fields.Date.context_today(self.model) + timedelta(days=20)
        planned = self.env["dealer.tier.change"].create(
            {"dealer_id": self.dealer_east.id, "to_tier_id": self.bronze.id, "effective_date": later}
        )
        review = self._propose()
        line = self._line(review, self.dealer_east)
        self.assertFalse(line.accepted, "somebody has decided; think before you overrule")
        self.assertIn("Already planned: Bronze", line.note)
        line.accepted = True
        review.action_apply()
        self.assertEqual(planned.state, "cancelled")
        self.assertEqual(self.dealer_east.tier_id, self.gold)

    def test_propose_again_starts_anew(self):
        review = self._propose()
        self._line(review, self.dealer_east).accepted = False
        with patch.object(type(self.env["dealer.dealer"]), "_tier_figures", lambda dealers, date: self.figures):
            review.action_propose()
        self.assertEqual(len(review.line_ids), 3)
        self.assertTrue(self._line(review, self.dealer_east).accepted)

    def test_limited_to_a_unit_and_below(self):
        review = self._propose(unit_id=self.east.id)
        self.assertEqual(set(review.line_ids.dealer_id.ids), {self.dealer_east.id, self.dealer_branch.id})

    def test_only_trading_dealers_in_scope(self):
        self.dealer_west.action_terminate("x")
        review = self._propose()
        self.assertNotIn(self.dealer_west.id, review.line_ids.dealer_id.ids)
        east_only = self.make_user("east_only", "channel_manager", "unit", self.east)
        review = self._propose(user=east_only)
        self.assertEqual(review.line_ids.dealer_id.ids, self.dealer_east.ids)

    def test_reviews_of_others(self):
        """Seen by its author, and by whom its unit is in scope; applied by whom all its dealers are in scope."""
        east_only = self.make_user("east_only", "channel_manager", "unit", self.east)
        review = self._propose()
        self.assertFalse(self.model.with_user(east_only).search([("id", "=", review.id)]))
        limited = self._propose(unit_id=self.east.id)
        self.assertEqual(self.model.with_user(east_only).search([("id", "=", limited.id)]).ids, limited.ids)
        self.pass_days()  # another request, another person
        self.assertEqual(limited.with_user(east_only).line_ids.dealer_id.ids, self.dealer_east.ids)
        with self.assertRaisesRegex(UserError, "dealers outside your access scope"):
            limited.with_user(east_only).action_apply()
        self.assertEqual(limited.state, "proposed")

    def test_guards(self):
        review = self._propose()
        for vals in ({"state": "done"}, {"state": "draft"}):
            with self.assertRaisesRegex(UserError, "cannot be written"):
                review.write(vals)
        with self.assertRaisesRegex(UserError, "cannot change once it is proposed"):
            review.unit_id = self.east
        line = review.line_ids[0]
        for vals in ({"proposed_tier_id": self.gold.id}, {"sales_amount": 1}, {"dealer_id": self.dealer_west.id}):
            with self.assertRaises(UserError):
                line.write(vals)
        with self.assertRaisesRegex(UserError, "made by Propose"):
            line.create({"review_id": review.id, "dealer_id": self.dealer_west.id, "direction": "up"})
        with self.assertRaisesRegex(UserError, "starts as a draft"):
            self.model.create({"name": "x", "state": "done"})
        review.action_apply()
        for call in (
            review.action_cancel,
            review.action_propose,
            review.unlink,
            line.unlink,
            lambda: line.write({"accepted": False}),
        ):
            with self.assertRaises(UserError):
                call()

    def test_cancel(self):
        review = self._propose()
        review.action_cancel()
        self.assertEqual(review.state, "cancelled")
        with self.assertRaisesRegex(UserError, "no longer possible"):
            review.action_apply()

    def test_only_channel_managers(self):
        review = self._propose(unit_id=self.east.id)
        desk = self.make_user("desk", "sales_desk", "subtree", self.east)
        for verb in ("action_propose", "action_apply", "action_cancel"):
            with self.assertRaises(AccessError):
                getattr(review.with_user(desk), verb)()
