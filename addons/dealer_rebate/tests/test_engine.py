"""The golden vectors of the design, and what the rules around the methods do."""

import doctest
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase

from ..engine import (
    Band,
    Figures,
    Need,
    Terms,
    bands,
    best_of,
    earn,
    exact,
    methods,
    period,
    problem,
    progress,
    settle,
)
from ..engine.bands import BOUNDS, EXCLUSIVE, UPPER_INCLUSIVE
from .runs import run_all

D = Decimal


def band(lower, upper=None, rate=0, **given):
    return Band(D(lower), None if upper is None else D(upper), D(rate), **{name: D(g) for name, g in given.items()})


def earned(method, table, volume, **options):
    return earn(Terms(method, tuple(table), **options), Figures(amount=D(volume))).earned


TWO = (band(0, 1000, 10), band(1000, 2500, 25))


class TestGoldenVectors(BaseCase):
    """Section 7 of the design, (a) to (g)."""

    def test_a_whole_amount_over_cumulated_months(self):
        terms = Terms("whole", (band(5000, rate=2), band(25000, rate=4)))
        steps = [(month, False, {"D": Figures(D(volume))}) for month, volume in enumerate((3000, 7000, 27000))]
        runs = run_all(terms, steps)["D"].runs
        self.assertEqual([settlement.to_settle for _month, _outcome, settlement in runs], [0, 140, 940])

    def test_b_four_methods_on_one_table(self):
        found = {method: earned(method, TWO, 2000) for method in ("whole", "progressive", "rolling", "total")}
        self.assertEqual(found, {"whole": 500, "progressive": 350, "rolling": 600, "total": 700})

    def test_b_the_slabs_are_told(self):
        outcome = earn(Terms("progressive", TWO), Figures(D(2000)))
        self.assertEqual([part.value for part in outcome.parts], [100, 250])

    def test_c_progressive_over_three_bands(self):
        table = (band(0, 100, 10), band(100, 300, 20), band(300, 6000, 30))
        self.assertEqual([earned("progressive", table, volume) for volume in (3800, 1000)], [1100, 260])

    def test_d_progressive_without_end(self):
        table = (band(0, 1000, 5), band(1000, 2000, 10), band(2000, rate=20))
        self.assertEqual(earned("progressive", table, 3800), 510)

    def test_e_free_goods_by_full_lots(self):
        terms = Terms("free_goods", (band(0, free=2, free_per=100),), measure="quantity", unit=D(1))
        outcome = earn(terms, Figures(quantity=D(150)))
        self.assertEqual((outcome.earned, outcome.unit), (2, "goods"))

    def test_f_collections_against_a_target(self):
        table = (band(60, 100, 4), band(100, rate=6, excess_rate=8))
        terms = Terms("target_split", table, bound=EXCLUSIVE, comparison="target")
        found = [earn(terms, Figures(D(volume), target=D(1000))).earned for volume in (600, 601, 1000, 1001, 1200)]
        self.assertEqual(found, [0, D("24.04"), 40, D("60.08"), 76])

    def test_g_interim_and_year(self):
        self.assertEqual(settle(D(1080), D(60)).to_settle, 1020)
        self.assertEqual(settle(D(1080), D(1080)).to_settle, 0)


