from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestLifecycle(DealerCommon):
    """Applicant, active, on hold, terminated: verbs only, by the right people, each transition on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("manager", "channel_manager", "subtree", cls.east)
        cls.applicant = cls.make_dealer("Applicant", cls.east, state="applicant").with_user(cls.manager)

    def test_whole_life(self):
        dealer = self.applicant
        self.assertFalse(dealer.date_activated)
        self.assertTrue(dealer.action_activate())
        self.assertEqual(dealer.state, "active")
        self.assertEqual(dealer.date_activated, fields.Date.context_today(dealer))
        dealer.action_hold("late")
        self.assertEqual((dealer.state, dealer.state_reason), ("on_hold", "late"))
        dealer.action_resume()
        self.assertEqual((dealer.state, dealer.state_reason), ("active", False))
        dealer.action_terminate("moved away")
        self.assertEqual((dealer.state, dealer.state_reason), ("terminated", "moved away"))
        self.assertTrue(dealer.date_terminated)
        dealer.action_reapply()
        self.assertEqual(dealer.state, "applicant")
        self.assertFalse(dealer.date_terminated)

    def test_active_since_is_each_ones_own(self):
        """Activated together with a new one, a dealer that was active before keeps its day."""
        before = self.make_dealer("Before", self.east, state="applicant").with_user(self.manager)
        with freeze_time("2021-03-04 12:00:00"):
            before.action_activate()
        before.action_terminate("moved away")
        before.action_reapply()
        (before | self.applicant).action_activate()
        self.assertEqual(before.date_activated, date(2021, 3, 4))
        self.assertEqual(self.applicant.date_activated, fields.Date.context_today(self.applicant))

    def test_every_transition_is_on_record(self):
        for verb in ("action_activate", "action_hold"):
            self.env.flush_all()
            self.env.cr.precommit.run()  # a request of its own
            getattr(self.applicant, verb)()
        self.env.flush_all()
        self.env.cr.precommit.run()
        messages = self.env["mail.message"].search(
            [("model", "=", "dealer.dealer"), ("res_id", "=", self.applicant.id)], order="id"
        )
        tracked = messages.tracking_value_ids.filtered(lambda value: value.field_id.name == "state").sorted("id")
        self.assertEqual(tracked.mapped("new_value_char"), ["Active", "On Hold"])
        self.assertEqual(tracked.mail_message_id.author_id, self.manager.partner_id)

    def test_verbs_are_idempotent(self):
        self.applicant.action_activate()
        before = self.applicant.write_date
        self.assertTrue(self.applicant.action_activate())
        self.assertEqual(self.applicant.write_date, before)
        both = self.applicant | self.make_dealer("Two", self.east, state="applicant").with_user(self.manager)
        both.action_activate()
        self.assertEqual(set(both.mapped("state")), {"active"})

    def test_forbidden_transitions(self):
        for verb in ("action_hold", "action_resume"):
            with self.assertRaisesRegex(UserError, "is in state 'Applicant' and cannot become"):
                getattr(self.applicant, verb)()
        self.applicant.action_terminate("no")
        with self.assertRaisesRegex(UserError, "is in state 'Terminated'"):
            self.applicant.action_activate()

    def test_one_wrong_dealer_stops_all(self):
        terminated = self.make_dealer("Gone", self.east).with_user(self.manager)
        terminated.action_terminate("gone")
        with self.assertRaises(UserError):
            (self.applicant | terminated).action_activate()
        self.assertEqual(self.applicant.state, "applicant")

    def test_state_is_not_written(self):
        for vals in (
            {"state": "active"},
            {"state": "applicant"},
            {"state_reason": "x"},
            {"date_activated": "2020-01-01"},
            {"color": 1, "state": "terminated"},
        ):
            with self.assertRaisesRegex(UserError, "cannot be written"):
                self.applicant.write(vals)
            with self.assertRaisesRegex(UserError, "cannot be written"):
                self.applicant.sudo().write(vals)

    def test_created_active_by_channel_managers_only(self):
        vals = {"type_id": self.env.ref("dealer.type_wholesaler").id, "unit_id": self.east.id}
        dealers = self.env["dealer.dealer"].with_user(self.manager)
        dealer = dealers.create({**vals, "partner_id": self.make_partner("A").id, "state": "active"})
        self.assertEqual(dealer.state, "active")
        self.assertTrue(dealer.date_activated)
        for state in ("on_hold", "terminated"):
            with self.assertRaisesRegex(UserError, "is an applicant or active"):
                dealers.create({**vals, "partner_id": self.make_partner("B").id, "state": state})

    def test_only_channel_managers(self):
        desk = self.make_user("desk", "sales_desk", "subtree", self.east)
        dealer = self.applicant.with_user(desk)
        for verb in ("action_activate", "action_hold", "action_resume", "action_terminate", "action_reapply"):
            with self.assertRaisesRegex(AccessError, "Only a channel manager"):
                getattr(dealer, verb)()

    def test_open_documents_stop_termination(self):
        dealer = self.dealer_east.with_user(self.manager)
        with patch.object(type(dealer), "_open_documents", lambda self: ["2 orders are open.", "1 invoice is unpaid."]):
            with self.assertRaisesRegex(UserError, "cannot be terminated yet:\n- 2 orders are open.\n- 1 invoice"):
                dealer.action_terminate("x")
            self.assertEqual(dealer.state, "active")
            dealer.action_hold("x")
        dealer.action_terminate("x")
        self.assertEqual(dealer.state, "terminated")

    def test_outlets_stop_termination(self):
        outlet = self.make_dealer("Outlet", self.west, parent_id=self.dealer_east.id, relation="outlet")
        dealer = self.dealer_east.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Outlets and sub-dealers not terminated: 1, such as"):
            dealer.action_terminate("x")
        (self.dealer_east | outlet).action_terminate("both")
        self.assertEqual(outlet.state, "terminated")

    def test_termination_takes_back_a_planned_tier(self):
        change = self.env["dealer.tier.change"].create(
            {
                "dealer_id": self.dealer_east.id,
                "to_tier_id": self.make_tier("Gold", 1).id,
                "effective_date": fields.Date.add(fields.Date.today(), days=10),
            }
        )
        self.dealer_east.with_user(self.manager).action_terminate("x")
        self.assertEqual(change.state, "cancelled")

    def test_wizard_asks_for_the_reason(self):
        wizard = self.env["dealer.state.wizard"].with_user(self.manager)
        dealer = self.dealer_east.with_user(self.manager)
        wizard.create({"dealer_ids": [(6, 0, dealer.ids)], "verb": "hold", "reason": "late"}).action_confirm()
        self.assertEqual((dealer.state, dealer.state_reason), ("on_hold", "late"))
        wizard.create({"dealer_ids": [(6, 0, dealer.ids)], "verb": "terminate", "reason": "gone"}).action_confirm()
        self.assertEqual((dealer.state, dealer.state_reason), ("terminated", "gone"))
        with self.assertRaisesRegex(UserError, "at least one dealer"):
            wizard.create({"verb": "hold", "reason": "late"}).action_confirm()

    def test_wizard_action(self):
        action = self.dealer_east.with_context(default_verb="terminate").action_open_state_wizard()
        wizard = self.env["dealer.state.wizard"].with_context(**action["context"]).create({"reason": "x"})
        self.assertEqual((wizard.verb, wizard.dealer_ids), ("terminate", self.dealer_east))
