from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .orders_common import SubmitCase


@tagged("post_install", "-at_install")
class TestRelease(SubmitCase):
    """Holds are decided by those whose group, amount and scope allow it; the last release confirms."""

    def setUp(self):
        super().setUp()
        self.order = self._small()
        self.order.with_user(self.clerk).action_submit()
        self.hold = self.order.dealer_hold_ids

    def test_the_last_release_confirms(self):
        results = self.hold.with_user(self.manager).action_release("Once")
        self.assertEqual([result["state"] for result in results], ["confirmed"])
        self.assertEqual((self.hold.state, self.hold.decided_by, self.hold.reason), ("released", self.manager, "Once"))
        self.assertTrue(self.hold.decided_at)
        self.assertEqual((self.order.state, self.order.submitted_by), ("sale", self.clerk))

    def test_releasing_again_changes_nothing(self):
        first = self.hold.with_user(self.manager).action_release("Once")
        self.assertEqual(self.hold.with_user(self.manager).action_release("Twice"), first)
        self.assertEqual(self.hold.reason, "Once")

    def test_the_order_waits_for_the_last_of_several(self):
        self.dealer.order_multiple = 5
        self.order.action_submit()
        minimum, multiple = self.order.dealer_hold_ids.sorted(lambda hold: hold.kind != "minimum")
        self.assertEqual(minimum.with_user(self.manager).action_release()[0]["state"], "held")
        self.assertEqual(self.order.state, "sent")
        self.assertEqual(multiple.with_user(self.manager).action_release()[0]["state"], "confirmed")

    def test_a_sales_clerk_does_not_release(self):
        for verb in ("action_release", "action_refuse"):
            with self.subTest(verb=verb), self.assertRaises(AccessError):
                getattr(self.hold.with_user(self.clerk), verb)("Please")
        self.assertFalse(self.hold.with_user(self.clerk).can_decide)
        self.assertEqual((self.hold.state, self.order.state), ("open", "sent"))

    def test_the_buttons_of_the_screen_do_not_help_a_clerk(self):
        self.order.with_user(self.clerk).action_release_on_screen()
        wizard = self.env["dealer.hold.decide"].with_user(self.clerk).create({"hold_ids": [Command.set(self.hold.ids)]})
        with self.assertRaisesRegex(UserError, "None of these holds is yours"):
            wizard.action_apply()
        self.assertEqual(self.hold.state, "open")

    def test_out_of_scope_nothing_is_seen_or_released(self):
        holds = self.env["dealer.order.hold"].with_user(self.stranger)
        self.assertFalse(holds.search([("order_id", "=", self.order.id)]))
        with self.assertRaises(AccessError):
            self.hold.with_user(self.stranger).action_release()

    def test_the_group_must_come_from_a_role_that_covers_the_dealer(self):
        """Who manages the channel elsewhere and only sells here sees the hold and does not release it."""
        both = self._staff("orders both", "dealer.role_channel_manager", "unit", self.foreign)
        self._line(both, "dealer.role_sales_desk", "unit", self.unit)
        self.assertEqual(self.hold.with_user(both).read(["kind"])[0]["kind"], "minimum")
        with self.assertRaises(AccessError):
            self.hold.with_user(both).action_release()
        self.assertFalse(self.hold.with_user(both).can_decide)

    def test_a_role_that_ended_releases_nothing(self):
        self.manager.role_line_ids.date_to = fields.Date.today() - timedelta(days=1)
        with self.assertRaises(AccessError):
            self.hold.with_user(self.manager).action_release()

    def test_an_amount_limits_who_releases(self):
        rule = self.env["dealer.hold.rule"].search([("kind", "=", "minimum")])
        rule.write({"limited": True, "max_amount": 69.99, "currency_id": self.company.currency_id.id})
        with self.assertRaises(AccessError):
            self.hold.with_user(self.manager).action_release()
        rule.max_amount = 70.0
        self.assertTrue(self.hold.with_user(self.manager).can_decide)

    def test_the_amount_is_compared_in_the_companys_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "company_id": self.company.id, "name": "2020-01-01", "rate": 0.5}
        )
        rule = self.env["dealer.hold.rule"].search([("kind", "=", "minimum")])
        rule.write({"limited": True, "max_amount": 35.0, "currency_id": euro.id})
        self.assertTrue(self.hold.with_user(self.manager).can_decide)
        rule.max_amount = 34.0
        self.env.invalidate_all()
        self.assertFalse(self.hold.with_user(self.manager).can_decide)

    def test_four_eyes(self):
        rule = self.env["dealer.hold.rule"].search([("kind", "=", "minimum")])
        rule.four_eyes = True
        own = self._small()
        own.with_user(self.manager).action_submit()
        with self.assertRaises(AccessError):
            own.dealer_hold_ids.with_user(self.manager).action_release()
        self.assertEqual(self.hold.with_user(self.manager).action_release()[0]["state"], "confirmed")

    def test_without_a_rule_nobody_releases(self):
        self.env["dealer.hold.rule"].search([("kind", "=", "minimum")]).active = False
        with self.assertRaisesRegex(AccessError, "No rule says who may"):
            self.hold.with_user(self.manager).action_release()

    def test_a_rule_of_another_company_does_not_count(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["dealer.hold.rule"].search([("kind", "=", "minimum")]).company_id = other
        with self.assertRaises(AccessError):
            self.hold.with_user(self.manager).action_release()

    def test_a_release_is_for_what_was_seen(self):
        """More of the same asks again, less of it does not."""
        self.order.order_line.product_uom_qty = 2
        self.assertEqual(self.hold.with_user(self.manager).action_release()[0]["state"], "held")
        again = self._open_holds(self.order)
        self.assertEqual((again.amount, again != self.hold), (80.0, True))
        again.with_user(self.manager).action_release()
        self.assertEqual(self.order.state, "sale")

    def test_a_release_lasts_while_other_things_are_open(self):
        self.dealer.order_multiple = 5
        self.order.action_submit()
        minimum = self.order.dealer_hold_ids.filtered(lambda hold: hold.kind == "minimum")
        minimum.with_user(self.manager).action_release()
        self.order.order_line.product_uom_qty = 5
        self.assertEqual(self.order.with_user(self.clerk).action_submit()["state"], "confirmed")

    def test_refusing_leaves_a_quotation_with_the_reason(self):
        self.dealer.order_multiple = 5
        self.order.action_submit()
        refused, other = self.order.dealer_hold_ids
        result = refused.with_user(self.manager).action_refuse("Too small")[0]
        self.assertEqual((result["state"], refused.state, other.state), ("refused", "refused", "void"))
        self.assertEqual((self.order.state, self.order.dealer_state), ("sent", "refused"))
        self.assertEqual((self.order.refusal_reason, self.order.submitted_at), ("Too small", False))
        self.assertIn("Too small", self.order.message_ids[0].body)

    def test_refusing_needs_a_reason(self):
        for reason in ("", "  ", False):
            with self.subTest(reason=reason), self.assertRaisesRegex(UserError, "reason"):
                self.hold.with_user(self.manager).action_refuse(reason)

    def test_a_refused_order_is_mended_and_submitted_again(self):
        self.hold.with_user(self.manager).action_refuse("Too small")
        self.assertEqual(self.order.with_user(self.clerk).action_submit()["state"], "held")
        self.assertFalse(self.order.refusal_reason)
        self.order.order_line.product_uom_qty = 20
        self.assertEqual(self.order.with_user(self.clerk).action_submit()["state"], "confirmed")

    def test_what_was_decided_is_not_decided_otherwise(self):
        self.hold.with_user(self.manager).action_refuse("No")
        with self.assertRaisesRegex(UserError, "cannot be decided again"):
            self.hold.with_user(self.manager).action_release("Yes")

    def test_cancelling_voids_the_holds(self):
        self.order.with_user(self.clerk).action_cancel()
        self.assertEqual((self.hold.state, self.order.dealer_state), ("void", "cancelled"))

    def test_taking_the_quotation_back_voids_the_holds(self):
        self.order.with_user(self.clerk).action_draft()
        self.assertEqual((self.hold.state, self.order.dealer_state), ("void", "draft"))

    def test_a_confirmation_that_fails_keeps_the_hold_open(self):
        self.order.order_line.product_id = False
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.hold.with_user(self.manager).action_release()
        self.assertEqual((self.hold.state, self.order.state), ("open", "sent"))


@tagged("post_install", "-at_install")
class TestQueue(SubmitCase):
    """The work queue: what waits for me, for how long, and deciding many at once."""

    def setUp(self):
        super().setUp()
        self.hidden.write({"order_minimum": 100.0, "on_minimum": "hold"})
        self.near, self.far = self._small(), self._order(self.hidden)
        self.near.action_submit()
        self.far.action_submit()
        self.holds = (self.near | self.far).dealer_hold_ids

    def _waiting(self, user):
        return self.env["dealer.order.hold"].with_user(user).search([("can_decide", "=", True)]) & self.holds

    def test_what_waits_for_whom(self):
        narrow = self._staff("orders narrow", "dealer.role_channel_manager", "unit", self.unit)
        self.assertEqual(self._waiting(self.manager), self.holds)
        self.assertEqual(self._waiting(narrow), self.near.dealer_hold_ids)
        self.assertFalse(self._waiting(self.clerk))
        orders = self.env["sale.order"].with_user(narrow).search([("can_decide_hold", "=", True)])
        self.assertEqual(orders & (self.near | self.far), self.near)

    def test_deciding_many_leaves_what_is_not_mine(self):
        """Seen by the sales desk everywhere, decided in one branch."""
        user = self._staff("orders two roles", "dealer.role_channel_manager", "unit", self.unit)
        self._line(user, "dealer.role_auditor", "subtree", self.region)
        wizard = self.env["dealer.hold.decide"].with_user(user).create({"hold_ids": [Command.set(self.holds.ids)]})
        self.assertEqual((wizard.decidable_count, wizard.other_count), (1, 1))
        action = wizard.action_apply()
        self.assertEqual((self.near.state, self.far.state), ("sale", "sent"))
        self.assertEqual(action["params"]["title"], f"{self.near.name} is confirmed")
        self.assertIn("because others decide them: 1", action["params"]["message"])

    def test_one_order_that_fails_stops_no_other(self):
        self.near.order_line.product_id = False
        wizard = (
            self.env["dealer.hold.decide"].with_user(self.manager).create({"hold_ids": [Command.set(self.holds.ids)]})
        )
        action = wizard.action_apply()
        self.assertEqual((self.near.state, self.far.state), ("sent", "sale"))
        self.assertEqual(self.near.dealer_hold_ids.state, "open")
        self.assertIn("missing a product", action["params"]["message"])

    def test_refusing_many_with_one_reason(self):
        wizard = (
            self.env["dealer.hold.decide"]
            .with_user(self.manager)
            .create({"hold_ids": [Command.set(self.holds.ids)], "decision": "refuse", "reason": "Season is over"})
        )
        wizard.action_apply()
        self.assertEqual((self.near | self.far).mapped("refusal_reason"), ["Season is over"] * 2)

    def test_the_wizard_is_ones_own(self):
        holds = self.near.dealer_hold_ids
        wizard = self.env["dealer.hold.decide"].with_user(self.clerk).create({"hold_ids": [Command.set(holds.ids)]})
        with self.assertRaises(AccessError):
            wizard.with_user(self.manager).action_apply()

    def test_waiting_time(self):
        hold = self.near.dealer_hold_ids
        with freeze_time(hold.create_date + timedelta(days=2, hours=3, minutes=3)):
            hold.invalidate_recordset()
            self.assertEqual((round(hold.waiting_hours), hold.waiting_text), (51, "2 d 3 h"))
        with freeze_time(hold.create_date.replace(microsecond=0) + timedelta(minutes=76)):
            hold.invalidate_recordset()
            self.assertEqual(hold.waiting_text, "1 h 15 min")

    def test_the_list_costs_the_same_for_one_hold_and_for_forty(self):
        self._orders([self.dealer] * 40).action_submit()
        fields_read = ["kind", "order_id", "dealer_id", "amount", "message", "waiting_text", "state", "can_decide"]
        spec = {name: {} for name in fields_read}
        holds = self.env["dealer.order.hold"].with_user(self.manager)
        self.env.invalidate_all()
        holds.web_search_read([("can_decide", "=", True)], spec, limit=1)
        counts = []
        for limit in (1, 40):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(
                len(holds.web_search_read([("can_decide", "=", True)], spec, limit=limit)["records"]), limit
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
