"""The plain-Python engine: its documented examples, and laws that hold for all numbers."""

import doctest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..engine import arithmetic, precedence

LAW = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
prices = st.floats(min_value=0.01, max_value=1e9)
factors = st.floats(min_value=1e-3, max_value=1e4)
percents = st.floats(min_value=-100, max_value=100)
steps = st.dictionaries(st.integers(0, 8), st.lists(st.integers(0, 8), max_size=4), max_size=9)


class TestEngine(BaseCase):
    def test_documented_examples(self):
        for module in (arithmetic, precedence):
            outcome = doctest.testmod(module)
            self.assertGreater(outcome.attempted, 5)
            self.assertFalse(outcome.failed)

    @LAW
    @given(price=prices, one=factors, other=factors)
    def test_units_there_and_back(self, price, one, other):
        there = arithmetic.convert_unit(price, one, other)
        self.assertAlmostEqual(arithmetic.convert_unit(there, other, one), price, delta=price * 1e-12)

    @LAW
    @given(price=prices, percent=percents)
    def test_a_formula_with_nothing_but_a_discount_is_that_discount(self, price, percent):
        self.assertEqual(arithmetic.formula(price, percent), arithmetic.discounted(price, percent))

    @LAW
    @given(cost=prices, percent=st.floats(min_value=0, max_value=99))
    def test_the_floor_of_a_margin_leaves_it(self, cost, percent):
        floor = arithmetic.floor_of_margin(cost, percent)
        self.assertAlmostEqual(arithmetic.margin_percent(floor, cost), percent, places=6)

    @LAW
    @given(quantity=prices, unit=factors)
    def test_a_quantity_reaches_itself_through_any_unit(self, quantity, unit):
        self.assertTrue(arithmetic.reaches(quantity * unit / unit, quantity))
        self.assertFalse(arithmetic.reaches(quantity * 0.99, quantity))

    @LAW
    @given(steps=steps)
    def test_a_chain_has_every_list_once_and_ends(self, steps):
        chain = precedence.flatten(0, steps)
        self.assertEqual(chain[0], 0)
        self.assertEqual(len(chain), len(set(chain)))
        self.assertTrue(all(step in chain for each in chain for step in steps.get(each, ())))

    @LAW
    @given(steps=steps)
    def test_a_circle_is_found(self, steps):
        reached = {node: set(following) for node, following in steps.items()}
        for _round in range(9):
            for following in reached.values():
                following |= {far for near in list(following) for far in reached.get(near, ())}
        self.assertEqual(precedence.has_cycle(steps), any(node in far for node, far in reached.items()))
