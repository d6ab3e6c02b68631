"""Ageing of open receivables: how long they are overdue."""

# (name, first day overdue, last day overdue); half-open in days: a receivable due today is not overdue.
BUCKETS = (
    ("age_0", None, 0),
    ("age_30", 1, 30),
    ("age_60", 31, 60),
    ("age_90", 61, 90),
    ("age_more", 91, None),
)


def bucket(days_overdue):
    """Return the name of the bucket of what is ``days_overdue`` days late (zero or negative: not due).

    >>> [bucket(days) for days in (-5, 0, 1, 30, 31, 90, 91)]
    ['age_0', 'age_0', 'age_30', 'age_30', 'age_60', 'age_90', 'age_more']
    """
    for name, first, last in BUCKETS:
        if (first is None or days_overdue >= first) and (last is None or days_overdue <= last):
            return name
    raise ValueError(days_overdue)
