"""What is earned, what a program would have cost, and how far the next band is."""

from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .basis_common import QUARTER, RebateBasisCase

DAY = date(2026, 3, 15)


@tagged("post_install", "-at_install")
class TestBasisEarned(RebateBasisCase):
    def test_months_add_up_over_a_year(self):
        """Golden vector (a), from documents."""
        program = self._program(
            settlement_period="month", cumulation_period="year", bands=[(5000, 25000, 2), (25000, 0, 4)]
        )
        for amount, day in ((3000, "2026-01-31"), (4000, "2026-02-01"), (20000, "2026-03-05")):
            self._bill(amount, day)
        ends = (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31))
        found = [self.basis._earned(program, (date(2026, 1, 1), end))[self.dealer.id] for end in ends]
        self.assertEqual([figures["earned"] for figures in found], [0, 140, 1080])
        self.assertEqual([figures["rate"] for figures in found], [0, 2, 4])
        self.assertEqual(found[2]["band_id"], program.band_ids[1].id)

    def test_a_program_is_tried_on_the_year_before(self):
        """Its targets count for the same days, its periods as whole ones."""
        program = self._program(comparison="target", bands=[(100, 0, 5)], guarantee_amount=70)
        program.target_ids = [
            Command.create(
                {"dealer_id": self.dealer.id, "date_from": "2026-01-01", "date_to": "2026-03-31", "value": 1000}
            )
        ]
        self._bill(1200, "2025-02-28")
        found = self.basis._earned(program, (date(2025, 1, 1), date(2025, 3, 31)))
        self.assertEqual(found[self.dealer.id]["earned"], 70)
        self.assertEqual(found[self.dealer.id]["achievement"], 120)

    @freeze_time("2026-04-30")
    def test_overdue_is_told(self):
        self._bill(100, "2026-03-10", invoice_date_due="2026-03-20", invoice_payment_term_id=False)
        found = self.basis._earned(self._program(no_overdue=True), QUARTER)[self.dealer.id]
        self.assertEqual((found["earned"], found["reason"]), (10, "overdue"))
        self.assertEqual(found["explain"][-1], {"kind": "refusal", "rule": "overdue", "key": ""})
        self.assertEqual(self.basis._earned(self._program(code="NEVER MIND"), QUARTER)[self.dealer.id]["reason"], "")

    def test_how_far_the_next_band_is(self):
        program = self._program(bands=[(5000, 25000, 2), (25000, 0, 4)], unit_ids=[Command.set(self.unit.ids)])
        dealers = [self.dealer.id, self.hidden.id]
        names = ("basis", "earned", "rate", "next_from", "missing", "next_rate", "next_earned")
        for amount, expected in (
            (0, (0, 0, 0, 5000, 5000, 2, 100)),
            (7000, (7000, 140, 2, 25000, 18000, 4, 1000)),
            (20000, (27000, 1080, 4, 0, 0, 0, 0)),
        ):
            if amount:
                self._bill(amount, DAY)
            found = self.basis._progress(program, DAY, dealers)
            self.assertEqual(list(found), [self.dealer.id], "the other one is of another unit")
            self.assertEqual(tuple(found[self.dealer.id][name] for name in names), expected)

    def test_free_goods(self):
        program = self._program(method="free_goods", uom_id=self.piece.id, measure="quantity")
        program.band_ids.write({"free_quantity": 2, "free_per": 100})
        self._bill(1, quantity=150)
        found = self.basis._earned(program, QUARTER)[self.dealer.id]
        self.assertEqual((found["earned"], found["free_quantity"]), (2, 2))

    def test_what_a_rebate_pays_lowers_no_later_one(self):
        credit = self.env["product.product"].create({"name": "Rebate", "type": "service", "taxes_id": False})
        program = self._program(settlement_product_id=credit.id)
        self._bill(100)
        self._bill(10, product=credit, move_type="out_refund")
        self.assertEqual(self._amount(program), 100)
