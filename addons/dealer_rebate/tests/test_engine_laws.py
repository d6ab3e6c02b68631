"""Laws of the arithmetic that hold for all tables and all volumes."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..engine import Band, Figures, Terms, earn, progress
from ..engine.bands import BOUNDS
from .runs import run_all

LAW = settings(deadline=None, derandomize=True, max_examples=150, suppress_health_check=list(HealthCheck))
CENT = Decimal("0.01")
FINE = Decimal("1E-20")
MONEY_METHODS = ("whole", "progressive", "rolling", "total", "per_unit", "flat", "target_split")
cents = st.integers(-(10**9), 10**9).map(lambda count: count * CENT)
volumes = st.integers(0, 10**9).map(lambda count: count * CENT)
rates = st.integers(0, 10**4).map(lambda count: count * CENT)
bounds = st.sampled_from(BOUNDS)


@st.composite
def tables(draw, rising=False):
    """Draw a sound table of up to five bands, with rising rates if asked."""
    lowers = sorted(draw(st.sets(st.integers(0, 10**6), min_size=1, max_size=5)))
    given_rates = draw(st.lists(rates, min_size=len(lowers), max_size=len(lowers)))
    if rising:
        given_rates.sort()
    return tuple(
        Band(Decimal(lower), rate=rate, per_unit=rate, flat=rate, excess_rate=rate)
        for lower, rate in zip(lowers, given_rates, strict=True)
    )


def earned(method, table, volume, **options):
    options.setdefault("unit", CENT)
    return earn(Terms(method, table, **options), Figures(amount=volume, quantity=volume)).earned


class TestEngineLaws(BaseCase):
    @LAW
    @given(table=tables(), volume=volumes, more=volumes)
    def test_progressive_never_falls(self, table, volume, more):
        self.assertLessEqual(earned("progressive", table, volume), earned("progressive", table, volume + more))

    @LAW
    @given(table=tables(), bound=bounds)
    def test_progressive_is_continuous_at_each_bound(self, table, bound):
        """A step of a 10^-9 changes it by no more than the steepest rate (100 %) of it."""
        step = Decimal("1E-9")
        for band in table:
            below, at, above = (
                earned("progressive", table, volume, bound=bound, unit=FINE)
                for volume in (max(band.lower - step, 0), band.lower, band.lower + step)
            )
            self.assertTrue(0 <= at - below <= step and 0 <= above - at <= step, (below, at, above))

    @LAW
    @given(table=tables(), volume=volumes)
    def test_progressive_does_not_depend_on_inclusiveness(self, table, volume):
        self.assertEqual(len({earned("progressive", table, volume, bound=bound) for bound in BOUNDS}), 1)

    @LAW
    @given(table=tables(rising=True), volume=volumes, more=volumes, bound=bounds, method=st.sampled_from(MONEY_METHODS))
    def test_more_never_earns_less_where_rates_rise(self, table, volume, more, bound, method):
        self.assertLessEqual(
            earned(method, table, volume, bound=bound), earned(method, table, volume + more, bound=bound)
        )

    @LAW
    @given(table=tables(), bound=bounds, number=st.integers(0, 4))
    def test_whole_at_a_bound_is_the_band_that_the_program_says(self, table, bound, number):
        edge = table[number % len(table)]
        below = [band.rate for band in table if band.lower < edge.lower]
        includes = bound == "lower_inclusive" or (bound == "upper_inclusive" and not below)
        rate = edge.rate if includes else (below or [Decimal(0)])[-1]
        self.assertEqual(earned("whole", table, edge.lower, bound=bound, unit=FINE), edge.lower * rate / 100)

    @LAW
    @given(table=tables(), sums=st.lists(cents, max_size=8), method=st.sampled_from(MONEY_METHODS))
    def test_all_runs_together_pay_what_is_earned_and_a_rerun_pays_nothing(self, table, sums, method):
        """Cumulated figures in any sequence, up and down, then the last once more."""
        sums = [*sums, *sums[-1:]]
        terms = Terms(method, table)
        steps = [(number, False, {1: Figures(volume, volume)}) for number, volume in enumerate(sums)]
        trials = run_all(terms, steps)
        if sums:
            runs = trials[1].runs
            paid = sum(settlement.to_settle for _period, _outcome, settlement in runs)
            self.assertEqual(paid, earn(terms, Figures(sums[-1], sums[-1])).earned)
            self.assertEqual(runs[-1][2].to_settle, 0)

    @LAW
    @given(
        table=tables(),
        periods=st.lists(cents, min_size=1, max_size=6),
        method=st.sampled_from(MONEY_METHODS),
        claw_back=st.sampled_from(("collect", "carry")),
    )
    def test_periods_add_up_and_what_waits_is_told(self, table, periods, method, claw_back):
        terms = Terms(method, table)
        steps = [(number, True, {1: Figures(volume, volume)}) for number, volume in enumerate(periods)]
        trial = run_all(terms, steps, claw_back)[1]
        self.assertEqual(trial.earned, sum(earned(method, table, volume) for volume in periods))
        self.assertEqual(trial.settled + trial.runs[-1][2].kept, trial.earned)
        if claw_back == "carry":
            self.assertTrue(all(settlement.to_settle >= 0 for _period, _outcome, settlement in trial.runs))

    @LAW
    @given(table=tables(), volume=volumes, method=st.sampled_from(MONEY_METHODS), bound=bounds)
    def test_a_return_of_everything_brings_everything_back(self, table, volume, method, bound):
        """In the same period, and in a later one."""
        terms = Terms(method, table, bound=bound, cap_amount=Decimal(10**5), minimum=Decimal(3))
        sold, nothing, back = (Figures(each, each) for each in (volume, Decimal(0), -volume))
        for steps in ([(1, False, {1: sold}), (2, True, {1: nothing})], [(1, True, {1: sold}), (2, True, {1: back})]):
            self.assertEqual(run_all(terms, steps)[1].settled, 0)

    @LAW
    @given(table=tables(), lines=st.lists(cents, max_size=12), seed=st.randoms(use_true_random=False))
    def test_splitting_and_reordering_documents_changes_nothing(self, table, lines, seed):
        pieces = [part for line in lines for part in (line * Decimal("0.3"), line * Decimal("0.7"))]
        seed.shuffle(pieces)
        self.assertEqual(
            earned("progressive", table, sum(pieces, Decimal(0))), earned("progressive", table, sum(lines, Decimal(0)))
        )

    @LAW
    @given(table=tables(rising=True), volume=volumes, bound=bounds)
    def test_the_next_band_is_where_progress_says(self, table, volume, bound):
        terms = Terms("whole", table, bound=bound)
        now = progress(terms, Figures(volume))
        if now.next_from is None:
            self.assertTrue(all(terms.table.has_reached(volume, band.lower) for band in table))
        else:
            there = volume + now.missing + (CENT if now.must_exceed else 0)
            self.assertEqual(earn(terms, Figures(there)).rate, now.next_rate)
            self.assertEqual(earn(terms, Figures(there)).earned, now.next_earned)

    @LAW
    @given(table=tables(), volume=cents, method=st.sampled_from(MONEY_METHODS), cap=volumes)
    def test_a_cap_holds_both_ways(self, table, volume, method, cap):
        self.assertLessEqual(abs(earned(method, table, volume, cap_amount=cap)), cap)
