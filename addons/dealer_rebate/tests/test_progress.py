"""What a dealer is told today is what a run of today would find, program by program and in sum."""

import random
from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import RebateCase
from .test_placement import PlacementCase


class ProgressCase:
    """Compares :meth:`dealer.dealer.rebate_progress` with interim runs of the same day."""

    def _told(self, day, dealer=None):
        """Return {program id: row}, asked by the dealer itself."""
        with freeze_time(f"{day} 12:00:00"):
            rows = (dealer or self.dealer).with_user(self.member).rebate_progress()
        return {row["program_id"]: row for row in rows}

    def _calculated(self, program, day):
        """Return what an interim run until ``day`` finds for the running period, {dealer: part}; it leaves no trace."""
        first, last = program._settlement_period_of(day)
        with freeze_time(f"{day} 12:00:00"), self.env.cr.savepoint() as savepoint:
            run = self.env["dealer.rebate.run"].create(
                {
                    "program_id": program.id,
                    "period_from": first,
                    "period_to": day,
                    "kind": "final" if day == last else "interim",
                }
            )
            run.action_calculate()
            parts = {
                part.dealer_id.id: (part.earned, part.basis, part.reason or "")
                for part in run.line_ids.part_ids
                if not part.late
            }
            savepoint.rollback()
        self.env.invalidate_all()
        return parts

    def _assert_same(self, programs, day):
        told, total = self._told(day), 0.0
        for program in programs:
            earned, basis, reason = self._calculated(program, day).get(self.dealer.id, (0.0, 0.0, ""))
            row = told[program.id]
            with self.subTest(program=program.code, day=day):
                self.assertEqual((row["earned"], row["basis"]), (earned, basis))
                self.assertEqual(row["reason"] if earned or reason else reason, reason)
            total += earned
        self.assertAlmostEqual(sum(row["earned"] for row in told.values()), total, 2)
        return total


@tagged("post_install", "-at_install")
class TestProgress(ProgressCase, RebateCase):
    def test_only_the_best_of_a_group(self):
        best = {"combination": "best", "combination_group": "A"}
        small = self._program([(0, 0, 2.0)], code="SMALL", **best)
        large = self._program([(10000, 0, 3.0)], code="LARGE", **best)
        alone = self._program([(0, 0, 0.5)], code="ALONE")
        self._sell(9000, "2025-02-10")
        day = date(2025, 2, 20)
        told = self._told(day)
        self.assertEqual([told[program.id]["earned"] for program in (small, large, alone)], [180, 0, 45])
        self.assertEqual(self._assert_same(small + large + alone, day), 225)
        self._sell(2000, "2025-03-10")
        day = date(2025, 3, 20)
        told = self._told(day)
        self.assertEqual([told[program.id]["earned"] for program in (small, large, alone)], [0, 330, 55])
        self.assertEqual([told[program.id]["reason"] for program in (small, large)], ["other_better", ""])
        self.assertEqual(self._assert_same(small + large + alone, day), 385)

    def test_a_guarantee_is_told_on_the_last_day_and_not_before(self):
        program = self._program(guarantee_amount=500)
        self._sell(6000, "2025-02-10")
        for day, earned in ((date(2025, 12, 30), 120), (date(2025, 12, 31), 500)):
            self.assertEqual(self._told(day)[program.id]["earned"], earned)
            self._assert_same(program, day)

    def test_random_programs(self):
        """Programs of all methods, alone and in groups, on days of a year with sales and returns."""
        chance = random.Random(20261122)
        day = date(2025, 1, 3)
        while day < date(2025, 12, 31):
            amount = round(chance.uniform(50, 9000), 2)
            for dealer in (self.dealer, self.hidden):
                self._sell(amount, str(day), dealer=dealer)
            if chance.random() < 0.3:
                self._sell(round(amount / 3, 2), str(day), move_type="out_refund")
            day += timedelta(days=chance.randint(20, 60))
        programs = self.env["dealer.rebate.program"].union(*(self._random(chance, number) for number in range(16)))
        total = sum(
            self._assert_same(programs, date(2025, chance.randint(1, 12), chance.randint(1, 28))) for _day in range(2)
        )
        self.assertTrue(total)

    def _random(self, chance, number):
        """Return an active program of chance."""
        edges = sorted(chance.sample(range(0, 40000, 500), chance.randint(1, 4)))
        rows = [
            Command.create(
                {
                    "value_from": low,
                    "value_to": high,
                    "rate": round(chance.uniform(0, 9), 2),
                    "flat_amount": chance.randint(0, 900),
                    "amount_per_unit": round(chance.uniform(0, 3), 2),
                }
            )
            for low, high in zip(edges, [*edges[1:], 0], strict=True)
        ]
        group = chance.choice(("", "A", "B"))
        return self._program(
            [],
            code=f"R{number}",
            name=f"Random {number}",
            band_ids=rows,
            method=chance.choice(("whole", "progressive", "rolling", "total", "flat", "per_unit")),
            bound=chance.choice(("lower_inclusive", "upper_inclusive", "exclusive")),
            cumulation_period={"A": "year", "B": "quarter"}.get(group)
            or chance.choice(("quarter", "half_year", "year")),
            combination="best" if group else "all",
            combination_group=group or False,
            uom_id=self.goods.uom_id.id,
            cap_amount=chance.choice((0, 0, 300)),
            minimum_amount=chance.choice((0, 0, 50)),
            guarantee_amount=chance.choice((0, 0, 70)),
            returns_in=chance.choice(("current", "original")),
            placement=chance.choice(("document", "end")),
        )


@tagged("post_install", "-at_install")
class TestProgressOfMoved(ProgressCase, PlacementCase):
    def test_who_moved(self):
        best = {"combination": "best", "combination_group": "A"}
        of_gold = self._gold(code="GOLD", **best)
        of_silver = self._program(code="SILVER", tier_ids=[Command.set(self.silver.ids)], **best)
        at_end = self._gold(code="END", placement="end")
        self._sell(6000, "2025-02-10")
        self._sell(7000, "2025-05-10")
        day = date(2025, 4, 20)
        self.assertEqual(self._assert_same(of_gold + at_end, day), 240)
        self._on("2025-05-01", self.dealer, tier_id=self.silver.id)
        day = date(2025, 5, 20)
        told = self._told(day)
        self.assertEqual([told[one.id]["earned"] for one in (of_gold, of_silver)], [0, 140])
        self.assertNotIn(at_end.id, told)
        self.assertEqual(self._assert_same(of_gold + of_silver, day), 140)
