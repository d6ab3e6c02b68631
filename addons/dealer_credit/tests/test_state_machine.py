import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from .common import CreditCase
from .reference import PRICE, Bill, Piece, Purchase, Reference

SOAK = bool(os.environ.get("DEALER_SOAK"))
SETTINGS = settings(
    max_examples=60 if SOAK else 6,
    stateful_step_count=25 if SOAK else 12,
    derandomize=not SOAK,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class Life(RuleBasedStateMachine):
    """Anything that happens to the orders and invoices of a dealer, in any order; the reference happens along."""

    case = None  # the test case, set before the machine runs

    @initialize(limit=st.integers(0, 40))
    def begin(self, limit):
        self.savepoint = self.case.cr.savepoint()
        self.savepoint.__enter__()
        self.case.line.limit_amount = PRICE * limit
        self.reference = Reference(limit=PRICE * limit)
        self.orders, self.invoices = {}, {}

    def teardown(self):
        if hasattr(self, "savepoint"):
            self.savepoint.close(rollback=True)
            self.case.env.invalidate_all()

    @invariant()
    def exposure_is_equal(self):
        if hasattr(self, "reference"):
            expected = self.reference.figures()
            assert self.case._figures() == expected, f"{self.case._figures()} instead of {expected}"
            available = self.reference.limit - sum(expected.values())
            assert round(self.case.line.available_amount - available, 2) == 0

    def _pick(self, number, purchases):
        chosen = purchases[number % len(purchases)]
        return chosen, self.orders[id(chosen)]

    def _some(self, condition):
        return [purchase for purchase in self.reference.purchases if condition(purchase)]

    def _to_deliver(self):
        return self._some(lambda purchase: purchase.confirmed and purchase.count(delivered=False))

    def _to_bill(self):
        return self._some(lambda purchase: purchase.confirmed and purchase.count(delivered=True))

    def _waiting(self):
        return self._some(lambda purchase: not purchase.confirmed and not getattr(purchase, "dead", False))

    @rule(pieces=st.integers(1, 20), small=st.booleans())
    def submit(self, pieces, small):
        """An order that fits is confirmed; one below the dealer's minimum waits with its amount reserved, if it fits."""
        purchase = Purchase([Piece() for _ in range(pieces)])
        order = self.case._credit_order(PRICE * pieces)
        self.case.dealer.order_minimum = PRICE * pieces + 1 if small else 0
        state = order.action_submit()["state"]
        self.case.dealer.order_minimum = 0
        fits = self.reference.room(purchase) >= 0
        assert state == ("confirmed" if fits and not small else "held"), (state, fits, small)
        purchase.confirmed, purchase.reserved = fits and not small, fits and small
        self.reference.purchases.append(purchase)
        self.orders[id(purchase)] = order

    @precondition(lambda self: self._waiting())
    @rule(number=st.integers(0, 99))
    def submit_again(self, number):
        purchase, order = self._pick(number, self._waiting())
        state = order.action_submit()["state"]
        fits = self.reference.room(purchase) >= 0
        assert state == ("confirmed" if fits else "held")
        purchase.confirmed = fits
        purchase.reserved = purchase.reserved and not fits

    @precondition(lambda self: self._waiting())
    @rule(number=st.integers(0, 99))
    def release(self, number):
        """Whoever may lets the order pass; the amount counts although it does not fit."""
        purchase, order = self._pick(number, self._waiting())
        order.action_submit()
        while order.state != "sale":
            order.dealer_hold_ids.filtered(lambda hold: hold.state == "open").action_release("fine")
        purchase.confirmed, purchase.reserved = True, False

    @precondition(lambda self: self._some(lambda purchase: purchase.reserved))
    @rule()
    def reservations_expire(self):
        self.case.env.flush_all()
        self.case.cr.execute(SQL("UPDATE dealer_credit_hold SET expires_at = now() - interval '1 minute'"))
        for purchase in self.reference.purchases:
            purchase.reserved = False

    @precondition(lambda self: self._to_deliver())
    @rule(number=st.integers(0, 99), share=st.floats(0.1, 1), backorder=st.booleans())
    def deliver(self, number, share, backorder):
        purchase, order = self._pick(number, self._to_deliver())
        coming = [piece for piece in purchase.pieces if piece.counts and not piece.delivered]
        quantity = max(1, round(share * len(coming)))
        self.case._deliver(order, quantity, backorder)
        for piece in coming[:quantity]:
            piece.delivered = True
        if not backorder:
            for piece in coming[quantity:]:
                piece.cancelled = True

    @precondition(lambda self: self._to_bill())
    @rule(number=st.integers(0, 99), post=st.booleans())
    def invoice(self, number, post):
        purchase, order = self._pick(number, self._to_bill())
        if any(piece.returned and piece.bill and not piece.credited for piece in purchase.pieces):
            return  # the platform would put what came back on the same document
        bill = Bill(posted=post)
        self.invoices[id(bill)] = self.case._bill(order, post)
        self.reference.bills.append(bill)
        for piece in purchase.pieces:
            if piece.counts and piece.delivered:
                piece.bill = bill

    @precondition(lambda self: any(not bill.posted for bill in self.reference.bills))
    @rule(number=st.integers(0, 99), delete=st.booleans())
    def post_or_delete_draft(self, number, delete):
        drafts = [bill for bill in self.reference.bills if not bill.posted]
        bill = drafts[number % len(drafts)]
        if not delete:
            self.invoices[id(bill)].action_post()
            bill.posted = True
            return
        self.invoices[id(bill)].unlink()
        self.reference.bills.remove(bill)
        for purchase in self.reference.purchases:
            for piece in purchase.pieces:
                piece.bill = None if piece.bill is bill else piece.bill

    @precondition(lambda self: any(bill.posted and not self._is_paid(bill) for bill in self.reference.bills))
    @rule(number=st.integers(0, 99), share=st.floats(0.1, 1))
    def pay(self, number, share):
        unpaid = [bill for bill in self.reference.bills if bill.posted and not self._is_paid(bill)]
        bill = unpaid[number % len(unpaid)]
        amount = max(1, round(share * (self._worth(bill) - bill.paid)))
        self.case._pay(self.invoices[id(bill)], fields.Date.today(), amount)
        bill.paid += amount

    def _worth(self, bill):
        return PRICE * sum(piece.bill is bill for purchase in self.reference.purchases for piece in purchase.pieces)

    def _is_paid(self, bill):
        return bill.paid >= self._worth(bill)

    @precondition(lambda self: self._some(self._returnable))
    @rule(number=st.integers(0, 99))
    def take_back_and_credit(self, number):
        """All invoiced pieces of one delivery come back, and a credit note is written for them."""
        purchase, order = self._pick(number, self._some(self._returnable))
        picking = order.picking_ids.filtered(lambda picking: picking.state == "done")
        pieces = [piece for piece in purchase.pieces if piece.bill]
        self.case._return(picking, len(pieces))
        self.case._bill(order)
        for piece in pieces:
            piece.returned = piece.credited = True

    @staticmethod
    def _returnable(purchase):
        """Delivered at once, invoiced and posted, and nothing came back yet."""
        return purchase.confirmed and all(
            piece.delivered and piece.bill and piece.bill.posted and not piece.returned for piece in purchase.pieces
        )

    @rule(amount=st.integers(1, 100))
    def prepay(self, amount):
        self.case._prepay(amount)
        self.reference.on_account += amount

    @precondition(lambda self: self._some(self._cancellable))
    @rule(number=st.integers(0, 99))
    def cancel(self, number):
        purchase, order = self._pick(number, self._some(self._cancellable))
        order._action_cancel()
        purchase.confirmed = purchase.reserved = False
        purchase.dead = True

    @staticmethod
    def _cancellable(purchase):
        return not getattr(purchase, "dead", False) and not any(piece.delivered for piece in purchase.pieces)

    @rule(limit=st.integers(0, 40))
    def change_the_limit(self, limit):
        self.case.line.limit_amount = self.reference.limit = PRICE * limit


@tagged("post_install", "-at_install")
class TestStateMachine(CreditCase):
    """Whatever happens in whatever order: after each step the exposure is that of the reference."""

    def test_life(self):
        self.registry_enter_test_mode()
        self.dealer.on_minimum = "hold"
        Life.case = self
        run_state_machine_as_test(Life, settings=SETTINGS)
