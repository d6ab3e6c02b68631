"""What is due when, in few steps that fit on a phone. Plain Python."""

from datetime import timedelta

STEPS = ("overdue", "week", "next_week", "month", "later")


def step_of(date, today):
    """Return the step that a due date falls into, as seen from ``today``; weeks begin on Monday.

    >>> from datetime import date
    >>> wednesday = date(2026, 11, 18)
    >>> [step_of(day, wednesday) for day in (date(2026, 11, 17), wednesday, date(2026, 11, 22), date(2026, 11, 23))]
    ['overdue', 'week', 'week', 'next_week']
    >>> step_of(date(2026, 12, 15), wednesday), step_of(date(2026, 12, 31), wednesday)
    ('month', 'later')
    """
    if date < today:
        return "overdue"
    monday = today - timedelta(days=today.weekday())
    if date < monday + timedelta(days=7):
        return "week"
    if date < monday + timedelta(days=14):
        return "next_week"
    return "month" if date < monday + timedelta(days=35) else "later"


def calendar(rows, today):
    """Return [(step, sum)] of all steps in order.

    :param rows: list of (date, amount), amounts of one currency

    >>> from datetime import date
    >>> calendar([(date(2026, 11, 1), 10.0), (date(2026, 11, 18), 5.0), (date(2026, 11, 19), 2.5)], date(2026, 11, 18))
    [('overdue', 10.0), ('week', 7.5), ('next_week', 0.0), ('month', 0.0), ('later', 0.0)]
    """
    sums = dict.fromkeys(STEPS, 0.0)
    for date, amount in rows:
        sums[step_of(date, today)] += amount
    return list(sums.items())


def bars(amounts, height):
    """Return the heights in which ``amounts`` are drawn: the greatest is ``height``, what is owed is never invisible.

    >>> bars([50.0, 100.0, 0.0, 0.01, -5.0], 40)
    [20, 40, 0, 2, 0]
    """
    most = max([0.0, *amounts])
    return [max(2, round(height * amount / most)) if amount > 0 else 0 for amount in amounts]
