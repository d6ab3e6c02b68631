"""Prices and quantities in plain floats.

Exactness: prices are IEEE doubles, as everywhere in the platform, and are never rounded on the way (only by the rounding
that a formula asks for); the document rounds by its currency. Every step below is one or two multiplications or
divisions, so that a price of up to ten digits is right to far below the smallest unit of any currency. The operations
and their order are those of the platform, so that equal rules give equal bits.
"""

from odoo.tools.float_utils import float_round

# Two quantities that differ by less are the same: conversions between units leave errors of this size at most.
QUANTITY_TOLERANCE = 1e-9
STEP_DIGITS = 6


def convert_unit(price, from_factor, to_factor):
    """Return a price per unit of size ``from_factor`` as a price per unit of size ``to_factor``.

    >>> convert_unit(2.0, 1.0, 12.0), convert_unit(24.0, 12.0, 1.0)
    (24.0, 2.0)
    """
    return price * to_factor / from_factor


def reaches(quantity, minimum):
    """Tell whether a quantity converted to a step's unit reaches the step. A step of 0 is always reached.

    >>> reaches(0.1 + 0.2, 0.3), reaches(10 * 0.45359237 / 0.45359237, 10), reaches(11, 12), reaches(-3, 0)
    (True, True, False, True)
    """
    return not minimum or quantity - minimum >= -QUANTITY_TOLERANCE * max(1.0, abs(minimum))


def step_in_unit(minimum, from_factor, to_factor):
    """Return a quantity step as the same quantity in another unit, comparable with steps written in that unit.

    >>> step_in_unit(2, 12.0, 1.0), step_in_unit(1, 0.45359237, 1.0)
    (24.0, 0.453592)
    """
    return round(minimum * from_factor / to_factor, STEP_DIGITS)


def discounted(base, percent):
    """Return ``base`` less ``percent`` percent; a negative percentage is a mark-up.

    >>> discounted(100.0, 12.5), discounted(100.0, -5)
    (87.5, 105.0)
    """
    return (base - (base * (percent / 100))) or 0.0


def formula(base, discount, rounding=0.0, surcharge=0.0, min_margin=0.0, max_margin=0.0):
    """Return a price worked out from a base: discount, then rounding, then surcharge, then the limits over the base.

    All amounts are in the currency and for the unit of ``base``.

    >>> formula(97.0, 10.0, rounding=10.0, surcharge=-0.01)
    89.99
    >>> formula(100.0, 50.0, min_margin=5.0), formula(100.0, -50.0, max_margin=20.0)
    (105.0, 120.0)
    """
    price = base - (base * (discount / 100))
    if rounding:
        price = float_round(price, precision_rounding=rounding)
    if surcharge:
        price += surcharge
    if min_margin:
        price = max(price, base + min_margin)
    if max_margin:
        price = min(price, base + max_margin)
    return price


def floor_of_margin(cost, percent):
    """Return the least price that leaves ``percent`` percent of itself over ``cost``.

    >>> floor_of_margin(60.0, 25.0)
    80.0
    """
    return cost / (1 - percent / 100)


def margin_percent(price, cost):
    """Return the margin of a price over cost, in percent of the price; 0 for a price of 0.

    >>> margin_percent(80.0, 60.0), margin_percent(0.0, 60.0)
    (25.0, 0.0)
    """
    return (price - cost) / price * 100 if price else 0.0
