"""Who gets how much of special prices that are limited. Plain arithmetic; quantities are in the product's unit."""

import math
from dataclasses import dataclass, field

# Quantities and amounts are floats; what is closer together than this is equal.
TOLERANCE = 1e-6


@dataclass
class Want:
    """What one order line asks for.

    :param key: of the line
    :param special: key of the special price
    :param float quantity: in the product's unit
    :param float step: only multiples of this are given, unless all is
    """

    key: object
    special: object
    quantity: float
    step: float = 1.0


@dataclass
class Left:
    """What is left of one special price, and of the amount that it shares with the others of its request.

    :param quantity: None if it is not limited
    :param amount: what is left for the request, None if that is not limited
    :param float price: of one of the product's unit, in the currency of ``amount``
    """

    request: object
    price: float
    quantity: float | None = None
    amount: float | None = None


@dataclass
class Stock:
    """What is left of several special prices: :class:`Left` by the key of the special price."""

    left: dict = field(default_factory=dict)

    def most(self, special):
        """Return the greatest quantity that can be had at ``special``, infinity without a limit.

        >>> Stock({"s": Left("r", 4.0, 100, 50.0)}).most("s"), Stock({"s": Left("r", 4.0)}).most("s")
        (12.5, inf)
        """
        rest = self.left.get(special)
        if rest is None:
            return 0.0
        by_quantity = math.inf if rest.quantity is None else rest.quantity
        by_amount = math.inf if rest.amount is None or not rest.price else rest.amount / rest.price
        return max(min(by_quantity, by_amount), 0.0)

    def take(self, special, quantity):
        """Take ``quantity`` off, also off the amount that the request's other prices share."""
        taken = self.left[special]
        if taken.quantity is not None:
            taken.quantity -= quantity
        for other in self.left.values():
            if other.request == taken.request and other.amount is not None:
                other.amount -= quantity * taken.price


def allot(wants, stock):
    """Return {key: quantity given}, first come first served; ``stock`` is used up by it.

    >>> allot([Want("a", "s", 60), Want("b", "s", 60), Want("c", "s", 5)], Stock({"s": Left("r", 1.0, 100)}))
    {'a': 60, 'b': 40.0, 'c': 0.0}

    An amount is shared by all prices of a request, and only whole steps are given of a part:

    >>> shared = Stock({"s": Left("r", 3.0, None, 100.0), "t": Left("r", 10.0, None, 100.0)})
    >>> allot([Want("a", "s", 20), Want("b", "t", 5)], shared)
    {'a': 20, 'b': 4.0}
    >>> allot([Want("a", "s", 36, 12)], Stock({"s": Left("r", 1.0, 30)}))
    {'a': 24}

    What is not there any more gives nothing:

    >>> allot([Want("a", "gone", 1)], Stock())
    {'a': 0.0}
    """
    given = {}
    for want in wants:
        most = stock.most(want.special)
        quantity = want.quantity if most >= want.quantity - TOLERANCE else _whole_steps(most, want.step)
        if quantity:
            stock.take(want.special, quantity)
        given[want.key] = quantity
    return given


def _whole_steps(quantity, step):
    return math.floor(quantity / step + TOLERANCE) * step
