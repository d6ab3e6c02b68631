"""Runs one after the other, as the models make them, on figures that are given."""

from dataclasses import dataclass, field
from decimal import Decimal

from ..engine import earn, settle
from ..engine.exact import ZERO
from ..engine.settle import COLLECT


@dataclass
class Trial:
    """What one dealer would have got: ``runs`` is a list of (period, :class:`Outcome`, :class:`Settlement`)."""

    runs: list = field(default_factory=list)
    closed: Decimal = ZERO
    earned: Decimal = ZERO
    settled: Decimal = ZERO


def run_all(terms, steps, claw_back=COLLECT):
    """Return {dealer: :class:`Trial`} of runs one after the other, as if each had been settled.

    :param steps: iterable of (period, complete, {dealer: :class:`Figures`}), oldest first; the figures are from the
        beginning of the period of cumulation, ``complete`` says that it ends with this step. A dealer without
        figures has bought nothing
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
