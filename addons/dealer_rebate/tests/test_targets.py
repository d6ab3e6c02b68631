"""Targets come in by the platform's own import: what is wrong with a row is said in a sentence, and nothing is half done."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RebateCase

COLUMNS = ["program_id", "dealer_id", "date_from", "date_to", "value"]


@tagged("post_install", "-at_install")
class TestTargets(RebateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls._program(
            [(60, 0, 4.0)], activate=False, comparison="target", cumulation_period="quarter", code="TARGET"
        )

    def _import(self, *rows, user=None):
        """Import rows as a person does, with dealers as they are displayed; return what is said, "" if all came in."""
        with mute_logger("odoo.sql_db", "odoo.models"):
            result = (
                self.env["dealer.rebate.target"]
                .with_user(user or self.manager)
                .load(COLUMNS, [list(row) for row in rows])
            )
        self.env.invalidate_all()
        return "\n".join(message["message"] for message in result["messages"])

    def _row(self, **vals):
        row = {
            "program_id": self.program.name,
            "dealer_id": self.dealer.display_name,
            "date_from": "2025-01-01",
            "date_to": "2025-03-31",
            "value": "10000",
            **vals,
        }
        return [row[name] for name in COLUMNS]

    def test_good_rows(self):
        months = [self._row(date_from=f"2025-0{month}-01", date_to=f"2025-0{month}-28") for month in (1, 2)]
        self.assertEqual(self._import(*months, self._row(dealer_id=self.hidden.display_name)), "")
        self.assertEqual(sum(self.program.target_ids.mapped("value")), 30000)

    def test_bad_rows(self):
        for vals, words in (
            ({"dealer_id": "Nobody Ltd"}, ("Nobody Ltd", "Dealer")),
            ({"program_id": "No such bonus"}, ("No such bonus", "Program")),
            ({"value": "many"}, ("many", "Target")),
            ({"value": "-5"}, ("greater than zero",)),
            ({"value": "0"}, ("greater than zero",)),
            ({"value": ""}, ("greater than zero",)),
            ({"dealer_id": ""}, ("Dealer",)),
            ({"date_from": "31/31/2025"}, ("31/31/2025", "From")),
            ({"date_from": "2025-03-31", "date_to": "2025-01-01"}, ("last day lies before",)),
            ({"date_to": "2025-04-15"}, ("lies in no period", self.dealer.name, "03/31/2025")),
            ({"date_from": "2026-01-01", "date_to": "2026-03-31"}, ("lies in no period", "Volume bonus")),
        ):
            with self.subTest(vals):
                message = self._import(self._row(dealer_id=self.hidden.display_name), self._row(**vals))
                for word in words:
                    self.assertIn(word, message)
                self.assertNotIn("violates", message)
                self.assertFalse(self.program.target_ids, "all or nothing")

    def test_the_same_twice(self):
        message = self._import(self._row(), self._row(value="7"))
        self.assertIn("already has a target", message)

    def test_a_program_in_force(self):
        self.assertEqual(self._import(self._row()), "")
        self.program.action_activate()
        message = self._import(self._row(dealer_id=self.hidden.display_name))
        self.assertIn("is in force", message)

    def test_who_has_no_right(self):
        message = self._import(self._row(), user=self.clerk)
        self.assertIn("not allowed to create", message)
