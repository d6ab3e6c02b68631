"""Quantities as people write them, and the quantities that can be ordered. No Odoo in here."""

import math
import re
import unicodedata

GREATEST = 10_000_000


def parse(value, decimal_point="."):
    """Return the quantity that a cell means, or None if it is none: not a number, not above 0, or beyond all reason.

    :param value: number or text
    :param str decimal_point: of the language of the user, for what could be read in two ways

    >>> [parse(each) for each in ("12", "1,200", "1,200.5", "1.200,5", " 12 pcs", "\uff11\uff12", 3.5)]
    [12.0, 1200.0, 1200.5, 1200.5, 12.0, 12.0, 3.5]
    >>> [parse(each) for each in ("", "-3", "0", "nan", "1e400", "twelve", None, True, "99999999999")]
    [None, None, None, None, None, None, None, None, None]
    >>> parse(float("nan")), parse(float("inf")), parse(10**400)
    (None, None, None)
    >>> parse("1.200", ","), parse("1,5", ",")
    (1200.0, 1.5)
    """
    if isinstance(value, bool) or value is None:
        return None
    if not isinstance(value, int | float):
        value = _number(str(value), decimal_point)
    if value is None or not 0 < value <= GREATEST:  # what is no number at all is in no range
        return None
    return float(value)


def _number(text, decimal_point):
    text = unicodedata.normalize("NFKC", text).replace("'", "")
    match = re.fullmatch(r"\s*([0-9][0-9., ]*)\s*[^\W\d_]*\.?\s*", text)
    if not match or len(match[1]) > 20:
        return None
    digits = match[1].replace(" ", "")
    return float(_plain(digits, decimal_point)) if _plain(digits, decimal_point) else None


def _plain(digits, decimal_point):
    """Return ``digits`` with a decimal point only, or an empty text if the marks make no sense."""
    marks = [mark for mark in digits if mark in ".,"]
    if len(set(marks)) == 2:
        decimal_point = marks[-1]
        grouping = "," if decimal_point == "." else "."
        if marks.count(decimal_point) > 1:
            return ""
        return digits.replace(grouping, "").replace(decimal_point, ".")
    mark = marks[0] if marks else ""
    if not mark:
        return digits
    grouped = re.fullmatch(rf"\d{{1,3}}(\{mark}\d{{3}})+", digits)
    if grouped and (mark != decimal_point or len(marks) > 1):
        return digits.replace(mark, "")
    return digits.replace(mark, ".") if len(marks) == 1 else ""


def plain(quantity):
    """Return the text of a quantity: all its digits, no mark but the decimal point, no zeros behind it.

    >>> [plain(each) for each in (12.0, 0.5, 1234567.0, 1234.567, 0.1 + 0.2, 0.0, -0.0)]
    ['12', '0.5', '1234567', '1234.567', '0.3', '0', '0']
    """
    text = f"{quantity:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def rounded_up(quantity, factor, multiple):
    """Return the least quantity from ``quantity`` on whose pieces are a multiple, in whole units; None if there is none.

    :param float quantity: in the unit of the row
    :param float factor: pieces (the product's own unit) in one unit of the row
    :param int multiple: pieces that are ordered at a time

    >>> rounded_up(10, 1, 6), rounded_up(12, 1, 6), rounded_up(1, 12, 6), rounded_up(1, 4, 6), rounded_up(0.5, 1, 1)
    (12.0, 12, 1, 3.0, 0.5)
    """
    pieces = round(quantity * factor, 6)
    if multiple == 1 or _divides(multiple, pieces):
        return quantity
    start = math.ceil(round(quantity, 6))
    for count in range(start, start + multiple + 1):
        if _divides(multiple, round(count * factor, 6)):
            return float(count)
    return None


def _divides(multiple, pieces):
    times = pieces / multiple
    return abs(times - round(times)) < 1e-6
