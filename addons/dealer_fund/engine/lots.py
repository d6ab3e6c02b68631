"""Lots of a fund: which are used first, and what may still be used.

Amounts are positive, in the currency of the fund, with ``digits`` decimals. Plain Python, no ORM.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Lot:
    """What came into a fund at once.

    :param key: whatever identifies it
    :param amount: what is left of it
    :param day: when it came in
    :param last_day: until when it may be used; None: for ever
    """

    key: object
    amount: float
    day: date
    last_day: date | None = None

    @property
    def order(self):
        """What expires first is used first; then what came first."""
        return (self.last_day or date.max, self.day, self.key)

    def is_usable(self, day):
        """Tell whether the lot may be used on ``day``; on its last day it may."""
        return self.last_day is None or self.last_day >= day


def allocate(lots, amount, day, digits=2):
    """Return [(lot, amount taken of it)] for using ``amount`` on ``day``; less than asked for if the lots are used up.

    >>> old = Lot("old", 30, date(2026, 1, 1), date(2026, 3, 31))
    >>> late = Lot("late", 50, date(2026, 2, 1))
    >>> soon = Lot("soon", 20, date(2026, 2, 1), date(2026, 2, 28))
    >>> [(lot.key, taken) for lot, taken in allocate([late, old, soon], 60, date(2026, 2, 10))]
    [('soon', 20), ('old', 30), ('late', 10)]
    >>> [(lot.key, taken) for lot, taken in allocate([late, old, soon], 60, date(2026, 3, 1))]
    [('old', 30), ('late', 30)]
    """
    taken = []
    for lot in sorted(lots, key=lambda lot: lot.order):
        part = round(min(lot.amount, amount), digits)
        if part > 0 and lot.is_usable(day):
            taken.append((lot, part))
            amount = round(amount - part, digits)
    return taken


def lapsed(expired, holds, digits=2):
    """Return {last day: amount} of expired lots that no hold keeps.

    What was held while a lot was valid stays usable for that hold: an order that waits over the night loses nothing.

    >>> january, may = date(2026, 1, 31), date(2026, 5, 31)
    >>> lapsed([(january, 100)], [(date(2026, 1, 20), 80)])
    {datetime.date(2026, 1, 31): 20}
    >>> lapsed([(january, 100)], [(date(2026, 2, 1), 80)])
    {datetime.date(2026, 1, 31): 100}
    >>> lapsed([(may, 50), (january, 100)], [(date(2026, 3, 1), 30), (date(2026, 1, 1), 120)])
    {datetime.date(2026, 1, 31): 0, datetime.date(2026, 5, 31): 0}

    :param expired: [(last day, amount left)]
    :param holds: [(day of the hold, amount held)]
    """
    left = sorted(list(hold) for hold in holds)
    result = {}
    for last_day, amount in sorted(expired):
        for hold in left:
            if hold[0] <= last_day:
                covered = min(hold[1], amount)
                hold[1] = round(hold[1] - covered, digits)
                amount = round(amount - covered, digits)
        result[last_day] = round(result.get(last_day, 0) + amount, digits)
    return result


@dataclass
class Figures:
    """The figures of a fund at one moment.

    >>> figures = Figures(balance=200, expired=[(date(2026, 1, 31), 100)], holds=[(date(2026, 2, 1), 60)])
    >>> figures.held, figures.lapsed, figures.available
    (60, 100, 40.0)

    :param balance: of the general ledger, positive: the dealer has it
    :param expired: [(last day, amount left)] of lots whose last day is over
    :param holds: [(day, amount)] of live holds
    :param pending: [(day, amount)] of uses that are not matched with lots yet; the day is the one on which lots had to be valid
    :param claimed: what other transactions, running right now, are about to take
    """

    balance: float = 0.0
    expired: list = field(default_factory=list)
    holds: list = field(default_factory=list)
    pending: list = field(default_factory=list)
    claimed: float = 0.0
    digits: int = 2

    @property
    def held(self):
        """What orders have reserved."""
        return round(sum(amount for _day, amount in self.holds), self.digits)

    @property
    def lapsed(self):
        """What has expired and is neither kept by a hold nor taken by a use that is still to be matched."""
        return round(sum(lapsed(self.expired, self.holds + self.pending, self.digits).values()), self.digits)

    @property
    def available(self):
        """What may be used or reserved; below zero if somebody has taken too much."""
        return round(self.balance - self.held - self.lapsed - self.claimed, self.digits)
