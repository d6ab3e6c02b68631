"""From a dealer's trading figures to a score and a limit. Amounts are in the currency of the credit line."""

from dataclasses import dataclass

# What a score of 100 is made of.
PUNCTUALITY, GROWTH, OVERDUE, CONDUCT = 50, 20, 20, 10
GROWTH_SPAN = 20.0  # percent of growth, down and up, between no and all points
VIOLATION = 5  # points that each violation costs


@dataclass(frozen=True)
class Figures:
    """What is known of a dealer; None is a figure that nothing was measured for.

    :param sales: of 12 months, untaxed
    :param punctuality: percent of what fell due that was paid in time
    :param growth: percent against the 12 months before
    :param violations: confirmed ones of 12 months
    :param used: what the dealer owes or is going to owe
    :param overdue: part of it
    """

    sales: float = 0.0
    punctuality: float | None = None
    growth: float | None = None
    violations: int = 0
    used: float = 0.0
    overdue: float = 0.0


def points(figures):
    """Return {part: points} of the score; unknown figures give half of their points.

    >>> points(Figures(punctuality=100, growth=20, violations=0))
    {'punctuality': 50.0, 'growth': 20.0, 'overdue': 20.0, 'conduct': 10.0}
    >>> points(Figures(punctuality=80, growth=-30, violations=3, used=100, overdue=25))
    {'punctuality': 40.0, 'growth': 0.0, 'overdue': 15.0, 'conduct': 0.0}
    >>> points(Figures())
    {'punctuality': 25.0, 'growth': 10.0, 'overdue': 20.0, 'conduct': 10.0}
    """
    paid = 50.0 if figures.punctuality is None else figures.punctuality
    growth = 0.0 if figures.growth is None else figures.growth
    late = min(max(figures.overdue, 0.0) / figures.used, 1.0) if figures.used > 0 else 0.0
    return {
        "punctuality": PUNCTUALITY * min(max(paid, 0.0), 100.0) / 100.0,
        "growth": GROWTH * min(max((growth + GROWTH_SPAN) / (2 * GROWTH_SPAN), 0.0), 1.0),
        "overdue": OVERDUE * (1.0 - late),
        "conduct": float(max(CONDUCT - VIOLATION * figures.violations, 0)),
    }


def score(figures):
    """Return the score, 0 to 100.

    >>> score(Figures(punctuality=80, growth=-30, violations=3, used=100, overdue=25))
    55.0
    """
    return round(sum(points(figures).values()), 1)


def propose(figures, limit, *, months, max_change, step, least=0.0):
    """Return the proposed limit: ``months`` of sales at a score of 100, less in proportion to a lower score.

    It moves from ``limit`` by ``max_change`` percent at most (a limit of zero may become anything), is rounded down to a
    multiple of ``step`` and never goes below ``least``, the guaranteed part.

    >>> best = Figures(sales=120000, punctuality=100, growth=20)
    >>> propose(best, 15000, months=2, max_change=50, step=1000)
    20000.0
    >>> propose(best, 10000, months=2, max_change=50, step=1000)
    15000.0
    >>> propose(best, 0, months=2, max_change=50, step=1000)
    20000.0
    >>> propose(Figures(sales=0), 10000, months=2, max_change=50, step=1000)
    5000.0
    >>> propose(Figures(sales=0), 10000, months=2, max_change=50, step=1000, least=8000)
    8000.0
    >>> propose(Figures(sales=11900, punctuality=100, growth=20), 0, months=2, max_change=50, step=1000)
    1000.0
    """
    wanted = max(figures.sales, 0.0) / 12.0 * months * score(figures) / 100.0
    if limit > 0:
        wanted = min(max(wanted, limit * (1 - max_change / 100.0)), limit * (1 + max_change / 100.0))
    if step > 0:
        wanted = (wanted + 1e-6) // step * step
    return float(max(wanted, least))
