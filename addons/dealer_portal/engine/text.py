"""Text as people and programs send it, made fit for the database. No Odoo in here."""

import re

# PostgreSQL holds none of these, in text or in JSON; tabulators and line ends are text.
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(value, limit):
    r"""Return at most ``limit`` characters of the text that ``value`` means, without what no database holds, stripped.

    >>> plain(" A\x00-1\ud800 ", 80), plain(None, 80), plain(12, 80), plain("abcdef", 3)
    ('A-1', '', '12', 'abc')
    """
    if value is None or value is False:
        return ""
    return UNFIT.sub("", str(value)).strip()[:limit]


def typed(value):
    """Return a quantity as it was typed, fit to be kept: a number of ordinary size, or text of at most 40 characters.

    >>> typed(12), typed(1.5), typed("1,200"), typed(float("nan")), typed(10**30), typed(None)
    (12, 1.5, '1,200', 'nan', '1000000000000000000000000000000', '')
    """
    ordinary = isinstance(value, int | float) and not isinstance(value, bool) and -1e9 <= value <= 1e9
    return value if ordinary else plain(value, 40)
