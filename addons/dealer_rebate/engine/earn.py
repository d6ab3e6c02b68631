"""What a dealer has earned in a period, and every step that led there."""

from dataclasses import dataclass, replace
from decimal import Decimal

from .bands import Band
from .exact import HUNDRED, WIDE, ZERO, percent_of, rounded, share
from .methods import MONEY, Case, method, total
from .terms import GROWTH, NONE, QUANTITY, TARGET


@dataclass(frozen=True)
class Change:
    """What a rule made of a sum: ``kind`` is ``collected``, ``cap_percent``, ``cap_amount``, ``rounding``, ``minimum`` or
    ``guarantee``; ``figure`` what the rule says (percent or amount)."""

    kind: str
    before: Decimal
    after: Decimal
    figure: Decimal


@dataclass(frozen=True)
class Outcome:
    """What a dealer has earned.

    :param earned: rounded; negative only for a period in which more was returned than bought
    :param unit: ``money`` or ``goods``
    :param volume: what bands were compared with
    :param achieved: percent of the target, or growth in percent; None if nothing is compared
    :param band: the band that was reached, with bounds in volume; None for none
    :param parts: tuple of :class:`.methods.Part`
    :param changes: tuple of :class:`Change`, in order
    :param refusals: tuple of (code, key) why nothing is earned: ``no_target``, ``no_base``, ``need`` (with the key of the
        condition), or a code out of the figures
    """

    earned: Decimal
    unit: str
    volume: Decimal
    achieved: Decimal | None = None
    band: Band | None = None
    parts: tuple = ()
    changes: tuple = ()
    refusals: tuple = ()

    @property
    def rate(self):
        """Return the figure of the band that was reached: percent, amount or quantity; 0 for none."""
        return self.parts[-1].rate if self.parts else ZERO

    def as_data(self):
        """Return the arithmetic as JSON-safe steps; numbers are texts, so that they stay exact.

        A step is ``{"kind": "part", "rule", "from", "to", "basis", "rate", "value"}`` (``to`` is "" for no end),
        ``{"kind": "change", "rule", "before", "after", "figure"}`` or ``{"kind": "refusal", "rule", "key"}``.
        """
        parts = [
            {
                "kind": "part",
                "rule": part.kind,
                "from": _text(part.band.lower),
                "to": _text(part.band.upper),
                "basis": _text(part.basis),
                "rate": _text(part.rate),
                "value": _text(part.value),
            }
            for part in self.parts
        ]
        changes = [
            {
                "kind": "change",
                "rule": change.kind,
                "before": _text(change.before),
                "after": _text(change.after),
                "figure": _text(change.figure),
            }
            for change in self.changes
        ]
        return [*parts, *changes, *({"kind": "refusal", "rule": code, "key": key or ""} for code, key in self.refusals)]


def earn(terms, figures, *, complete=True):
    """Return the :class:`Outcome` of ``figures`` under ``terms``.

    Nothing is rounded before the end, and once only. A period in which more came back than was bought earns the
    mirror image of what the opposite would: so a return in a later period takes back what the sale had brought.

    :param terms: :class:`.terms.Terms`
    :param figures: :class:`.terms.Figures`, from the beginning of the period of cumulation
    :param complete: whether the period of cumulation is over; a guarantee is given only then
    :raise ValueError: if the bands are not sound or the method is not known

    >>> from .terms import Figures, Terms
    >>> terms = Terms("whole", (Band(Decimal(5000), rate=Decimal(2)), Band(Decimal(25000), rate=Decimal(4))))
    >>> [int(earn(terms, Figures(Decimal(amount))).earned) for amount in (3000, 7000, 27000, -7000)]
    [0, 140, 1080, -140]
    """
    if figures.volume(terms.measure) < 0:
        return _mirrored(_earn(terms, _opposite(figures), complete=False))
    return _earn(terms, figures, complete)


def _earn(terms, figures, complete):
    strategy = method(terms.method)
    volume = figures.volume(terms.measure)
    bands, refusals = _table(terms, figures)
    refusals = (*refusals, *_unmet(terms, figures), *((code, None) for code in figures.forfeits))
    blank = Outcome(ZERO, strategy.unit, volume, achieved(terms, figures), refusals=refusals)
    if refusals:
        return blank
    case = _case(terms, figures, bands)
    parts = tuple(strategy.parts(case)) if volume else ()  # a band from zero on gives nothing for nothing
    earned, changes = _changed(terms, figures, strategy, total(parts), complete)
    return replace(blank, earned=earned, band=bands.reached(volume) if volume else None, parts=parts, changes=changes)


