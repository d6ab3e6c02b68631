"""The engine against a naive reference, and against the platform, on random lists."""

import os
from contextlib import contextmanager

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .reference_price import Reference
from .world import LISTS, PriceWorld, chains, items, plain_items, requests

EXAMPLES = 2000 if os.environ.get("DEALER_SOAK") else 100
SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not os.environ.get("DEALER_SOAK"),
    suppress_health_check=list(HealthCheck),
)


@tagged("post_install", "-at_install")
class TestPrecedence(PriceWorld):
    @contextmanager
    def example(self):
        """Whatever an example makes is gone after it."""
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def check(self, drawn):
        product, quantity, unit, moment, currency = self.asked(drawn)
        expected, item = Reference(product, quantity, unit, moment).price(self.own_list, currency, self.dealer)
        price, winner = self.price(product, quantity, uom=unit, date=moment, currency=currency)
        self.assertEqual(winner, item)
        if expected is None:
            self.assertEqual(price, 0.0)
        else:
            self.assertAlmostEqual(price, expected, delta=1e-9 * max(1, abs(expected)))
        missing = self.own_list._dealer_price_missing(product, quantity, uom=unit, date=moment)
        self.assertEqual(missing, {product.id} if expected is None else set())

    @SETTINGS
    @given(
        chain=chains,
        drawn_items=st.lists(items, min_size=1, max_size=12),
        asked=st.lists(requests, min_size=1, max_size=4),
    )
    def test_engine_follows_the_written_order(self, chain, drawn_items, asked):
        """Same winner and same price as the reference, for any chain, conditions, units, dates and currencies."""
        with self.example():
            self.put_chain(chain)
            self.put_items(drawn_items)
            for drawn in asked:
                self.check(drawn)

    @SETTINGS
    @given(drawn_items=st.lists(plain_items, min_size=1, max_size=12), asked=st.lists(requests, min_size=1, max_size=4))
    def test_lists_without_dealer_terms_are_as_in_the_platform(self, drawn_items, asked):
        """A list without our fields, asked directly or as the base of another, answers what the platform answers."""
        with self.example():
            plain = ("spare_list", "based_list")
            self.put_items({**drawn, "pricelist": plain[LISTS.index(drawn["pricelist"]) % 2]} for drawn in drawn_items)
            self.assertFalse(self.based_list.priced_by_dealer_engine)
            for drawn in asked:
                product, quantity, unit, moment, _currency = self.asked(drawn)
                expected, winner = self.price(product, quantity, self.based_list, uom=unit, date=moment)
                request = self.based_list._dealer_requests([(product, quantity, unit)])
                answer = self.based_list._dealer_price_run(request, date=moment).answers()[0]
                self.assertEqual(answer[1], winner.id)
                self.assertEqual(answer[0], expected)

    @SETTINGS
    @given(
        chain=chains,
        drawn_items=st.lists(items, min_size=4, max_size=12),
        asked=st.lists(requests, min_size=8, max_size=16),
    )
    def test_many_at_once_as_one_by_one(self, chain, drawn_items, asked):
        """Asking for many products, quantities and units together gives what asking for each alone gives."""
        with self.example():
            self.put_chain(chain)
            self.put_items(drawn_items)
            moment, currency = self.asked(asked[0])[3:]
            triples = [
                self.asked(drawn)[:3] for drawn in asked if not drawn["product"].endswith(("colours", "template"))
            ]
            together = (
                self.own_list._dealer_price_run(
                    self.own_list._dealer_requests(triples), date=moment, currency=currency
                ).answers()
                if triples
                else []
            )
            for triple, answer in zip(triples, together, strict=True):
                price, item = self.price(triple[0], triple[1], uom=triple[2], date=moment, currency=currency)
                self.assertEqual((answer[0] or 0.0, answer[1]), (price, item.id))
