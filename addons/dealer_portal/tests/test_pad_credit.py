from odoo.tests import tagged

from odoo.addons.dealer_fund.tests.common import FundFactory

from .pad_common import PadCase


@tagged("post_install", "-at_install")
class TestPadCredit(FundFactory, PadCase):
    """A dealer with a limit of 1,000, which may be passed by 10 %, orders pieces of 10.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["dealer.credit.policy"].create({"name": "Tolerant", "tolerance_percent": 10.0})
        cls.line = cls.env["dealer.credit.line"].create(
            {"dealer_id": cls.dealer.id, "control": "limit", "limit_amount": 1000.0, "policy_id": cls.policy.id}
        )

    def _credit(self, quantity):
        return self._check(("G-1", quantity), pad=self._pad())["totals"]["credit"]

    def _placed(self, quantity):
        pad = self._pad()
        return pad.submit(self._check(("G-1", quantity), pad=pad)["key"], {})["state"]

    def test_within_the_tolerance_nothing_waits(self):
        self.assertEqual((self._credit(110)["over"], self._placed(110)), ("", "confirmed"))

    def test_beyond_the_tolerance_it_waits(self):
        self.assertEqual((self._credit(111)["over"], self._placed(111)), ("hold", "held"))

    def test_the_policy_decides_what_is_said(self):
        for on_limit, over in (("warn", ""), ("refuse", "refuse")):
            self.policy.on_limit = on_limit
            self.assertEqual(self._credit(111)["over"], over)
        self.policy.check_submit = False
        self.assertEqual((self._credit(111)["over"], self._placed(111)), ("", "confirmed"))

    def test_what_a_rebate_pays_needs_no_credit(self):
        self._fund(self._fund_type("REBATE", "rebate", order_share_percent=30.0), amount=300.0)
        credit = self._credit(130)
        self.assertEqual((credit["over"], self._placed(130)), ("", "confirmed"))
        self.assertIn("0.00", credit["after"])

    def test_a_prepayment_counts_once(self):
        self._fund(self._fund_type("PREPAID", "prepayment", order_share_percent=100.0), amount=200.0)
        credit = self._credit(50)
        self.assertIn("1,200.00", credit["available"])
        self.assertIn("700.00", credit["after"])

    def test_without_control_nothing_is_told(self):
        self.line.control = "none"
        self.assertEqual(self._credit(500), {})
