"""Ageing of open receivables: how long they are overdue."""

# (name, first day overdue, last day overdue); half-open in days: a receivable due today is not overdue.
BUCKETS = (
    ("not_due", None, 0),
    ("days_30", 1, 30),
    ("days_60", 31, 60),
    ("days_90", 61, 90),
    ("older", 91, None),
)


def bucket(days_overdue):
    """Return the name of the bucket of what is ``days_overdue`` days late (zero or negative: not due).

    >>> [bucket(days) for days in (-5, 0, 1, 30, 31, 90, 91)]
    ['not_due', 'not_due', 'days_30', 'days_30', 'days_60', 'days_90', 'older']
    """
    for name, first, last in BUCKETS:
        if (first is None or days_overdue >= first) and (last is None or days_overdue <= last):
            return name
    raise ValueError(days_overdue)
