"""On which days somebody stood where a program asks for: what holds is what held on the day, not what holds now."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from .period import year_before

FIRST, LAST = date.min, date.max
ONE_DAY = timedelta(days=1)


def fits(wanted, facts):
    """Tell whether ``facts`` ({kind: ids}) have one of the ids of each kind that is ``wanted``.

    >>> fits({"tier": {1}, "unit": {4, 5}}, {"tier": [1], "unit": [3, 4], "type": [7]}), fits({"tier": {1}}, {"tier": []})
    (True, False)
    """
    return all(not ids.isdisjoint(facts.get(kind, ())) for kind, ids in wanted.items())


def facts_on(day, past, now):
    """Return the facts that held on ``day``: ``past`` are (last day, facts), ``now`` what has held since.

    >>> facts_on(date(2026, 3, 1), [(date(2026, 2, 28), "a"), (date(2026, 3, 1), "b")], "c")
    'b'
    """
    return next((facts for last, facts in sorted(past, key=_last) if last >= day), now)


def spans(past, now, test):
    """Return [(first day, last day)] on which ``test(facts)`` holds, in order and apart from each other.

    >>> past = [(date(2026, 2, 28), "gold"), (date(2026, 4, 30), "silver")]
    >>> spans(past, "gold", lambda facts: facts == "gold")
    ... # doctest: +NORMALIZE_WHITESPACE
    [(datetime.date(1, 1, 1), datetime.date(2026, 2, 28)), (datetime.date(2026, 5, 1), datetime.date(9999, 12, 31))]
    >>> spans(past, "gold", lambda facts: True) == [(FIRST, LAST)]
    True
    """
    found, first = [], FIRST
    for last, facts in [*sorted(past, key=_last), (LAST, now)]:
        if test(facts):
            if found and found[-1][1] + ONE_DAY == first:
                first = found.pop()[0]
            found.append((first, last))
        if last < LAST:
            first = last + ONE_DAY
    return found


def _last(row):
    return row[0]


@dataclass(frozen=True)
class Placed:
    """Who takes part, and on which days: ``rows`` are (id, first day, last day)."""

    rows: tuple = ()

    @classmethod
    def load(cls, data):
        """Return what :meth:`dump` wrote.

        >>> Placed.load([7, [8, "2026-01-01", "2026-03-31"]]).rows == (
        ...     (7, FIRST, LAST), (8, date(2026, 1, 1), date(2026, 3, 31)))
        True
        """
        return cls(
            tuple(
                (row, FIRST, LAST) if isinstance(row, int) else (row[0], *map(date.fromisoformat, row[1:]))
                for row in data
            )
        )

    def dump(self):
        """Return it as JSON-safe data: the id alone for who takes part at all times.

        >>> Placed(((7, FIRST, LAST), (8, date(2026, 1, 1), LAST))).dump()
        [7, [8, '2026-01-01', '9999-12-31']]
        """
        return [
            key if (first, last) == (FIRST, LAST) else [key, first.isoformat(), last.isoformat()]
            for key, first, last in self.rows
        ]

    @property
    def moves(self):
        """Tell whether it depends on the day at all."""
        return any((first, last) != (FIRST, LAST) for _key, first, last in self.rows)

    def only(self, keys):
        """Return it for some ids; for all where ``keys`` is None."""
        return self if keys is None else replace(self, rows=tuple(row for row in self.rows if row[0] in set(keys)))

    def keys_in(self, period):
        """Return the set of who takes part on any day of ``period``."""
        return {key for key, first, last in self.rows if first <= period[1] and last >= period[0]}

    def always(self, period):
        """Return it for who takes part on any day of ``period``, at all times."""
        return Placed(tuple((key, FIRST, LAST) for key in sorted(self.keys_in(period))))

    def year_before(self):
        """Return it for the same days of the year before.

        >>> Placed(((8, date(2026, 1, 1), date(2026, 3, 31)), (9, FIRST, LAST))).year_before().rows[0][1:]
        (datetime.date(2025, 1, 1), datetime.date(2025, 3, 31))
        """
        return Placed(tuple((key, *_year_before(first, last)) for key, first, last in self.rows))


def _year_before(first, last):
    """Return both days a year earlier; the ends of time stay where they are."""
    start = first if first == FIRST else year_before(first, first)[0]
    end = last if last == LAST else year_before(last, last)[1]
    return start, end