def _case(terms, figures, bands):
    """Return what the method is asked: above the end of the table neither volume nor its worth counts."""
    volume = figures.volume(terms.measure)
    counted = bands.counted(volume)
    amount = counted if terms.measure != QUANTITY else share(figures.amount, counted, volume)
    quantity = counted if terms.measure == QUANTITY else figures.quantity
    target = figures.target if terms.comparison == TARGET else None
    base = (figures.base if target is None else target) if terms.on_excess and terms.comparison != NONE else ZERO
    return Case(counted, amount, quantity, bands, target, base)


def _table(terms, figures):
    """Return the bands with bounds in volume, and the refusals if there is nothing to compare with."""
    bands = terms.table
    if terms.comparison == TARGET:
        reached = figures.target is not None and figures.target > 0
        return (bands.of_reference(figures.target), ()) if reached else (bands, (("no_target", None),))
    if terms.comparison == GROWTH:
        reached = figures.base > 0
        return (bands.of_reference(figures.base, figures.base), ()) if reached else (bands, (("no_base", None),))
    return bands, ()


def achieved(terms, figures):
    """Return the percentage of the target, or the growth in percent, or None.

    >>> from .terms import Figures, Terms
    >>> achieved(Terms("whole", (Band(),), comparison="growth"), Figures(Decimal(120), base=Decimal(100)))
    Decimal('20')
    """
    volume = figures.volume(terms.measure)
    if terms.comparison == TARGET and figures.target and figures.target > 0:
        return share(HUNDRED, volume, figures.target)
    if terms.comparison == GROWTH and figures.base > 0:
        return share(HUNDRED, WIDE.subtract(volume, figures.base), figures.base)
    return None


def _unmet(terms, figures):
    volume = figures.volume(terms.measure)
    return tuple(
        ("need", need.key) for need in terms.needs if not need.met(volume, *figures.needs.get(need.key, (ZERO, 0)))
    )


def _changed(terms, figures, strategy, earned, complete):
    """Return the sum after every rule, and the list of changes that made a difference."""
    changes = []

    def change(kind, after, figure):
        nonlocal earned
        if after != earned:
            changes.append(Change(kind, earned, after, figure))
            earned = after

    if figures.collected is not None:
        percent = worth(figures)
        change("collected", percent_of(earned, percent), percent)
    if terms.cap_percent is not None and strategy.unit == MONEY:
        change("cap_percent", min(earned, percent_of(figures.amount, terms.cap_percent)), terms.cap_percent)
    if terms.cap_amount is not None:
        change("cap_amount", min(earned, terms.cap_amount), terms.cap_amount)
    change("rounding", rounded(earned, terms.unit), terms.unit)
    if earned < terms.minimum:
        change("minimum", ZERO, terms.minimum)
    if complete and figures.volume(terms.measure) > 0:
        change("guarantee", max(earned, rounded(terms.guarantee, terms.unit)), terms.guarantee)
    return earned, tuple(changes)


def worth(figures):
    """Return the percentage at which the amount counts by what was paid of it, and when.

    >>> from .terms import Figures
    >>> worth(Figures(Decimal(100), collected=((Decimal(100), Decimal(50)), (Decimal(50), Decimal(30)))))
    Decimal('65')
    """
    weighed = sum((WIDE.multiply(percent, amount) for percent, amount in figures.collected), ZERO)
    return share(Decimal(1), weighed, figures.amount)


def _opposite(figures):
    """Return the figures of the opposite: what was returned more than bought, as if it had been bought."""
    collected = figures.collected and tuple((percent, -amount) for percent, amount in figures.collected)
    needs = {key: (-volume, products) for key, (volume, products) in figures.needs.items()}
    return replace(figures, amount=-figures.amount, quantity=-figures.quantity, collected=collected, needs=needs)


def _mirrored(outcome):
    return replace(
        outcome,
        earned=-outcome.earned,
        volume=-outcome.volume,
        parts=tuple(replace(part, basis=-part.basis, value=-part.value) for part in outcome.parts),
        changes=tuple(replace(change, before=-change.before, after=-change.after) for change in outcome.changes),
    )


def _text(number):
    """Return a Decimal as plain text without needless zeros; "" for None.

    >>> _text(Decimal("1080.00")), _text(Decimal("1E+3")), _text(None)
    ('1080', '1000', '')
    """
    if number is None:
        return ""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
