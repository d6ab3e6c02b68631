"""How volume becomes a rebate: one small class for each method, found by its code.

A new method is a class here: ``code`` is what the program's record holds, ``parts`` says what is earned. All are written
for volume that is not negative; :func:`.earn.earn` mirrors the rest.
"""

from dataclasses import dataclass
from decimal import Decimal

from .bands import Band, Bands
from .exact import WIDE, ZERO, percent_of, share, whole

METHODS = {}
MONEY, GOODS = "money", "goods"


@dataclass(frozen=True)
class Case:
    """What one dealer has bought, and the table it is laid against.

    :param volume: what bands are compared with, no more than the end of the table
    :param amount: money that the volume stands for; the volume itself if the program measures money
    :param quantity: units that are paid for (per unit, free goods)
    :param bands: :class:`Bands` with bounds in volume
    :param target: volume of the target, or None
    :param base: volume that percentages are not given on: the base or target, if only what exceeds it counts
    """

    volume: Decimal
    amount: Decimal
    quantity: Decimal
    bands: Bands
    target: Decimal | None = None
    base: Decimal = ZERO

    def worth(self, start, end):
        """Return the money that the volume between two points stands for, at the average price of the whole."""
        volume = max(WIDE.subtract(end, max(start, self.base)), ZERO)
        return volume if self.amount == self.volume else share(self.amount, volume, self.volume)


@dataclass(frozen=True)
class Part:
    """One step of the arithmetic: ``value`` is what the band gives for ``volume``.

    :param kind: ``rate`` (``rate`` % of ``basis``), ``per_unit`` (``rate`` for each of ``basis`` units), ``flat``, or
        ``free`` (``value`` units for ``basis``)
    """

    kind: str
    band: Band
    basis: Decimal
    rate: Decimal
    value: Decimal


def method(code):
    """Return the method with this code.

    :raise ValueError: if there is none
    """
    if code not in METHODS:
        raise ValueError(f"There is no method {code!r}; there are: {', '.join(METHODS)}")
    return METHODS[code]


class Method:
    """Base of the methods; a subclass with a ``code`` is found by it from then on."""

    code = None
    unit = MONEY

    def __init_subclass__(cls):
        METHODS[cls.code] = cls()

    def parts(self, case):
        """Return the list of :class:`Part` that a :class:`Case` earns, exact; empty if no band is reached."""
        return []

    def next_rate(self, band):
        """Return the figure of a band that attracts: what is shown as "then 4 %"."""
        return band.rate

    @staticmethod
    def _percent(case, band, start, end, rate=None):
        rate = band.rate if rate is None else rate
        basis = case.worth(start, end)
        return Part("rate", band, basis, rate, percent_of(basis, rate))


class Whole(Method):
    """All volume at the rate of the band that is reached."""

    code = "whole"

    def parts(self, case):
        band = case.bands.reached(case.volume)
        return [self._percent(case, band, ZERO, case.volume)] if band else []


class Progressive(Method):
    """Each slab of the volume at its own rate: continuous, whatever the bounds are."""

    code = "progressive"

    def parts(self, case):
        return [
            self._percent(case, band, band.lower, self._end(band, case.volume))
            for band in case.bands.passed(case.volume)
        ]

    @staticmethod
    def _end(band, volume):
        return volume if band.upper is None else min(volume, band.upper)


class Rolling(Progressive):
    """Each band that is passed at its rate up to its end, counted from zero, and the band reached on all volume."""

    code = "rolling"

    def parts(self, case):
        return [
            self._percent(case, band, ZERO, self._end(band, case.volume)) for band in case.bands.passed(case.volume)
        ]


class Total(Method):
    """All volume at the rates of all bands that are reached, added up."""

    code = "total"

    def parts(self, case):
        return [self._percent(case, band, ZERO, case.volume) for band in case.bands.passed(case.volume)]


class PerUnit(Method):
    """An amount for each unit, by the band that is reached."""

    code = "per_unit"

    def parts(self, case):
        band = case.bands.reached(case.volume)
        if not band:
            return []
        return [Part("per_unit", band, case.quantity, band.per_unit, WIDE.multiply(case.quantity, band.per_unit))]

    def next_rate(self, band):
        return band.per_unit


class Flat(Method):
    """One amount for reaching the band."""

    code = "flat"

    def parts(self, case):
        band = case.bands.reached(case.volume)
        return [Part("flat", band, case.volume, band.flat, band.flat)] if band else []

    def next_rate(self, band):
        return band.flat


class FreeGoods(Method):
    """So many units free for each full lot that was bought; what is left of a lot counts on in the same period."""

    code = "free_goods"
    unit = GOODS

    def parts(self, case):
        band = case.bands.reached(case.volume)
        if not (band and band.free_per > 0):
            return []
        lots = whole(WIDE.divide(case.quantity, band.free_per))
        return [Part("free", band, case.quantity, band.free, WIDE.multiply(lots, band.free))]

    def next_rate(self, band):
        return band.free


class TargetSplit(Method):
    """All volume at the rate of the band; above the target, what exceeds the target at the band's rate of excess."""

    code = "target_split"

    def parts(self, case):
        band = case.bands.reached(case.volume)
        if not band:
            return []
        edge = band.lower if case.target is None else case.target
        if not band.excess_rate or case.volume <= edge:
            return [self._percent(case, band, ZERO, case.volume)]
        return [
            self._percent(case, band, ZERO, edge),
            self._percent(case, band, edge, case.volume, band.excess_rate),
        ]


def total(parts):
    """Return what parts come to.

    >>> total([])
    Decimal('0')
    """
    return sum((part.value for part in parts), ZERO)
