"""Calendar periods that a program cumulates and settles by."""

from calendar import monthrange
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def period_of(kind, day, first, last):
    """Return (first day, last day) of the period that ``day`` lies in, cut to the program's own days.

    :param str kind: month, quarter, half_year, year (of the calendar) or program (all its days)
    :param date day: a day of the program
    :param date first: the program's first day
    :param date last: the program's last day

    >>> period_of("quarter", date(2026, 5, 9), date(2026, 1, 1), date(2026, 12, 31))
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    >>> period_of("year", date(2026, 5, 9), date(2026, 2, 15), date(2027, 2, 14))
    (datetime.date(2026, 2, 15), datetime.date(2026, 12, 31))
    >>> period_of("program", date(2026, 5, 9), date(2026, 2, 15), date(2027, 2, 14))
    (datetime.date(2026, 2, 15), datetime.date(2027, 2, 14))
    """
    if kind == "program":
        return first, last
    months = MONTHS[kind]
    begin = (day.month - 1) // months * months + 1
    end = begin + months - 1
    return max(first, date(day.year, begin, 1)), min(last, date(day.year, end, monthrange(day.year, end)[1]))


def periods(kind, first, last):
    """Return the list of all periods of a program, in order; together they are its days, none twice.

    >>> periods("half_year", date(2026, 5, 9), date(2027, 1, 31))
    ... # doctest: +NORMALIZE_WHITESPACE
    [(datetime.date(2026, 5, 9), datetime.date(2026, 6, 30)),
     (datetime.date(2026, 7, 1), datetime.date(2026, 12, 31)),
     (datetime.date(2027, 1, 1), datetime.date(2027, 1, 31))]
    """
    found, day = [], first
    while day <= last:
        found.append(period_of(kind, day, first, last))
        day = found[-1][1] + timedelta(days=1)
    return found


def year_before(first, last):
    """Return the same days of the year before; what ends with its month does so there, in leap years too.

    >>> year_before(date(2025, 2, 1), date(2025, 2, 28))
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    >>> year_before(date(2024, 2, 29), date(2024, 3, 15))
    (datetime.date(2023, 2, 28), datetime.date(2023, 3, 15))
    """
    after = last + timedelta(days=1)
    end = _a_year_less(after) - timedelta(days=1) if after.day == 1 else _a_year_less(last)
    return _a_year_less(first), end


def in_program(day, first, last):
    """Return the day itself, or if it lies outside the program, the same day in one of its years (or the nearest).

    >>> in_program(date(2025, 2, 28), date(2026, 1, 1), date(2027, 12, 31))
    datetime.date(2026, 2, 28)
    >>> in_program(date(2025, 2, 28), date(2026, 7, 1), date(2026, 12, 31))
    datetime.date(2026, 7, 1)
    """
    if not first <= day <= last:
        year = first.year if day < first else last.year
        day = day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))
    return min(max(day, first), last)


def _a_year_less(day):
    days = monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, days))
