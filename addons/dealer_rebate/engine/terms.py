"""What a program promises and what a dealer has done, as plain values."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from .bands import LOWER_INCLUSIVE, Bands
from .exact import ZERO

NONE, GROWTH, TARGET = "none", "growth", "target"
COMPARISONS = (NONE, GROWTH, TARGET)
AMOUNT, QUANTITY = "amount", "quantity"


@dataclass(frozen=True)
class Need:
    """A condition of product mix.

    :param key: whatever the caller recognises it by; the figures name it too
    :param share: least percentage of the whole volume
    :param value: least volume
    :param products: least number of different products
    """

    key: object
    share: Decimal = ZERO
    value: Decimal = ZERO
    products: int = 0

    def met(self, volume, value, products):
        """Tell whether ``value`` of the whole ``volume``, of so many ``products``, is enough; bounds are included.

        >>> need = Need("oil", share=Decimal(20), products=2)
        >>> need.met(Decimal(100), Decimal(20), 2), need.met(Decimal(100), Decimal(19), 2), need.met(ZERO, ZERO, 0)
        (True, False, False)
        """
        enough = value * 100 >= self.share * volume and value >= self.value
        return enough and products >= self.products


@dataclass(frozen=True)
class Terms:
    """The arithmetic of a program. Amounts are in its currency.

    :param method: code of a class in :mod:`.methods`
    :param bands: tuple of :class:`.bands.Band`; bounds are volume, or percent when compared: of the target, or growth
        over the base (0: as much as then, 10: a tenth more)
    :param bound: one of :data:`.bands.BOUNDS`
    :param measure: ``amount`` or ``quantity``: what the volume is
    :param comparison: ``none``, ``growth`` or ``target``
    :param on_excess: percentages are given only on what exceeds the base or target
    :param cap_amount: no more than this; None for no cap (0 is a cap)
    :param cap_percent: no more than this percent of the amount bought; None for no cap
    :param minimum: what is less than this is not earned (yet)
    :param guarantee: at least this, once the period is over, for a dealer that bought anything
    :param needs: tuple of :class:`Need`
    :param unit: smallest unit of the currency, or of the goods
    """

    method: str
    bands: tuple
    bound: str = LOWER_INCLUSIVE
    measure: str = AMOUNT
    comparison: str = NONE
    on_excess: bool = False
    cap_amount: Decimal | None = None
    cap_percent: Decimal | None = None
    minimum: Decimal = ZERO
    guarantee: Decimal = ZERO
    needs: tuple = ()
    unit: Decimal = Decimal("0.01")

    @cached_property
    def table(self):
        """Return the :class:`.bands.Bands`; raise ValueError if they are not sound."""
        return Bands(self.bands, self.bound)


@dataclass(frozen=True)
class Figures:
    """What a dealer has bought in a period of cumulation up to a day, returns deducted.

    :param amount: in the currency of the program
    :param quantity: in the unit of the program
    :param base: volume of the period it is compared with, in the measure of the program
    :param target: volume that was agreed on; None for no target
    :param collected: None if payment does not matter, else a tuple of (percent, amount): what was paid, by the
        percentage that the days to its payment are worth; what is not paid is not in it
    :param needs: {key of a :class:`Need`: (volume, number of different products)}
    :param forfeits: reasons why nothing is earned (codes)
    """

    amount: Decimal = ZERO
    quantity: Decimal = ZERO
    base: Decimal = ZERO
    target: Decimal | None = None
    collected: tuple | None = None
    needs: dict = field(default_factory=dict)
    forfeits: tuple = ()

    def volume(self, measure):
        """Return what bands are compared with."""
        return self.quantity if measure == QUANTITY else self.amount
