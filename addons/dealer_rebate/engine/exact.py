"""Exact numbers: what comes as a float is taken at its shortest decimal form, and money is rounded once, at the end."""

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)
# Wide enough for the product of any two stored figures: nothing is rounded before the end, except in a division.
WIDE = Context(prec=60, rounding=ROUND_HALF_UP)


def exact(value):
    """Return ``value`` (int, float, str, Decimal; None or False for zero) as a Decimal; refuse what is no number.

    >>> exact(0.1) + exact(0.2) == exact(0.3)
    True
    >>> exact(False), exact("1.50")
    (Decimal('0'), Decimal('1.50'))
    >>> exact(float("nan"))
    Traceback (most recent call last):
    ValueError: nan is no number to calculate with

    :raise ValueError: for infinity and what is no number
    """
    if not value:
        return ZERO
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise ValueError(f"{value} is no number to calculate with")
    return number


def rounded(value, unit=Decimal("0.01")):
    """Return ``value`` as a multiple of ``unit``; a half goes away from zero, as in commerce and in the ledger.

    >>> rounded(Decimal("2.345")), rounded(Decimal("-2.345")), rounded(Decimal("7.13"), Decimal("0.05"))
    (Decimal('2.35'), Decimal('-2.35'), Decimal('7.15'))
    >>> rounded(Decimal(2), Decimal("0.01")) + 0
    Decimal('2.00')
    """
    count = WIDE.divide(value, unit).quantize(Decimal(1), rounding=ROUND_HALF_UP, context=WIDE)
    return WIDE.multiply(count, unit)


def whole(value):
    """Return the greatest whole number that is not above ``value``.

    >>> whole(Decimal("1.5")), whole(Decimal(3))
    (Decimal('1'), Decimal('3'))
    """
    return value.to_integral_value(rounding=ROUND_FLOOR, context=WIDE)


def percent_of(value, rate):
    """Return ``rate`` percent of ``value``, not rounded.

    >>> percent_of(Decimal(27000), Decimal(4))
    Decimal('1080')
    """
    return WIDE.divide(WIDE.multiply(value, rate), HUNDRED)


def share(value, part, total):
    """Return the part of ``value`` that ``part`` is of ``total``, not rounded but in the last of 60 digits; 0 of nothing.

    >>> share(Decimal(90), Decimal(1), Decimal(3)), share(Decimal(90), Decimal(1), Decimal(0))
    (Decimal('30'), Decimal('0'))
    """
    return WIDE.divide(WIDE.multiply(value, part), total) if total else ZERO
