"""What a run pays: what is earned, less what was settled before."""

from dataclasses import dataclass
from decimal import Decimal

from .exact import ZERO

COLLECT, CARRY = "collect", "carry"


@dataclass(frozen=True)
class Settlement:
    """What one line of a run does.

    :param due: earned less settled before; negative is claw-back
    :param to_settle: what is paid now (or collected, if negative)
    :param kept: ``due`` less ``to_settle``: it is due again in the next run, without being written down anywhere
    :param reason: ``""``, ``withheld`` (a condition of payment is not met) or ``claw_back`` (it waits for later earnings)
    """

    due: Decimal
    to_settle: Decimal
    kept: Decimal = ZERO
    reason: str = ""


def settle(earned, settled_before, *, claw_back=COLLECT, withheld=False):
    """Return the :class:`Settlement` of one dealer.

    Both sums are over the same time: of all periods of cumulation of the program up to the day of the run, or of the
    present one. Late documents, claw-backs that wait and payments that are withheld then need no book of their own: they are
    in the difference until it is paid.

    :param withheld: a condition of payment (nothing overdue) is not met: nothing is paid, but claw-back goes on

    >>> [int(settle(*map(Decimal, pair)).to_settle) for pair in ((1080, 60), (1080, 1080), (140, 0), (100, 140))]
    [1020, 0, 140, -40]
    >>> settle(Decimal(100), Decimal(140), claw_back="carry")
    Settlement(due=Decimal('-40'), to_settle=Decimal('0'), kept=Decimal('-40'), reason='claw_back')
    >>> settle(Decimal(100), Decimal(60), withheld=True).reason
    'withheld'
    """
    due = earned - settled_before
    if due > 0 and withheld:
        return Settlement(due, ZERO, due, "withheld")
    if due < 0 and claw_back == CARRY:
        return Settlement(due, ZERO, due, "claw_back")
    return Settlement(due, due)


def best_of(earned):
    """Return the key of the program that gives most to a dealer, {key: earned in one currency}; None if none gives any.

    Of equal ones the first counts, so that a rerun decides alike. The others of the group earn nothing then
    (refusal ``other_better``), and what they have settled is taken back by their own difference.

    >>> best_of({"a": Decimal(5), "b": Decimal(9), "c": Decimal(9)}), best_of({"a": Decimal(0)})
    ('b', None)
    """
    key = max(earned, key=earned.get, default=None)
    return key if key is not None and earned[key] > 0 else None
