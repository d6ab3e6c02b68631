"""What a program would have cost, run by run."""

from dataclasses import dataclass, field
from decimal import Decimal

from .earn import earn
from .exact import ZERO
from .settle import COLLECT, settle


@dataclass
class Trial:
    """What one dealer would have got: ``runs`` is a list of (period, :class:`.earn.Outcome`, :class:`.settle.Settlement`)."""

    runs: list = field(default_factory=list)
    closed: Decimal = ZERO
    earned: Decimal = ZERO
    settled: Decimal = ZERO


def simulate(terms, steps, claw_back=COLLECT):
    """Return {dealer: :class:`Trial`} of runs one after the other, as if each had been settled.

    :param steps: iterable of (period, complete, {dealer: :class:`.terms.Figures`}), oldest first; the figures are from the
        beginning of the period of cumulation, ``complete`` says that it ends with this step. A dealer without
        figures has bought nothing

    >>> from .bands import Band
    >>> from .terms import Figures, Terms
    >>> terms = Terms("whole", (Band(Decimal(5000), rate=Decimal(2)), Band(Decimal(25000), rate=Decimal(4))))
    >>> steps = [(month, month == 3, {"D": Figures(Decimal(amount))}) for month, amount in enumerate((3000, 7000, 27000), 1)]
    >>> [int(settlement.to_settle) for _month, _outcome, settlement in simulate(terms, steps)["D"].runs]
    [0, 140, 940]
    """
    trials = {}
    for period, complete, figures in steps:
        for dealer, own in figures.items():
            trial = trials.setdefault(dealer, Trial())
            outcome = earn(terms, own, complete=complete)
            trial.earned = trial.closed + outcome.earned
            settlement = settle(trial.earned, trial.settled, claw_back=claw_back)
            trial.settled += settlement.to_settle
            trial.runs.append((period, outcome, settlement))
            if complete:
                trial.closed = trial.earned
    return trials
