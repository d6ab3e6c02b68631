from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from odoo.addons.dealer_price_request.tests.common import SpecialPriceCase


@tagged("post_install", "-at_install")
class TestSpecialHeld(SpecialPriceCase, HttpCase):
    """What an order that is held for credit has drawn of a special price, nobody else draws before it is written."""

    def setUp(self):
        super().setUp()
        self.request = self._special()
        line = {"dealer_id": self.dealer.id, "limit_amount": 5.0}
        self.line = self.env["dealer.credit.line"].create(line)

    def _draws(self, order):
        """Return what other transactions see that ``order`` is drawing."""
        query = SQL("SELECT SUM(quantity) FROM dealer_price_request_draw WHERE order_ref = %s", order.id)
        return self.env.execute_query(query)[0][0] or 0.0

    def test_held_for_credit(self):
        order = self._quote(30)
        self.assertEqual(order.action_submit()["state"], "held")
        self.assertEqual(self._lines(order), [(30, 8, 30)])
        self.assertEqual(self._draws(order), 30.0)

    def test_refused(self):
        order = self._quote(30)
        self.line.policy_id.on_limit = "refuse"
        self.assertEqual(order.action_submit()["state"], "refused")
        self.assertEqual((self._lines(order), self._draws(order)), ([(30, 8, 0)], 0.0))
