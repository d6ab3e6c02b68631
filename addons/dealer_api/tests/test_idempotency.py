from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.dealer_api.models.dealer_api_products import DealerApi

from .common import ApiCase


@tagged("post_install", "-at_install")
class TestIdempotency(ApiCase):
    """The same request sent twice has one effect."""

    def test_a_replay_gets_the_first_answer(self):
        sent = self.order()
        [first] = self.done(self.api.orders_submit([sent]))
        [second] = self.done(self.api.orders_submit([sent]))
        self.assertEqual(second, {**first, "replay": True})
        self.assertEqual(self.env["sale.order"].search_count([("origin", "=", sent["external_ref"])]), 1)

    def test_equal_is_equal_in_both_protocols(self):
        """A number that arrives as 2 from JSON and as 2.0 from XML-RPC is the same; so are keys in another order."""
        sent = self.order(2)
        [first] = self.done(self.api.orders_submit([sent]))
        turned = {name: sent[name] for name in reversed(sent)}
        turned["lines"] = [{"quantity": 2.0, "product": "G1"}]
        [second] = self.done(self.api.orders_submit([turned]))
        self.assertEqual((second["id"], second["replay"]), (first["id"], True))

    def test_another_content_is_refused(self):
        sent = self.order()
        self.done(self.api.orders_submit([sent]))
        self.refused(self.api.orders_submit([{**sent, "note": "More"}]), "payload_conflict", "external_ref")

    def test_a_reference_is_that_of_its_caller_and_method(self):
        sent = self.order()
        [first] = self.done(self.api.orders_submit([sent]))
        shop = self.as_account("api_second", "shop")
        [second] = self.done(shop.orders_submit([sent]))
        self.assertNotEqual(first["id"], second["id"])
        self.done(self.api.deliveries_confirm([{"external_ref": sent["external_ref"], "order_id": first["id"]}]))

    def test_what_was_refused_may_be_sent_again(self):
        sent = self.order(lines=[{"product": "LATER", "quantity": 1.0}])
        self.refused(self.api.orders_submit([sent]), "unknown_product")
        self.done(self.api.products_upsert([{"code": "LATER", "name": "Later", "price": 3.0}]))
        [result] = self.done(self.api.orders_submit([sent]))
        self.assertFalse(result["replay"])

    def test_twice_in_one_batch(self):
        sent = self.order()
        answer = self.api.orders_submit([sent, sent])
        self.assertTrue(answer["results"][0]["ok"])
        self.refused(answer, "duplicate_in_batch", "external_ref", index=1)

    def test_half_of_a_batch_is_known(self):
        known = self.order()
        self.done(self.api.orders_submit([known]))
        results = self.done(self.api.orders_submit([self.order(), known, self.order()]))
        self.assertEqual([result["replay"] for result in results], [False, True, False])

    def test_a_bug_of_ours_is_no_traceback_for_the_caller(self):
        def broken(self, items, undo):
            raise ZeroDivisionError("secret detail")

        self.patch(DealerApi, "_execute_prices_upsert", broken)
        with mute_logger("odoo.addons.dealer_api.models.dealer_api"):
            answer = self.api.prices_upsert([{"dealer": "EAST", "product": "G1", "price": 1.0}])
        error = self.refused(answer, "internal")
        self.assertNotIn("secret", str(error))
        call = self.env["dealer.api.call"].search([("user_id", "=", self.account.id)], limit=1)
        self.assertEqual((call.state, call.code), ("failed", "internal"))
