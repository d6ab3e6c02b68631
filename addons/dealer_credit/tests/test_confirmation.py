from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged

from .common import CreditCase


@tagged("post_install", "-at_install")
class TestConfirmation(CreditCase):
    """Whatever happens inside the check of one order, no other order and no second try gets past the line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._confirmed(800)
        cls.big = cls._credit_order(800)
        cls.small = cls._credit_order(100)

    def _before_confirming(self, order, function):
        """Let ``function`` run in the middle of the check of ``order``, as a check of somebody's addon might."""
        reserve = type(order)._dealer_reserve

        def patched(orders):
            if order in orders:
                function()
            return reserve(orders)

        self.patch(type(order), "_dealer_reserve", patched)

    def _after_confirming(self, order, function):
        """Let the confirmation of ``order`` cause ``function``, as rules between companies do."""
        confirm = type(order)._action_confirm

        def patched(orders):
            res = confirm(orders)
            if order in orders:
                function()
            return res

        self.patch(type(order), "_action_confirm", patched)

    def _preview(self, order):
        return [(finding["kind"], finding["amount"]) for finding in order._dealer_preview()[order.id]]

    def test_preview_is_what_submitting_finds(self):
        self.assertEqual(self._preview(self.big), [("credit", 600)])
        self.assertEqual(self._preview(self.small), [])
        self.assertEqual(self._figures(), {"ordered": 800}, "looking takes nothing")

    def test_confirmed_inside_the_check_of_another(self):
        self._before_confirming(self.small, self.big.action_confirm)
        with self.assertRaisesRegex(UserError, f"{self.big.name}: Over the limit by"), self.cr.savepoint():
            self.small.action_confirm()
        self.assertEqual((self.small | self.big).mapped("state"), ["draft", "draft"])

    def test_both_fit_one_inside_the_other(self):
        other = self._credit_order(100)
        self._before_confirming(self.small, lambda: other.state == "sale" or other.action_confirm())
        self.small.action_confirm()
        self.assertEqual(self._figures(), {"ordered": 1000})
        self.assertEqual(self._preview(self.big), [("credit", 800)])

    def test_room_taken_inside_the_check(self):
        other = self._credit_order(200)
        self._before_confirming(self.small, lambda: other.state == "sale" or other.action_confirm())
        with self.assertRaisesRegex(UserError, f"{self.small.name}: Over the limit by"), self.cr.savepoint():
            self.small.action_confirm()
        self.assertEqual(self._figures(), {"ordered": 800})

    def test_previewed_inside_the_check_of_another(self):
        seen = []
        self._before_confirming(self.small, lambda: seen.append(self._preview(self.big)))
        self.small.action_confirm()
        self.assertEqual(seen, [[("credit", 600)]], "the check of one order hides nothing of another")

    def test_several_orders_at_once(self):
        with self.assertRaisesRegex(UserError, f"{self.big.name}: Over the limit by"), self.cr.savepoint():
            (self.small | self.big).action_confirm()
        self.assertEqual((self.small | self.big).mapped("state"), ["draft", "draft"])
        self.assertEqual(self._figures(), {"ordered": 800})

    def test_after_an_error_in_the_check(self):
        with self.assertRaises(ZeroDivisionError), self.cr.savepoint():
            self._before_confirming(self.small, lambda: 1 / 0)
            self.small.action_confirm()
        self.assertEqual(self._preview(self.big), [("credit", 600)])
        with self.assertRaises(UserError), self.cr.savepoint():
            self.big.action_confirm()
        self.assertEqual(self._figures(), {"ordered": 800})

    def test_confirmation_that_confirms_another(self):
        """What is found about the other order does not hold this one by mistake: the caller is told, nothing is done."""
        self._after_confirming(self.small, self.big.action_confirm)
        with self.assertRaisesRegex(UserError, f"{self.big.name}: Over the limit by"), self.cr.savepoint():
            self.small.action_submit()
        self.assertEqual((self.small | self.big).mapped("state"), ["draft", "draft"])

    def test_confirmation_that_confirms_another_in_a_batch(self):
        third = self._credit_order(200)
        self._after_confirming(self.small, self.big.action_confirm)
        results = (self.small | third).action_submit()
        self.assertEqual([result["state"] for result in results], ["refused", "confirmed"])
        self.assertIn(self.big.name, results[0]["message"])
        self.assertEqual(self._figures(), {"ordered": 1000}, "what the first had taken is there for the other")

    def test_refused_by_policy_on_every_path(self):
        self.policy.on_limit = "refuse"
        result = self.big.action_submit()
        self.assertEqual((result["state"], result["holds"][0]["state"]), ("refused", "refused"))
        with self.assertRaisesRegex(UserError, "Over the limit by"), self.cr.savepoint():
            self.big.action_confirm()
        self.assertFalse(self.big.dealer_hold_ids)
        self.assertEqual(self._figures(), {"ordered": 800})

    def test_refused_for_something_else_takes_nothing(self):
        self.dealer.write({"order_minimum": 150, "on_minimum": "refuse"})
        third = self._credit_order(200)
        results = (self.small | third).action_submit()
        self.assertEqual([result["state"] for result in results], ["refused", "confirmed"])
        self.assertEqual([state for _amount, state in self._holds(self.small)], [])

    def test_refused_by_credit_while_it_waits(self):
        """Another check would hold the order; credit refuses it: it does not wait for a release in vain."""
        self.policy.on_limit = "refuse"
        self.dealer.write({"order_minimum": 900, "on_minimum": "hold"})
        self.assertEqual(self.big.action_submit()["state"], "refused")
        self.assertEqual((self.big.open_hold_count, self.big.state), (0, "draft"))

    def test_held_without_reservation_leaves_the_room(self):
        self.policy.reservation_days = 0
        self.dealer.write({"order_minimum": 150, "on_minimum": "hold"})
        third = self._credit_order(200)
        results = (self.small | third).action_submit()
        self.assertEqual([result["state"] for result in results], ["held", "confirmed"])

    def test_held_by_credit_reserves_nothing_though_room_appears(self):
        """The limit is raised while the order is being held: it waits, and keeps from others nothing that it does not use."""
        hold = type(self.big)._dealer_hold

        def room_appears(order, *arguments):
            self.line.limit_amount = 5000
            return hold(order, *arguments)

        self.patch(type(self.big), "_dealer_hold", room_appears)
        self.assertEqual(self.big.action_submit()["state"], "held")
        self.assertEqual(self._figures(), {"ordered": 800})
        self.assertEqual(self.big.action_submit()["state"], "confirmed")

    def test_warned_passes_and_counts(self):
        self.policy.on_limit = "warn"
        self.assertEqual(self._preview(self.big), [("credit", 600)])
        self.big.action_confirm()
        self.assertEqual(self._figures(), {"ordered": 1600})
        self.assertEqual((self._decision().kind, self._decision().over), ("warned", 600))
        self.policy.on_limit = "hold"
        self.assertEqual(self.small.action_submit()["holds"][0]["amount"], 700)

    def test_not_asked_at_submission(self):
        self.policy.check_submit = False
        self.assertEqual(self._preview(self.big), [])
        self.big.action_confirm()
        self.assertEqual((self.big.state, self._holds(self.big)), ("sale", []))
        self.policy.check_submit = True
        self.assertEqual(self.small.action_submit()["holds"][0]["amount"], 700, "what passed unasked counts")

    def test_not_controlled(self):
        """No check means none: what is shown is what is done, also for overdue invoices."""
        late = self._day(-30)
        self._invoice(self.dealer, 60, date=late, invoice_date_due=late, invoice_payment_term_id=False)
        self.assertEqual([kind for kind, _amount in self._preview(self.big)], ["credit", "overdue"])
        self.line.control = "none"
        self.assertEqual(self._preview(self.big), [])
        self.assertEqual(self.big.action_submit()["state"], "confirmed")

    def test_line_of_another_since_we_began(self):
        other_line = self._credit_line(self.hidden, 5000)
        with self.assertRaises(ConcurrencyError):
            self.env["dealer.credit.hold"]._place(self.big, other_line)

    def test_joins_a_group_in_the_same_transaction(self):
        self.line.active = False
        group = self.env["dealer.credit.group"].create({"name": "Shared", "company_id": self.company.id})
        line = self._credit_line(group, 1000)
        group.dealer_ids = self.dealer
        self.assertEqual(self.small.action_submit()["state"], "confirmed")
        self.assertEqual(self._figures(line), {"ordered": 900})
        self.assertEqual(self.big.action_submit()["holds"][0]["amount"], 700)
