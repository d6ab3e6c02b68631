"""A small reference for the exposure of one dealer: it follows every single piece of goods, and nothing else.

It knows no quantities, no states of documents and no sums that are kept: the exposure is counted piece by piece.
"""

from dataclasses import dataclass, field

PRICE = 10


@dataclass(eq=False)
class Bill:
    """An invoice. ``paid`` and ``credited`` are amounts settled against it."""

    posted: bool = False
    paid: float = 0.0


@dataclass(eq=False)
class Piece:
    """One piece of an order: where it is, and on which invoice."""

    delivered: bool = False
    returned: bool = False
    cancelled: bool = False
    bill: Bill = None
    credited: bool = False

    @property
    def counts(self):
        """Whether the order itself owes the piece: it goes out or is out, and no invoice has it."""
        return not (self.cancelled or self.returned) and self.bill is None


@dataclass(eq=False)
class Purchase:
    """One order: confirmed, waiting with its amount reserved, or of no account."""

    pieces: list
    confirmed: bool = False
    reserved: bool = False

    def count(self, *, delivered):
        return sum(piece.counts and piece.delivered == delivered for piece in self.pieces)


@dataclass
class Reference:
    """What one dealer owes and is going to owe."""

    limit: float
    on_account: float = 0.0
    purchases: list = field(default_factory=list)
    bills: list = field(default_factory=list)

    def figures(self):
        """Return the exposure by kind, without zeros."""
        alive = [purchase for purchase in self.purchases if purchase.confirmed]
        pieces = [piece for purchase in self.purchases for piece in purchase.pieces]
        worth = {bill: PRICE * sum(piece.bill is bill for piece in pieces) for bill in self.bills}
        figures = {
            "ordered": PRICE * sum(purchase.count(delivered=False) for purchase in alive),
            "delivered": PRICE * sum(purchase.count(delivered=True) for purchase in alive),
            "draft": sum(worth[bill] for bill in self.bills if not bill.posted),
            "receivable": sum(worth[bill] - bill.paid for bill in self.bills if bill.posted),
            "credit": -PRICE * sum(piece.credited for piece in pieces),
            "prepaid": -self.on_account,
            "held": PRICE
            * sum(len(purchase.pieces) for purchase in self.purchases if purchase.reserved and not purchase.confirmed),
        }
        return {kind: amount for kind, amount in figures.items() if round(amount, 2)}

    def room(self, purchase):
        """Return how much more than ``purchase`` fits (negative: it does not fit)."""
        held, purchase.reserved = purchase.reserved, False
        exposure = sum(self.figures().values())
        purchase.reserved = held
        return self.limit - exposure - PRICE * len(purchase.pieces)