class TestEngine(BaseCase):
    def test_documented_examples(self):
        names = ("exact", "bands", "methods", "terms", "earn", "settle", "progress", "period", "placement")
        package = bands.__package__
        attempted = 0
        for name in names:
            outcome = doctest.testmod(__import__(f"{package}.{name}", fromlist=[name]))
            self.assertFalse(outcome.failed, name)
            attempted += outcome.attempted
        self.assertGreater(attempted, 40)

    def test_a_bound_belongs_where_the_program_says(self):
        found = {bound: earned("whole", TWO, 1000, bound=bound) for bound in BOUNDS}
        self.assertEqual(found, {"lower_inclusive": 250, "upper_inclusive": 100, "exclusive": 100})

    def test_the_lowest_bound_has_no_band_below(self):
        found = {bound: earned("whole", [band(60, 100, 4)], 60, bound=bound) for bound in BOUNDS}
        self.assertEqual(found, {"lower_inclusive": D("2.4"), "upper_inclusive": D("2.4"), "exclusive": 0})

    def test_nothing_above_the_end_of_the_table(self):
        self.assertEqual(earned("whole", TWO, 9999), 625)
        self.assertEqual(earned("progressive", TWO, 9999), 475)

    def test_quantities_pick_the_band_and_money_is_paid_on(self):
        terms = Terms("progressive", (band(0, 100, 1), band(100, rate=3)), measure="quantity")
        outcome = earn(terms, Figures(amount=D(4000), quantity=D(400)))
        self.assertEqual(outcome.earned, 10 + 90)

    def test_an_amount_for_each_unit(self):
        terms = Terms("per_unit", (band(0, per_unit="0.5"), band(100, 500, per_unit="0.75")), measure="quantity")
        found = [earn(terms, Figures(quantity=D(count))).earned for count in (10, 100, 600)]
        self.assertEqual(found, [5, 75, 375])

    def test_a_flat_amount_needs_a_purchase(self):
        terms = Terms("flat", (band(0, flat=100), band(5000, flat=700)))
        self.assertEqual([earn(terms, Figures(D(amount))).earned for amount in (0, 1, 5000)], [0, 100, 700])

    def test_growth_on_all_or_on_the_growth(self):
        table = (band(0, 10, 1), band(10, rate=2))
        figures = Figures(D(1200), base=D(1000))
        self.assertEqual(earn(Terms("whole", table, comparison="growth"), figures).earned, 24)
        self.assertEqual(earn(Terms("whole", table, comparison="growth", on_excess=True), figures).earned, 4)
        outcome = earn(Terms("progressive", table, comparison="growth"), figures)
        self.assertEqual((outcome.earned, outcome.achieved), (1 + 2, 20))

    def test_what_cannot_be_compared_earns_nothing_and_says_so(self):
        table = (band(0, rate=1),)
        for comparison, code in (("growth", "no_base"), ("target", "no_target")):
            outcome = earn(Terms("whole", table, comparison=comparison), Figures(D(1200)))
            self.assertEqual((outcome.earned, outcome.refusals), (0, ((code, None),)))

    def test_caps_minimum_and_guarantee(self):
        table = (band(0, rate=10),)
        self.assertEqual(earned("whole", table, 1000, cap_amount=D(70)), 70)
        self.assertEqual(earned("whole", table, 1000, cap_percent=D("6.5")), 65)
        self.assertEqual(earned("whole", table, 1000, minimum=D("100.01")), 0)
        self.assertEqual(earned("whole", table, 1000, guarantee=D(300)), 300)
        guaranteed = Terms("whole", table, guarantee=D(300))
        self.assertEqual(earn(guaranteed, Figures(D(1000)), complete=False).earned, 100)
        self.assertEqual(earn(guaranteed, Figures()).earned, 0)
        self.assertEqual(earn(guaranteed, Figures(D(-1000))).earned, -100)

    def test_each_rule_that_changed_the_sum_is_told(self):
        terms = Terms("whole", (band(0, rate=10),), cap_amount=D(70), cap_percent=D(8))
        outcome = earn(terms, Figures(D(1000)))
        self.assertEqual(
            [(change.kind, change.after) for change in outcome.changes], [("cap_percent", 80), ("cap_amount", 70)]
        )

    def test_payment_counts_by_its_days(self):
        terms = Terms("whole", (band(0, rate=10),))
        figures = Figures(D(1000), collected=((D(100), D(400)), (D(50), D(300))))
        self.assertEqual(earn(terms, figures).earned, 55)
        self.assertEqual(earn(terms, Figures(D(1000), collected=())).earned, 0)

    def test_conditions_of_product_mix(self):
        terms = Terms("whole", (band(0, rate=10),), needs=(Need("oil", share=D(20)), Need("filters", products=3)))
        met = Figures(D(1000), needs={"oil": (D(200), 1), "filters": (D(1), 3)})
        self.assertEqual(earn(terms, met).earned, 100)
        unmet = Figures(D(1000), needs={"oil": (D("199.99"), 1)})
        outcome = earn(terms, unmet)
        self.assertEqual((outcome.earned, outcome.refusals), (0, (("need", "oil"), ("need", "filters"))))

    def test_a_return_in_a_later_period_takes_back_what_the_sale_brought(self):
        terms = Terms("whole", (band(0, rate=10),), needs=(Need("oil", share=D(20)),), cap_amount=D(70))
        sold = Figures(D(1000), D(10), needs={"oil": (D(500), 1)}, collected=((D(100), D(1000)),))
        back = Figures(D(-1000), D(-10), needs={"oil": (D(-500), 1)}, collected=((D(100), D(-1000)),))
        self.assertEqual(earn(terms, sold).earned, 70)
        self.assertEqual(earn(terms, back).earned, -70)

    def test_a_violation_forfeits(self):
        outcome = earn(Terms("whole", (band(0, rate=10),)), Figures(D(1000), forfeits=("violation",)))
        self.assertEqual((outcome.earned, outcome.refusals), (0, (("violation", None),)))

    def test_the_arithmetic_as_data(self):
        terms = Terms("progressive", TWO, cap_amount=D(300))
        self.assertEqual(
            earn(terms, Figures(D("2000.50"))).as_data(),
            [
                {
                    "kind": "part",
                    "rule": "rate",
                    "from": "0",
                    "to": "1000",
                    "basis": "1000",
                    "rate": "10",
                    "value": "100",
                },
                {
                    "kind": "part",
                    "rule": "rate",
                    "from": "1000",
                    "to": "2500",
                    "basis": "1000.5",
                    "rate": "25",
                    "value": "250.125",
                },
                {"kind": "change", "rule": "cap_amount", "before": "350.125", "after": "300", "figure": "300"},
            ],
        )

    def test_unsound_tables_are_refused(self):
        self.assertEqual(problem([band(0, 100), band(100, 50)]), ("reversed", 2))
        for table in ((), (band(0, 100), band(101)), (band(0, 100), band(50))):
            with self.assertRaises(ValueError):
                earn(Terms("whole", table), Figures(D(1)))

    def test_an_unknown_method_is_refused(self):
        with self.assertRaisesRegex(ValueError, "no method 'magic'; there are: whole, "):
            earn(Terms("magic", TWO), Figures(D(1)))

    def test_a_new_method_is_one_small_class(self):
        class Twice(methods.Method):
            code = "twice"

            def parts(self, case):
                return [self._percent(case, part, 0, case.volume) for part in [case.bands.reached(case.volume)] * 2]

        self.addCleanup(methods.METHODS.pop, "twice")
        self.assertEqual(earned("twice", TWO, 100), 20)

    def test_the_way_to_the_next_band(self):
        terms = Terms("whole", (band(60, 100, 4), band(100, rate=6)), bound=UPPER_INCLUSIVE, comparison="target")
        now = progress(terms, Figures(D(700), target=D(1000)))
        self.assertEqual((now.next_from, now.missing, now.next_rate, now.achieved), (1000, 300, 6, 70))
        self.assertTrue(now.must_exceed)
        self.assertEqual(now.next_earned, D("60"))
        self.assertIsNone(progress(terms, Figures(D(1001), target=D(1000))).next_from)
        self.assertIsNone(progress(terms, Figures(D(700))).next_from)

    def test_the_way_from_nothing(self):
        now = progress(Terms("whole", (band(5000, rate=2),)), Figures())
        self.assertEqual((now.missing, now.rate, now.next_rate, now.next_earned), (5000, 0, 2, 100))

    def test_the_best_of_a_group(self):
        self.assertEqual(best_of({"a": D(5), "b": D(9)}), "b")
        self.assertIsNone(best_of({}))

    def test_a_period_of_the_year_before(self):
        before = period.year_before(date(2024, 2, 1), date(2024, 2, 29))
        self.assertEqual(before, (date(2023, 2, 1), date(2023, 2, 28)))

    def test_floats_come_in_exactly(self):
        figures = Figures(exact(0.1) + exact(0.2))
        self.assertEqual(earn(Terms("whole", (band("0.3", rate=100),)), figures).earned, D("0.3"))
