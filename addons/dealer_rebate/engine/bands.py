"""The table of bands of a program, and which of them a value has reached."""

from dataclasses import dataclass, replace
from decimal import Decimal

from .exact import WIDE, ZERO, percent_of

LOWER_INCLUSIVE, UPPER_INCLUSIVE, EXCLUSIVE = "lower_inclusive", "upper_inclusive", "exclusive"
BOUNDS = (LOWER_INCLUSIVE, UPPER_INCLUSIVE, EXCLUSIVE)


@dataclass(frozen=True)
class Band:
    """One row of the table.

    :param lower: where the band begins: a volume, or percent of the reference for growth and targets
    :param upper: where it ends; None for the beginning of the next band, or for no end
    :param rate: percent
    :param excess_rate: percent of what is above the target (method ``target_split``)
    :param per_unit: amount for each unit (method ``per_unit``)
    :param flat: amount (method ``flat``)
    :param free: quantity that is free for each ``free_per`` (method ``free_goods``)
    :param key: whatever the caller recognises the band by
    """

    lower: Decimal = ZERO
    upper: Decimal | None = None
    rate: Decimal = ZERO
    excess_rate: Decimal = ZERO
    per_unit: Decimal = ZERO
    flat: Decimal = ZERO
    free: Decimal = ZERO
    free_per: Decimal = ZERO
    key: object = None


def problem(bands):
    """Return what is wrong with a table as (code, number of the row from 1), or None.

    Codes: ``empty`` (no rows, number 0), ``negative`` (begins below zero), ``reversed`` (ends where it begins or
    before), ``overlap`` and ``gap`` (with the row before), ``endless`` (no end, though another begins there or below).

    >>> problem([Band(Decimal(0), Decimal(100)), Band(Decimal(100))]) is None
    True
    >>> problem([]), problem([Band(Decimal(5), Decimal(5))])
    (('empty', 0), ('reversed', 1))
    >>> problem([Band(Decimal(0), Decimal(100)), Band(Decimal(90))])
    ('overlap', 2)
    >>> problem([Band(Decimal(0), Decimal(99)), Band(Decimal(100))])
    ('gap', 2)
    >>> problem([Band(Decimal(10)), Band(Decimal(10), Decimal(20))])
    ('endless', 1)
    """
    rows = sorted(enumerate(bands, 1), key=lambda row: row[1].lower)
    if not rows:
        return "empty", 0
    for number, band in rows:
        if band.lower < 0:
            return "negative", number
        if band.upper is not None and band.upper <= band.lower:
            return "reversed", number
    for (before_number, before), (number, band) in zip(rows, rows[1:], strict=False):
        if band.lower == before.lower:
            return ("endless", before_number) if before.upper is None else ("overlap", number)
        if before.upper is not None and before.upper != band.lower:
            return ("overlap" if before.upper > band.lower else "gap"), number
    return None


class Bands:
    """A sound table of bands, in order of volume.

    A value that lies exactly on a bound belongs to the upper band if bounds are ``lower_inclusive`` (at least), to the
    lower band if they are ``upper_inclusive`` (up to) or ``exclusive`` (more than). On the lowest bound of all there is no
    lower band: there it has reached the first band, unless bounds are ``exclusive``. What is above the end of the last
    band earns nothing further.

    >>> table = [Band(Decimal(60), Decimal(100), rate=Decimal(4)), Band(Decimal(100), rate=Decimal(6))]
    >>> [band and int(band.rate) for band in map(Bands(table).reached, (59, 60, 100))]
    [None, 4, 6]
    >>> [band and int(band.rate) for band in map(Bands(table, EXCLUSIVE).reached, (60, 61, 100, 101))]
    [None, 4, 4, 6]
    >>> [band and int(band.rate) for band in map(Bands(table, UPPER_INCLUSIVE).reached, (59, 60, 100, 101))]
    [None, 4, 4, 6]

    :raise ValueError: if :func:`problem` finds one
    """

    def __init__(self, bands, bound=LOWER_INCLUSIVE):
        wrong = problem(bands)
        if wrong or bound not in BOUNDS:
            raise ValueError(f"No sound table of bands: {wrong or bound}")
        rows = sorted(bands, key=lambda band: band.lower)
        ends = [*(band.lower for band in rows[1:]), rows[-1].upper]
        self._rows = [replace(band, upper=end) for band, end in zip(rows, ends, strict=True)]
        self.bound = bound

    def __iter__(self):
        return iter(self._rows)

    def has_reached(self, value, lower):
        """Tell whether ``value`` has reached a band that begins at ``lower``."""
        first = self.bound == UPPER_INCLUSIVE and lower == self._rows[0].lower
        return value >= lower if first or self.bound == LOWER_INCLUSIVE else value > lower

    def reached(self, value):
        """Return the highest band that ``value`` has reached, or None."""
        return next((band for band in reversed(self._rows) if self.has_reached(value, band.lower)), None)

    def passed(self, value):
        """Return the bands that ``value`` has reached, the lowest first."""
        return [band for band in self._rows if self.has_reached(value, band.lower)]

    def following(self, value):
        """Return the next band above the one that ``value`` has reached, or None.

        >>> Bands([Band(Decimal(0)), Band(Decimal(50))]).following(Decimal(7)).lower
        Decimal('50')
        """
        return next((band for band in self._rows if not self.has_reached(value, band.lower)), None)

    def counted(self, value):
        """Return how much of ``value`` counts: no more than the end of the last band."""
        end = self._rows[-1].upper
        return value if end is None else min(value, end)

    def of_reference(self, reference, base=ZERO):
        """Return the table with bounds in volume instead of percent of ``reference``, counted from ``base``.

        >>> [int(band.lower) for band in Bands([Band(Decimal(60)), Band(Decimal(100))]).of_reference(Decimal(500))]
        [300, 500]
        """
        rows = [
            replace(
                band,
                lower=WIDE.add(base, percent_of(reference, band.lower)),
                upper=None if band.upper is None else WIDE.add(base, percent_of(reference, band.upper)),
            )
            for band in self._rows
        ]
        return Bands(rows, self.bound)
