"""Arithmetic of rebates, without the ORM: exact decimals, half-open bands, one small class for each method.

What models call::

    from ..engine import Band, Figures, Need, Terms, exact          # plain values; floats come in by exact()
    from ..engine import earn, settle, best_of, progress, problem

``problem(bands)``
    what is wrong with a table of bands, (code, row), or None; ask it in a constraint.
``earn(terms, figures, complete=True)``
    -> ``Outcome``: ``earned`` (rounded once), ``unit`` (money, goods), ``volume``, ``achieved``, ``band`` (its ``key`` is what the
    caller gave), ``rate``, ``parts``, ``changes``, ``refusals``; ``as_data()`` gives the arithmetic as JSON-safe steps.
    ``figures`` run from the beginning of the period of *cumulation* to the end of the period of *settlement*.
``settle(earned, settled_before, claw_back=…, withheld=…)``
    -> ``Settlement``: ``due``, ``to_settle``, ``kept``, ``reason``. Give both sums over all periods of cumulation of the program: then
    adjustments for late documents, claw-back that is carried, and payments withheld need no book of their own.
``best_of({program: earned})``
    -> the one that counts in a group of which only the best is paid.
``progress(terms, figures)``
    -> ``Progress``: ``next_from``, ``missing``, ``next_rate``, ``next_earned`` …
``placement.spans``, ``placement.Placed``
    on which days somebody stood where a program asks for.
``period.period_of``, ``period.periods``, ``period.year_before``
    calendar periods cut to the program's days; the same days of the year before.

What documents come to is asked of ``dealer.rebate.basis``: ``_earned``, ``_progress``, ``_documents``; underneath them ``_sums`` and
``_outcomes`` answer with ``Figures`` and ``Outcome``.
"""

from . import period
from .bands import Band, Bands, problem
from .earn import Outcome, earn
from .exact import exact, rounded
from .methods import GOODS, METHODS, MONEY
from .placement import Placed
from .progress import Progress, progress
from .settle import Settlement, best_of, settle
from .terms import Figures, Need, Terms
