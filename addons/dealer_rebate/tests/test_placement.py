"""What counts is where dealer and product stood when it was sold; the examples are reckoned by hand.

The program: all of 2025, settled by quarters, from 5,000 on 2 %, from 25,000 on 4 % of everything.
"""

from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .common import RebateCase


class PlacementCase(RebateCase):
    """Dealers and products that are there since 2024: what is made today never was anywhere else before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold, cls.silver = cls._tier("Gold"), cls._tier("Silver")
        cls.oil, cls.fuel = (cls.env["product.category"].create({"name": name}) for name in ("Oil", "Fuel"))
        (cls.dealer + cls.hidden).tier_id = cls.gold
        cls.goods.categ_id = cls.oil
        cls.past = cls.env["dealer.rebate.past"]
        cls.past.search([]).unlink()
        cls.env.flush_all()
        for table in ("dealer_dealer", "product_template"):
            cls.env.cr.execute(SQL("UPDATE %s SET create_date = '2024-01-01'", SQL.identifier(table)))
        cls.env.cr.execute("DELETE FROM dealer_tier_change")
        cls.env.invalidate_all()

    @classmethod
    def _tier(cls, name):
        return cls.env["dealer.tier"].create({"name": name, "code": name.upper(), "company_id": cls.company.id})

    def _on(self, day, record, **vals):
        """Change a record on a day."""
        with freeze_time(f"{day} 12:00:00"):
            record.write(vals)
            self.env.flush_all()

    def _gold(self, **vals):
        return self._program(tier_ids=[Command.set(self.gold.ids)], **vals)

    def _basis(self, program, first, last, dealer=None):
        found = self.env["dealer.rebate.basis"]._sums(program, (date.fromisoformat(first), date.fromisoformat(last)))
        figures = found.get((dealer or self.dealer).id)
        return float(figures.amount) if figures else 0.0

    def _year(self, program, **vals):
        return self._basis(program, "2025-01-01", "2025-12-31", **vals)

    def _take_back(self, invoice, amount, day):
        note = invoice._reverse_moves([{"invoice_date": day, "date": day}])
        note.invoice_line_ids.price_unit = amount
        note.action_post()
        return note


@tagged("post_install", "-at_install")
class TestPlacement(PlacementCase):
    def test_who_is_new_today_where_the_company_is_has_no_yesterday(self):
        """Made on the first of March in Shanghai, when it was February in UTC, and moved on that day."""
        self.company.partner_id.tz = "Asia/Shanghai"
        self.env.cr.execute(
            SQL("UPDATE dealer_dealer SET create_date = '2025-02-28 16:30:00' WHERE id = %s", self.dealer.id)
        )
        self.env.invalidate_all()
        self._on("2025-03-01", self.dealer, tier_id=self.silver.id)
        self.assertFalse(self.past.search([("dealer_id", "=", self.dealer.id)]))
        self._on("2025-03-02", self.dealer, tier_id=self.gold.id)
        kept = self.past.search([("dealer_id", "=", self.dealer.id)])
        self.assertEqual(kept.mapped("last_day"), [date(2025, 3, 1)])

    def test_who_leaves_keeps_what_was_bought_until_then(self):
        program = self._gold()
        february = self._sell(6000, "2025-02-10")
        self.assertEqual(self._rebate(self._settled(program, 1)).to_settle, 120, "2 % of 6,000")
        self._sell(2000, "2025-04-10")
        self._on("2025-05-01", self.dealer, tier_id=self.silver.id)
        may = self._sell(3000, "2025-05-10")
        line = self._rebate(self._settled(program, 2))
        self.assertEqual((line.basis, line.earned, line.to_settle), (8000, 160, 40))
        documents = line._documents()
        self.assertEqual(sum(row["counted"] for row in documents), 8000)
        self._take_back(february, 1000, "2025-07-05")
        self._take_back(may, 500, "2025-07-06")
        line = self._rebate(self._run(program, 3))
        self.assertEqual((line.basis, line.earned, line.carried), (7000, 140, -20), "taken back as it was sold")

    def test_at_the_end_all_or_nothing(self):
        program = self._gold(placement="end")
        self._sell(6000, "2025-02-10")
        self.assertEqual(self._rebate(self._settled(program, 1)).to_settle, 120)
        self._on("2025-05-01", self.dealer, tier_id=self.silver.id)
        self._on("2025-07-01", self.dealer, tier_id=self.gold.id)
        self.assertEqual(self._rebate(self._run(program, 2)).difference, -120, "silver on the last day of June")
        self.assertEqual(self._basis(program, "2025-01-01", "2025-04-30"), 6000)
        self.assertEqual(self._year(program), 6000, "gold on the last day of the year")

    def test_who_joins_brings_nothing_from_before(self):
        self._on("2024-06-01", self.dealer, tier_id=self.silver.id)
        self._on("2025-05-01", self.dealer, tier_id=self.gold.id)
        self._sell(6000, "2025-02-10")
        self._sell(5000, "2025-05-01")
        program = self._gold()
        self.assertFalse(self._rebate(self._run(program, 1)))
        self.assertEqual(self._rebate(self._run(program, 2)).earned, 100, "2 % of 5,000")
        self.assertEqual(self._basis(self._gold(code="END", placement="end"), "2025-01-01", "2025-06-30"), 11000)

    def test_returns_in_their_original_period(self):
        program = self._gold(returns_in="original")
        invoice = self._sell(6000, "2025-02-10")
        self._on("2025-05-01", self.dealer, tier_id=self.silver.id)
        self._take_back(invoice, 2000, "2025-08-10")
        self.assertEqual(self._basis(program, "2025-01-01", "2025-03-31"), 4000)

    def test_nobody_moved_nothing_is_asked_day_by_day(self):
        program = self._gold()
        period = (date(2025, 1, 1), date(2025, 3, 31))
        self.assertIsNone(self.env["dealer.rebate.basis"]._placed(program, period))
        self._on("2024-06-01", self.hidden, tier_id=self.silver.id)
        placed = self.env["dealer.rebate.basis"]._placed(program, period)
        self.assertFalse(placed.keys_in(period) & set(self.hidden.ids))
        self.assertIn(self.dealer.id, placed.keys_in(period))

    def test_a_late_job_counts_from_the_day_of_the_tier_history(self):
        with freeze_time("2025-04-20 12:00:00"):
            self.env["dealer.tier.change"].create(
                {"dealer_id": self.dealer.id, "to_tier_id": self.silver.id, "effective_date": "2025-05-01"}
            )
        with freeze_time("2025-05-09 12:00:00"), self._no_commit():
            self.env["dealer.tier.change"]._apply_due()
        self._sell(6000, "2025-04-30")
        self._sell(1000, "2025-05-01")
        self.assertEqual(self._year(self._gold()), 6000)
        self._on("2025-06-01", self.dealer, unit_id=self.below.id)
        self.assertEqual(self._year(self._gold(code="B")), 6000, "another change leaves the day of the tier alone")

    def test_twice_on_one_day(self):
        self._on("2025-05-01", self.dealer, tier_id=self.silver.id)
        self._on("2025-05-01", self.dealer, tier_id=False)
        self._on("2025-05-01", self.dealer, tier_id=self.silver.id)
        self.assertEqual(len(self.past.search([("dealer_id", "=", self.dealer.id)])), 1)
        self._sell(6000, "2025-04-30")
        self._sell(1000, "2025-05-01")
        self.assertEqual(self._year(self._gold()), 6000)
        self.assertEqual(self._year(self._program(code="S", tier_ids=[Command.set(self.silver.ids)])), 1000)

    def test_types_tags_units_and_territories_alike(self):
        kind = self.env["dealer.type"].create({"name": "Special", "code": "special"})
        tag = self.env["dealer.tag"].create({"name": "Framework contract"})
        land = self.env["dealer.territory"].create({"name": "Land", "code": "LAND-R"})
        county = self.env["dealer.territory"].create({"name": "County", "code": "COUNTY-R", "parent_id": land.id})
        old = self.dealer.unit_id
        self._on("2024-06-01", self.dealer, type_id=kind.id, tag_ids=[Command.link(tag.id)], territory_id=county.id)
        self._sell(6000, "2025-02-10")
        wanted = {"type_ids": kind, "tag_ids": tag, "territory_ids": land, "unit_ids": old}
        programs = [self._program(code=name, **{name: [Command.set(records.ids)]}) for name, records in wanted.items()]
        self._on("2025-03-01", self.dealer, tag_ids=[Command.clear()], territory_id=land.id, unit_id=self.foreign.id)
        self._on("2025-03-02", self.dealer, type_id=self.hidden.type_id.id, territory_id=False)
        self._sell(500, "2025-04-10")
        self.assertEqual([self._year(program) for program in programs], [6000] * 4)

    def test_a_tree_that_is_rebuilt_changes_nothing_before(self):
        land, other = (self.env["dealer.territory"].create({"name": code, "code": code}) for code in ("L-R", "O-R"))
        county = self.env["dealer.territory"].create({"name": "County", "code": "C-R", "parent_id": land.id})
        self._on("2024-06-01", self.dealer, territory_id=county.id)
        self._sell(6000, "2025-02-10")
        self._on("2025-03-01", county, parent_id=other.id)
        self._sell(500, "2025-04-10")
        of_land = self._program(code="LAND", territory_ids=[Command.set(land.ids)])
        of_other = self._program(code="OTHER", territory_ids=[Command.set(other.ids)])
        self.assertEqual((self._year(of_land), self._year(of_other)), (6000, 500))

    def test_a_new_address_that_moves_the_dealer(self):
        french, german = self.env.ref("base.fr"), self.env.ref("base.de")
        lands = [
            self.env["dealer.territory"].create(
                {"name": country.name, "code": f"{country.code}-R", "country_ids": [Command.set(country.ids)]}
            )
            for country in (french, german)
        ]
        self._on("2024-06-01", self.dealer.partner_id, country_id=french.id)
        self.assertEqual(self.dealer.territory_id, lands[0])
        self._sell(6000, "2025-02-10")
        self._on("2025-03-01", self.dealer.partner_id, country_id=german.id)
        self.assertEqual(self.dealer.territory_id, lands[1])
        self.assertEqual(self._year(self._program(territory_ids=[Command.set(lands[0].ids)])), 6000)

    def test_growth_is_compared_with_the_same_days(self):
        program = self._program(
            [(0, 0, 1.0)], activate=False, comparison="growth", tier_ids=[Command.set(self.gold.ids)]
        )
        for day, amount in (("2024-02-10", 1000), ("2024-06-10", 500), ("2025-02-10", 3000), ("2025-06-10", 700)):
            self._sell(amount, day)
        self._on("2025-05-01", self.dealer, tier_id=self.silver.id)
        period = (date(2025, 1, 1), date(2025, 12, 31))
        figures = self.env["dealer.rebate.basis"]._sums(program, period)[self.dealer.id]
        self.assertEqual((figures.amount, figures.base), (3000, 1000))

    def test_the_target_of_who_took_part_for_a_time(self):
        target = {"date_from": date(2025, 1, 1), "date_to": date(2025, 12, 31), "value": 10000}
        rows = [Command.create({**target, "dealer_id": dealer.id}) for dealer in self.dealer + self.hidden]
        self._on("2024-05-01", self.hidden, tier_id=self.silver.id)
        self._on("2025-05-01", self.dealer, tier_id=self.silver.id)
        program = self._gold(bands=[(50, 0, 1.0)], comparison="target", target_ids=rows)
        self._sell(6000, "2025-02-10")
        self._sell(6000, "2025-02-10", dealer=self.hidden)
        earned = self.env["dealer.rebate.basis"]._earned(program, (date(2025, 1, 1), date(2025, 12, 31)))
        self.assertEqual({key: row["earned"] for key, row in earned.items()}, {self.dealer.id: 60})

    def test_what_is_accrued_stays_accrued(self):
        program = self._gold(accrual_account_id=self.accrual_account.id)
        self._sell(6000, "2025-02-10")
        program.action_accrue("2025-04-30")
        self._on("2025-05-01", self.dealer, tier_id=self.silver.id)
        program.action_accrue("2025-06-30")
        self.assertEqual(program.accrual_ids.mapped("amount"), [120])

    def test_a_dealer_that_left_still_sees_what_it_earned(self):
        self._gold()
        self._sell(6000, "2025-02-10")
        self._on("2025-05-01", self.dealer, tier_id=self.silver.id)
        with freeze_time("2025-05-20"):
            (row,) = self.dealer.with_user(self.member).rebate_progress()
        self.assertEqual(row["earned"], 120)

    def test_history_of_tiers_from_before_the_add_on(self):
        self._on("2025-05-01", self.dealer, tier_id=self.silver.id)
        known = self.past.search([("dealer_id", "=", self.dealer.id)])
        facts = known.facts
        self.past.search([]).unlink()
        self.past.init()
        again = self.past.search([("dealer_id", "=", self.dealer.id)])
        self.assertEqual((again.last_day, again.facts), (date(2025, 4, 30), facts))
        self.past.init()
        self.assertEqual(self.past.search_count([("dealer_id", "=", self.dealer.id)]), 1)

    def test_nobody_writes_the_past(self):
        self._on("2025-05-01", self.dealer, tier_id=self.silver.id)
        row = self.past.search([("dealer_id", "=", self.dealer.id)])
        for user in (self.manager, self.officer, self.env.ref("base.user_admin")):
            for call in (
                lambda own: own.read(["facts"]),
                lambda own: own.write({"last_day": "2020-01-01"}),
                lambda own: own.create({"dealer_id": self.dealer.id, "last_day": "2020-01-01", "facts": {}}),
                lambda own: own.unlink(),
            ):
                with self.assertRaises(AccessError):
                    call(row.with_user(user))


@tagged("post_install", "-at_install")
class TestProductPlacement(PlacementCase):
    def test_a_product_counts_in_the_category_of_the_day(self):
        self._sell(6000, "2025-02-10")
        self._on("2025-03-01", self.goods, categ_id=self.fuel.id)
        self._sell(4000, "2025-04-10")
        self.assertEqual(self._year(self._program(category_ids=[Command.set(self.oil.ids)])), 6000)
        self.assertEqual(self._year(self._program(code="F", category_ids=[Command.set(self.fuel.ids)])), 4000)
        self.assertEqual(self._year(self._program(code="N", excluded_category_ids=[Command.set(self.oil.ids)])), 4000)
        named = self._program(
            code="P", product_ids=[Command.set(self.goods.ids)], category_ids=[Command.set(self.oil.ids)]
        )
        self.assertEqual(self._year(named), 10000, "named, wherever it stands")

    def test_a_settled_period_stays_as_it_was(self):
        program = self._program(cumulation_period="quarter", category_ids=[Command.set(self.oil.ids)])
        invoice = self._sell(6000, "2025-02-10")
        self._settled(program, 1)
        self._on("2025-04-01", self.goods, categ_id=self.fuel.id)
        self.assertFalse(self._rebate(self._run(program, 2)), "nothing is taken back")
        self._take_back(invoice, 6000, "2025-07-01")
        self.assertEqual(self._rebate(self._run(program, 3)).basis, -6000)

    def test_a_category_that_is_moved_elsewhere(self):
        motor = self.env["product.category"].create({"name": "Motor Oil", "parent_id": self.oil.id})
        self._on("2024-06-01", self.goods, categ_id=motor.id)
        self._sell(6000, "2025-02-10")
        self._on("2025-03-01", motor, parent_id=self.fuel.id)
        self._sell(500, "2025-04-10")
        self.assertEqual(self._year(self._program(category_ids=[Command.set(self.oil.ids)])), 6000)
        self.assertEqual(self._year(self._program(code="F", category_ids=[Command.set(self.fuel.ids)])), 500)

    def test_the_mix_of_products(self):
        mix = [Command.create({"name": "Oil", "category_ids": [Command.set(self.oil.ids)], "min_value": 6000})]
        program = self._program(mix_ids=mix)
        invoice = self._sell(6000, "2025-02-10")
        self._on("2025-03-01", self.goods, categ_id=self.fuel.id)
        self._sell(4000, "2025-04-10")
        period = (date(2025, 1, 1), date(2025, 12, 31))
        basis = self.env["dealer.rebate.basis"]
        self.assertEqual(basis._earned(program, period)[self.dealer.id]["earned"], 200)
        self._take_back(invoice, 1, "2025-05-01")
        self.assertEqual(basis._earned(program, period)[self.dealer.id]["reason"], "need")

    def test_what_a_program_names_cannot_be_deleted(self):
        """Deleted, the condition would be gone, and the program for all."""
        kind = self.env["product.category"].create({"name": "Empty"})
        self._program(category_ids=[Command.set(kind.ids)])
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as refused, self.env.cr.savepoint():
            kind.unlink()
        self.assertIn("dealer_rebate_program_category_rel", str(refused.exception.__cause__ or refused.exception))
