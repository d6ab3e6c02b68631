"""Days and moments: prices are stored with moments in UTC, people think in days of their company."""

from datetime import timezone


def local_day(moment, zone):
    """Return the day of ``moment`` (naive, UTC; or None or False) in the time zone ``zone``; None for no moment.

    >>> from datetime import datetime
    >>> import pytz
    >>> local_day(datetime(2026, 1, 31, 16, 0), pytz.timezone("Asia/Shanghai"))
    datetime.date(2026, 2, 1)
    """
    return moment.replace(tzinfo=timezone.utc).astimezone(zone).date() if moment else None


def last_quarter(day):
    """Return the first and last day of the calendar quarter before that of ``day``.

    >>> from datetime import date
    >>> [d.isoformat() for d in last_quarter(date(2026, 2, 14))]
    ['2025-10-01', '2025-12-31']
    """
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    last = first.fromordinal(first.toordinal() - 1)
    return last.replace(month=last.month - 2, day=1), last
