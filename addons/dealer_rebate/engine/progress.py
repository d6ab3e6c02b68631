"""How far a dealer is from the next band."""

from dataclasses import dataclass, replace
from decimal import Decimal

from .earn import achieved, earn
from .exact import ZERO
from .methods import method
from .terms import GROWTH, QUANTITY, TARGET


@dataclass(frozen=True)
class Progress:
    """Where a dealer stands. Bounds and what is missing are volume (amount or quantity).

    :param next_from: where the next band begins; None if the highest is reached or there is nothing to compare with
    :param missing: how much more reaches it: at least so much, or, if ``must_exceed``, more than so much
    :param next_rate: what the next band gives: percent, amount or quantity
    :param next_earned: what would be earned there, all else being equal
    """

    volume: Decimal
    earned: Decimal
    rate: Decimal
    achieved: Decimal | None
    next_from: Decimal | None = None
    missing: Decimal = ZERO
    must_exceed: bool = False
    next_rate: Decimal = ZERO
    next_earned: Decimal = ZERO


def progress(terms, figures):
    """Return the :class:`Progress` of a dealer in a period that still goes on.

    >>> from .bands import Band
    >>> from .terms import Figures, Terms
    >>> terms = Terms("whole", (Band(Decimal(5000), rate=Decimal(2)), Band(Decimal(25000), rate=Decimal(4))))
    >>> now = progress(terms, Figures(Decimal(7000)))
    >>> [int(number) for number in (now.earned, now.rate, now.next_from, now.missing, now.next_rate, now.next_earned)]
    [140, 2, 25000, 18000, 4, 1000]
    """
    outcome = earn(terms, figures, complete=False)
    volume = figures.volume(terms.measure)
    here = Progress(volume, outcome.earned, outcome.rate, achieved(terms, figures))
    bands = _bands(terms, figures)
    following = bands and bands.following(volume)
    if not following:
        return here
    must_exceed = not bands.has_reached(following.lower, following.lower)
    there = following.lower + terms.unit if must_exceed else following.lower
    then = earn(terms, _with_volume(terms, figures, there), complete=False)
    return replace(
        here,
        next_from=following.lower,
        missing=following.lower - volume,
        must_exceed=must_exceed,
        next_rate=method(terms.method).next_rate(following),
        next_earned=then.earned,
    )


def _bands(terms, figures):
    """Return the table in volume, or None if there is nothing to compare with."""
    table = terms.table
    if terms.comparison == TARGET:
        return table.of_reference(figures.target) if figures.target and figures.target > 0 else None
    if terms.comparison == GROWTH:
        return table.of_reference(figures.base, figures.base) if figures.base > 0 else None
    return table


def _with_volume(terms, figures, volume):
    """Return the figures as they would be with more volume: at the average price, and all paid like the rest."""
    before = figures.volume(terms.measure)
    factor = volume / before if before > 0 else None
    scaled = {
        name: volume if name == terms.measure else getattr(figures, name) * factor if factor else volume
        for name in ("amount", QUANTITY)
    }
    collected = figures.collected
    if collected is not None:
        collected = tuple((percent, amount * (factor or 1)) for percent, amount in collected)
    return replace(figures, **scaled, collected=collected)
