import doctest
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.dealer_credit_approval.engine import proposal

from .common import LimitCase


@tagged("post_install", "-at_install")
class TestProposal(LimitCase):
    """Limits proposed from trading data, reviewed and approved many at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._dealer("second", cls.unit, cls.company)
        cls.line_second = cls._credit_line(cls.second, 4000)
        cls.elsewhere = cls._dealer("elsewhere", cls.foreign, cls.company)
        cls.line_elsewhere = cls._credit_line(cls.elsewhere, 1000)
        cls.lines = cls.line | cls.line_second | cls.line_elsewhere

    def propose(self, user=None, lines=None, **figures):
        """Return the drafts proposed for all lines in scope (or ``lines``), by trading figures that are the same for every dealer."""
        row = {"sales": 120000.0, "punctuality": 100.0, "growth": 20.0, "violations": 0, **figures}
        wizard = self.env["dealer.credit.propose"].with_user(user or self.controller)
        wizard = wizard.create({"line_ids": [Command.set(lines.ids if lines else [])], "step": 100.0})
        model = type(self.env["dealer.dealer"])
        with patch.object(model, "_tier_figures", lambda dealers, date: {dealer.id: row for dealer in dealers}):
            action = wizard.action_propose()
        return self.env["dealer.credit.request"].search(action["domain"])

    def test_arithmetic(self):
        result = doctest.testmod(proposal)
        self.assertGreater(result.attempted, 5)
        self.assertFalse(result.failed)

    def test_score_stays_between_its_bounds(self):
        for punctuality in (None, -5, 0, 50, 100, 130):
            for growth in (None, -100, 0, 500):
                for violations, used, overdue in ((0, 0, 0), (9, 100, 500), (1, -50, 10)):
                    figures = proposal.Figures(0, punctuality, growth, violations, used, overdue)
                    self.assertTrue(0 <= proposal.score(figures) <= 100, figures)

    def test_drafts_with_score_and_reason(self):
        drafts = self.propose()
        self.assertEqual(drafts.line_id, self.line | self.line_second, "what is out of scope is left alone")
        amounts = {draft.line_id: (draft.current_amount, draft.amount) for draft in drafts}
        self.assertEqual(amounts, {self.line: (1000.0, 1500.0), self.line_second: (4000.0, 6000.0)})
        self.assertEqual(set(drafts.mapped("score")), {100.0})
        self.assertIn("Score 100", drafts[0].explanation)
        self.assertEqual(set(drafts.mapped("approval_state")), {"none"})
        self.assertEqual(self.line.limit_amount, 1000.0, "nothing changes before the approval")

    def test_mass_review(self):
        drafts = self.propose().with_user(self.clerk)
        drafts.filtered(lambda draft: draft.line_id == self.line_second).write({"amount": 5000.0})
        requests = drafts.action_request_approval().sudo()
        self.assertEqual(len(requests), 2)
        wizard = self.env["dealer.approval.decide"].with_user(self.controller)
        wizard.create({"request_ids": [Command.set(requests.ids)], "decision": "approve"}).action_apply()
        self.assertEqual(self.lines.mapped("limit_amount"), [1500.0, 5000.0, 1000.0])

    def test_bad_trading_lowers(self):
        drafts = self.propose(sales=0.0, punctuality=0.0, growth=-50.0, violations=4)
        self.assertEqual(
            drafts.mapped("amount"), [500.0, 2000.0] if drafts[0].line_id == self.line else [2000.0, 500.0]
        )

    def test_lines_out_of_scope_cannot_be_named(self):
        with self.assertRaises(AccessError):
            self.propose(lines=self.line_elsewhere)

    def test_guaranteed_part_stays(self):
        self.line.guarantee_amount = 900.0
        drafts = self.propose(sales=0.0)
        self.assertEqual(drafts.filtered(lambda draft: draft.line_id == self.line).amount, 900.0)

    def test_earlier_drafts_are_put_aside_but_not_what_is_pending(self):
        first = self.propose()
        pending = first[0]
        pending.with_user(self.clerk).action_request_approval()
        again = self.propose(growth=0.0)
        self.assertTrue(again)
        self.assertEqual(first.mapped("active"), [True, False])
        self.assertEqual(pending.approval_state, "pending")

    def test_nothing_to_propose(self):
        with self.assertRaisesRegex(UserError, "No limit would change"):
            self.propose(lines=self.line_second, sales=24000.0)

    def test_only_credit_controllers_propose(self):
        for user in (self.clerk, self.boss, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.propose(user=user)

    def test_real_figures_in_few_queries(self):
        wizard = self.env["dealer.credit.propose"].with_user(self.controller)
        wizard = wizard.create({"step": 100.0})
        lines = wizard._lines()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            figures = wizard._figures(lines)
        self.assertEqual(set(figures), {self.line.id, self.line_second.id})
