from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.dealer_fund.tests.common import FundFactory

from .pad_common import PadCase


@tagged("post_install", "-at_install")
class TestPadPreview(FundFactory, PadCase):
    """A dealer with 100 of credit and 500 of rebates, which may pay all of an order, looks at a draft of 200."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.credit_policy = cls.env["dealer.credit.policy"].create({"name": "By the book"})
        cls.line = cls.env["dealer.credit.line"].create(
            {"dealer_id": cls.dealer.id, "control": "limit", "limit_amount": 100.0, "policy_id": cls.credit_policy.id}
        )
        cls.rebate = cls._fund(cls._fund_type("REBATE", "rebate", order_share_percent=100.0), amount=500.0)

    def setUp(self):
        super().setUp()
        self.pad = self._pad()
        self.answer = self._check(("G-1", 20), pad=self.pad)
        self.pad._make_order()
        self.draft = self.pad.sudo().order_id

    def _with_fund(self, amount, **values):
        return self.pad.preview({"funds": {str(self.rebate.id): amount}, **values})

    def test_credit_and_reasons_follow_the_fund(self):
        for amount, left, after, held in (("100", "100.00", "0.00", False), ("99", "101.00", "-\ufeff1.00", True)):
            with self.subTest(amount):
                answer = self._with_fund(amount)
                self.assertIn(left, answer["left"])
                self.assertIn(after, answer["credit"]["after"])
                self.assertEqual([row["severity"] for row in answer["findings"]], ["hold"] if held else [])
                self.assertFalse(answer["refused"])

    def test_what_the_policy_refuses_is_refused_until_the_fund_pays(self):
        self.credit_policy.on_limit = "refuse"
        self.assertTrue(self._with_fund("0")["refused"])
        self.assertFalse(self._with_fund("150")["refused"])

    def test_what_was_said_is_kept_and_placed(self):
        self._with_fund("120.50", client_order_ref=" P  7 ", note="Ring twice")
        self.assertEqual((self.draft.client_order_ref, self.draft.dealer_note), ("P 7", "Ring twice"))
        self.assertEqual(self.pad.submit(self.answer["key"], {})["state"], "confirmed")
        self.assertEqual(self.draft.fund_held, 120.5)

    def test_a_second_order_with_the_same_number_is_foretold(self):
        self._with_fund("200", client_order_ref="P 8")
        self.assertEqual(self.pad.submit(self.answer["key"], {})["state"], "confirmed")
        self._check(("G-1", 1), pad=self.pad)
        self.pad._make_order()
        self.assertEqual(self.pad.preview({"client_order_ref": "P 9"})["findings"], [])
        (found,) = self.pad.preview({"client_order_ref": "p8"})["findings"]
        self.assertIn("p8", found["text"])

    def test_what_does_not_do_changes_nothing(self):
        self._with_fund("50")
        for values in (
            {"funds": {self.rebate.id: 201}, "note": "lost"},
            {"funds": {self.rebate.id: "nan"}},
            {"requested_date": "2001-01-01"},
            {"partner_shipping_id": str(self.hidden.partner_id.id)},
            ["no", "names"],
        ):
            with self.subTest(values), self.assertRaises(UserError), self.env.cr.savepoint():
                self.pad.preview(values)
        self.assertEqual((self.draft.fund_plan_ids.amount, self.draft.dealer_note), (50.0, False))

    def test_nothing_is_placed_and_a_placed_order_is_over(self):
        self._with_fund("200")
        self.assertEqual((self.draft.state, self.draft.submitted_at), ("draft", False))
        self.pad.submit(self.answer["key"], {})
        with self.assertRaisesRegex(UserError, "begun anew"):
            self.pad.preview({})
        with self.assertRaises(UserError):
            self._pad(self.colleague).preview({})


@tagged("post_install", "-at_install")
class TestPadWindows(PadCase):
    """One person with the pad in two windows: no row goes away without being asked for."""

    def _row(self, code, quantity):
        return [{"code": code, "quantity": quantity}]

    def _kept(self, pad):
        return [(row["code"], row["quantity"]) for row in pad.sudo().rows or []]

    def test_the_second_window_is_told_and_decides(self):
        pad = self._pad()
        start = self._check(("G-1", 1), pad=pad)["version"]
        first = pad.check(self._row("G-1", 2), start, "A")
        self.assertGreater(first["version"], start)
        with self.assertRaisesRegex(UserError, "another window"):
            pad.check(self._row("S-1", 3), start, "B")
        self.assertEqual(self._kept(pad), [("G-1", 2)])
        pad.check(self._row("S-1", 3), None, "B")
        self.assertEqual(self._kept(pad), [("S-1", 3)])
        with self.assertRaisesRegex(UserError, "another window"):
            pad.check(self._row("G-1", 4), first["version"], "A")

    def test_ones_own_earlier_call_is_no_conflict(self):
        pad = self._pad()
        start = self._check(pad=pad)["version"]
        pad.check(self._row("G-1", 1), start, "A")
        pad.check(self._row("G-1", 12), start, "A")
        self.assertEqual(self._kept(pad), [("G-1", 12)])

    def test_the_same_rows_are_no_conflict(self):
        pad = self._pad()
        start = self._check(("G-1", 5), pad=pad)["version"]
        pad.check(self._row("G-1", 6), start, "A")
        self.assertEqual(pad.check(self._row("G-1", 6), start, "B")["rows"][0]["state"], "ok")

    def test_what_was_put_on_from_the_catalogue_is_not_overwritten(self):
        pad = self._pad()
        seen = pad.check(self._row("G-1", 1), None, "A")["version"]
        pad._append(self._row("S-1", 1))
        with self.assertRaisesRegex(UserError, "another window"):
            pad.check(self._row("G-1", 2), seen, "A")
        self.assertEqual(self._kept(pad), [("G-1", 1), ("S-1", 1)])

    def test_a_page_from_before_the_order_does_not_bring_its_rows_back(self):
        pad = self._pad()
        seen = pad.check(self._row("G-1", 1), None, "A")
        pad.submit(seen["key"], {})
        with self.assertRaisesRegex(UserError, "another window"):
            pad.check(self._row("G-1", 2), seen["version"], "A")
        self.assertEqual(self._kept(pad), [])

    def test_two_people_of_a_dealer_have_a_pad_each(self):
        mine, theirs = self._pad(), self._pad(self.colleague)
        seen = theirs.check(self._row("S-1", 9), None, "B")["version"]
        mine.check(self._row("G-1", 1), None, "A")
        theirs.check(self._row("S-1", 8), seen, "C")
        self.assertEqual((self._kept(mine), self._kept(theirs)), ([("G-1", 1)], [("S-1", 8)]))
