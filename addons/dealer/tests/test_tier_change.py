from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestTierChange(DealerCommon):
    """History of tiers, and changes that wait for their date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold, cls.silver = cls.make_tier("Gold", 1), cls.make_tier("Silver", 2)
        cls.manager = cls.make_user("manager", "channel_manager", "subtree", cls.east)
        cls.dealer = cls.dealer_east.with_user(cls.manager)
        cls.changes = cls.env["dealer.tier.change"].with_user(cls.manager)
        cls.later = fields.Date.today() + timedelta(days=10)

    def _run_job(self):
        """Run the job as the scheduler does, without its commits; return the number of changes applied."""
        with self._no_commit():
            return self.env["dealer.tier.change"]._apply_due()

    def _plan(self, tier, date=None, **vals):
        return self.changes.create(
            {"dealer_id": self.dealer.id, "to_tier_id": tier.id, "effective_date": date or self.later, **vals}
        )

    def test_writing_the_tier_makes_history(self):
        self.dealer.tier_id = self.silver
        self.dealer.tier_id = self.gold
        self.dealer.tier_id = self.gold
        rows = self.dealer.tier_change_ids.sorted("id")
        self.assertEqual(
            [(row.from_tier_id, row.to_tier_id, row.state) for row in rows],
            [(self.env["dealer.tier"], self.silver, "effective"), (self.silver, self.gold, "effective")],
        )
        self.assertEqual(rows.user_id, self.manager)
        self.assertEqual(set(rows.mapped("effective_date")), {fields.Date.context_today(self.dealer)})

    def test_tier_given_on_create_is_history_too(self):
        dealer = self.make_dealer("New", self.east, tier_id=self.gold.id)
        self.assertEqual(dealer.tier_change_ids.to_tier_id, self.gold)

    def test_of_today_takes_effect_at_once(self):
        change = self._plan(self.gold, fields.Date.context_today(self.dealer), reason="asked for")
        self.assertEqual(self.dealer.tier_id, self.gold)
        self.assertEqual((change.state, change.origin, change.reason), ("effective", "manual", "asked for"))
        self.assertEqual(len(self.dealer.tier_change_ids), 1, "one change, one row")

    def test_no_tier_is_taken_away_by_leaving_it_out(self):
        self.dealer.tier_id = self.gold
        with self.assertRaisesRegex(UserError, "Name the new tier of East dealer"):
            self.changes.create({"dealer_id": self.dealer.id})
        form = Form(self.changes.with_context(default_dealer_id=self.dealer.id))
        with self.assertRaises(AssertionError, msg="an empty form left behind is saved by the browser"):
            form.save()
        self.assertEqual(self.dealer.tier_id, self.gold)

    def test_its_day_begins_where_the_company_is(self):
        """Not where the job runs, nor where the manager is just now."""
        company = self.dealer_east.company_id
        for zone, waits, comes in (
            ("America/Los_Angeles", "2027-03-01 07:30:00", "2027-03-01 08:30:00"),
            ("Asia/Shanghai", "2027-02-28 15:30:00", "2027-02-28 16:30:00"),
        ):
            company.partner_id.tz = zone
            self.dealer_east.tier_id = self.silver
            with freeze_time("2027-02-20 12:00:00"):
                change = self._plan(self.gold, "2027-03-01")
            with freeze_time(waits), self.subTest(zone=zone):
                self.assertEqual((self._run_job(), self.dealer.tier_id), (0, self.silver))
            with freeze_time(comes), self.subTest(zone=zone):
                self.assertEqual((self._run_job(), self.dealer.tier_id), (1, self.gold))
                self.assertEqual(change.effective_date, fields.Date.to_date("2027-03-01"))

    def test_today_of_a_manager_far_away_is_today(self):
        """In Los Angeles it is still the last of February: what is asked for today counts from today of the company."""
        self.dealer_east.company_id.partner_id.tz = "Asia/Shanghai"
        self.manager.tz = "America/Los_Angeles"
        with freeze_time("2027-02-28 16:30:00"):
            changes = self.changes.with_context(tz=self.manager.tz)
            day = fields.Date.context_today(changes)
            change = changes.create(
                {"dealer_id": self.dealer.id, "to_tier_id": self.gold.id, "effective_date": day, "reason": "trip"}
            )
            self.assertEqual(change.effective_date, fields.Date.to_date("2027-03-01"))
            self.assertEqual((change.state, self.dealer.tier_id), ("effective", self.gold))
            with self.assertRaisesRegex(UserError, "cannot change in the past"):
                self._plan(self.silver, "2027-02-27")

    def test_planned_waits_for_its_date(self):
        change = self._plan(self.gold)
        self.assertEqual(self.dealer.planned_tier_change_id, change)
        self.assertEqual(self._run_job(), 0)
        self.assertFalse(self.dealer.tier_id)
        self.dealer_east.tier_id = self.silver  # meanwhile
        with freeze_time(self.later):
            self.assertEqual(self._run_job(), 1)
            self.assertEqual(self._run_job(), 0)
        self.assertEqual(self.dealer.tier_id, self.gold)
        self.assertEqual((change.state, change.from_tier_id), ("effective", self.silver))
        self.assertEqual(change.effective_date, self.later)
        self.assertFalse(self.dealer.planned_tier_change_id)
        self.assertEqual(len(self.dealer.tier_change_ids), 2)

    def test_daily_job(self):
        self._plan(self.gold)
        with freeze_time(self.later), self.enter_registry_test_mode():
            self.env.ref("dealer.cron_tier_change").method_direct_trigger()
        self.assertEqual(self.dealer.tier_id, self.gold)

    def test_tier_set_by_hand_before_the_planned_date(self):
        change = self._plan(self.gold)
        self.dealer.tier_id = self.gold
        self.assertEqual(change.state, "effective")
        self.assertEqual(change.effective_date, fields.Date.context_today(self.dealer))
        self.assertEqual(len(self.dealer.tier_change_ids), 1)

    def test_cancel(self):
        change = self._plan(self.gold)
        self.assertTrue(change.action_cancel())
        self.assertTrue(change.action_cancel(), "twice is once")
        with freeze_time(self.later):
            self._run_job()
        self.assertFalse(self.dealer.tier_id)
        self.assertTrue(self._plan(self.silver), "another may be planned now")

    def test_cancel_too_late(self):
        change = self._plan(self.gold, fields.Date.context_today(self.dealer))
        with self.assertRaisesRegex(UserError, "no longer planned"):
            change.action_cancel()

    def test_one_planned_change_a_dealer(self):
        self._plan(self.gold)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._plan(self.silver)

    def test_refusals(self):
        foreign = self.make_tier("Foreign", 1, company=self.company_b)
        with self.assertRaisesRegex(UserError, "cannot change in the past"):
            self._plan(self.gold, fields.Date.today() - timedelta(days=2))
        with self.assertRaisesRegex(UserError, "belongs to another company"):
            self._plan(foreign)
        with self.assertRaisesRegex(UserError, "the rest follows"):
            self._plan(self.gold, state="effective")
        with self.assertRaisesRegex(UserError, "the rest follows"):
            self._plan(self.gold, from_tier_id=self.silver.id)
        self.dealer.tier_id = self.gold
        with self.assertRaisesRegex(UserError, "already has the tier Gold"):
            self._plan(self.gold)

    def test_history_is_not_edited_or_deleted(self):
        planned = self._plan(self.gold)
        self.dealer_branch.tier_id = self.silver
        effective = self.dealer_branch.tier_change_ids
        for change in (planned, effective.with_user(self.manager), effective):
            for vals in ({"state": "cancelled"}, {"to_tier_id": self.silver.id}, {"effective_date": "2020-01-01"}):
                with self.assertRaisesRegex(UserError, "cannot be edited"):
                    change.write(vals)
        with self.assertRaisesRegex(UserError, "cannot be edited"):
            effective.reason = "x"
        planned.reason = "a better one"
        for change in (planned.sudo(), effective):
            with self.assertRaisesRegex(UserError, "cannot be deleted"):
                change.unlink()

    def test_only_channel_managers(self):
        desk = self.make_user("desk", "sales_desk", "subtree", self.east)
        with self.assertRaises(AccessError):
            self.changes.with_user(desk).create({"dealer_id": self.dealer.id, "to_tier_id": self.gold.id})
        change = self._plan(self.gold)
        with self.assertRaisesRegex(AccessError, "Only a channel manager"):
            change.with_user(desk).action_cancel()

    def test_one_bad_row_does_not_stop_the_job(self):
        """The tier of the first became another company's; the row says why it waits, the others go on."""
        bad = self._plan(self.gold)
        self.changes.sudo().create(
            {"dealer_id": self.dealer_west.id, "to_tier_id": self.silver.id, "effective_date": self.later}
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE dealer_tier SET company_id = %s WHERE id = %s", (self.company_b.id, self.gold.id))
        self.env.invalidate_all()
        with freeze_time(self.later):
            self.assertEqual(self._run_job(), 1)
        self.assertEqual(self.dealer_west.tier_id, self.silver)
        self.assertFalse(self.dealer_east.tier_id)
        self.assertEqual(bad.state, "planned")
        self.assertIn("Gold", bad.error)
