"""Programs: drafts that become promises."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import RebateCase


@tagged("post_install", "-at_install")
class TestPrograms(RebateCase):
    def test_active_version_never_changes(self):
        program = self._program()
        for vals in (
            {"bound": "exclusive"},
            {"cap_amount": 1},
            {"date_to": "2026-01-01"},
            {"dealer_ids": [(6, 0, [])]},
        ):
            with self.assertRaisesRegex(UserError, "in force"), self.env.cr.savepoint():
                program.write(vals)
        with self.assertRaisesRegex(UserError, "in force"), self.env.cr.savepoint():
            program.band_ids[0].rate = 99
        with self.assertRaisesRegex(UserError, "in force"), self.env.cr.savepoint():
            program.band_ids[0].unlink()
        with self.assertRaisesRegex(UserError, "in force"), self.env.cr.savepoint():
            self.env["dealer.rebate.band"].create({"program_id": program.id, "value_from": 9e6, "rate": 50})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            program.with_user(self.manager).write({"state": "draft"})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            program.unlink()
        program.name = "Volume bonus 2025"

    def test_new_version_takes_over_from_a_day_on(self):
        program = self._program()
        program.action_new_version("2025-07-01")
        new = program.replaced_ids
        self.assertEqual((new.version, new.code, new.state, len(new.band_ids)), (2, "VOL", "draft", 2))
        new.band_ids[0].rate = 3
        new.action_activate()
        self.assertEqual(program.date_to, date(2025, 6, 30))
        self.assertEqual(program.band_ids[0].rate, 2)
        self._sell(6000, "2025-08-10")
        self.assertEqual(self._rebate(self._run(new, 3)).to_settle, 180)

    def test_version_does_not_take_back_what_was_promised(self):
        program = self._program()
        self._sell(6000, "2025-05-10")
        self._settled(program, 2)
        program.action_new_version("2025-06-01")
        with self.assertRaisesRegex(UserError, "begin later"):
            program.replaced_ids.action_activate()

    def test_incomplete_programs_are_not_activated(self):
        cases = [
            ({"bands": []}, "no bands"),
            ({"comparison": "target", "method": "target_split"}, "target"),
            ({"paid_gate": "coefficient"}, "coefficients"),
            ({"settlement_product_id": False}, "cannot be settled"),
            ({"settle_by": "payment"}, "cannot be settled"),
            ({"bands": [(0, 100, 1.0), (50, 0, 2.0)]}, "follow each other"),
        ]
        for number, (vals, words) in enumerate(cases):
            program = self._program(activate=False, code=f"BAD{number}", **vals)
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                program.action_activate()

    def test_settlement_is_not_longer_than_cumulation(self):
        with self.assertRaises(ValidationError):
            self._program(settlement_period="year", cumulation_period="month")

    def test_sales_reads_programs_and_changes_none(self):
        program = self._program(activate=False)
        self.assertEqual(program.with_user(self.clerk).name, "Volume bonus")
        with self.assertRaises(AccessError):
            program.with_user(self.clerk).name = "Mine"
        with self.assertRaises(AccessError):
            program.with_user(self.officer).action_activate()
        program.with_user(self.manager).action_activate()
        self.assertEqual(program.state, "active")

    def test_simulation_tells_what_last_year_would_have_cost(self):
        program = self._program(activate=False, date_from=date(2026, 1, 1), date_to=date(2026, 12, 31))
        self._sell(30000, "2025-02-10")
        self._sell(6000, "2025-03-10", dealer=self.hidden)
        simulation = (
            self.env["dealer.rebate.simulation"]
            .with_user(self.manager)
            .create({"program_id": program.id, "date_from": date(2025, 1, 1), "date_to": date(2025, 12, 31)})
        )
        simulation.action_simulate()
        self.assertEqual(
            {line.dealer_id: line.earned for line in simulation.line_ids}, {self.dealer: 1200, self.hidden: 120}
        )
        self.assertEqual((simulation.basis_sum, simulation.earned_sum), (36000, 1320))
        self.assertEqual(program.state, "draft")
