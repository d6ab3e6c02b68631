from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import CreditCase

EVENING = "2027-03-01 05:00:00"  # in Los Angeles the last evening of February, in Shanghai the first of March
MORNING = "2026-12-31 16:30:00"  # in Shanghai the new year has begun, in Los Angeles it is the last morning


@tagged("post_install", "-at_install")
class TestDays(CreditCase):
    """What is agreed for days, and what is due on one, goes by the day of the company, whoever asks."""

    def _seen(self, line=None):
        """Return (allowed, overdue, situation, overdue in the list, allowed in the list) as any caller's zone gives it."""
        line = line or self.line
        found = set()
        for zone in ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
            self.env.invalidate_all()
            seen = line.with_user(self.controller).with_context(tz=zone)
            status = self.env["dealer.credit.status"].browse(line.id)
            found.add((seen.allowed_amount, seen.overdue_amount, status.overdue_amount, status.allowed_amount))
        self.assertEqual(len(found), 1, "the zone of the caller makes no difference")
        return found.pop()

    def _temporary(self, first, last):
        return self.env["dealer.credit.temporary"].create(
            {"line_id": self.line.id, "amount": 500, "date_from": first, "date_to": last, "reason": "Fair"}
        )

    def test_a_temporary_limit_lasts_until_its_last_evening(self):
        self.company.partner_id.tz = "America/Los_Angeles"
        with freeze_time(EVENING):
            temporary = self._temporary("2027-02-20", "2027-02-28")
            self.assertEqual(self._seen()[0], 1500)
            self.assertTrue(temporary.is_current)
            self.assertIn(temporary, temporary.search([("is_current", "=", True)]))
            self.assertEqual(self._credit_order(1400).action_submit()["state"], "confirmed")
        with freeze_time("2027-03-01 08:01:00"):
            self.assertEqual(self._seen()[0], 1000)
            self.assertFalse(temporary.is_current)
            self.assertNotIn(temporary, temporary.search([("is_current", "=", True)]))
            self.assertEqual(self._credit_order(10).action_submit()["state"], "held")

    def test_a_temporary_limit_begins_in_the_morning_and_ends_at_midnight(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time(MORNING):
            begun = self._temporary("2027-01-01", "2027-01-31")
            self._temporary("2026-12-01", "2026-12-31")
            self.assertEqual(self._seen()[0], 1500, "the one of January, no more that of December")
            self.assertEqual(begun.search([("is_current", "=", True), ("line_id", "=", self.line.id)]), begun)
            with self.assertRaisesRegex(Exception, "has begun"):
                begun.unlink()

    def test_a_change_of_zone_counts_at_once(self):
        self.company.partner_id.tz = "America/Los_Angeles"
        with freeze_time(EVENING):
            self._temporary("2027-02-20", "2027-02-28")
            self.assertEqual(self._seen()[0], 1500)
            self.company.partner_id.tz = "Asia/Shanghai"
            self.assertEqual(self._seen()[0], 1000)

    def test_overdue_begins_where_the_company_is(self):
        order = self._confirmed(200)
        self._deliver(order)
        invoice = self._bill(order, post=False)
        invoice.write(
            {"invoice_date": "2026-12-01", "invoice_payment_term_id": False, "invoice_date_due": "2026-12-31"}
        )
        invoice.action_post()
        for zone, overdue in (("Asia/Shanghai", 200), ("America/Los_Angeles", 0)):
            self.company.partner_id.tz = zone
            with freeze_time(MORNING), self.subTest(zone=zone):
                self.assertEqual(self._seen()[1:3], (overdue, overdue))
                document = self.env["dealer.credit.document"].search(
                    [("line_id", "=", self.line.id), ("kind", "=", "receivable")]
                )
                self.assertEqual(document.days_overdue, 1 if overdue else 0)
                (entry,) = self.dealer.credit_summary()[0]["due"]
                self.assertEqual(entry["overdue"], bool(overdue))

    def test_validity_and_guarantee_end_with_the_day_of_the_company(self):
        self.line.write(
            {"valid_until": "2027-02-28", "guarantee_amount": 300, "guarantee_until": "2027-02-28"},
        )
        for zone, allowed, state in (("America/Los_Angeles", 1000, "confirmed"), ("Asia/Shanghai", 700, "held")):
            self.company.partner_id.tz = zone
            with freeze_time(EVENING), self.subTest(zone=zone):
                self.assertEqual(self._seen()[0::3], (allowed, allowed))
                self.assertEqual(self._credit_order(10).action_submit()["state"], state)

    def test_each_company_has_its_own_day(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.company.partner_id.tz, other.partner_id.tz = "Asia/Shanghai", "America/Los_Angeles"
        with freeze_time(EVENING):
            days = self.env["res.company"]._dealer_days()
            self.assertEqual((days[self.company.id], days[other.id]), (date(2027, 3, 1), date(2027, 2, 28)))
            for company in (self.company, other):
                today = self.env["res.company"]._dealer_today_sql(str(company.id))
                ((day,),) = self.env.execute_query(today.__class__("SELECT %s", today))
                self.assertEqual((day, company._dealer_today()), (days[company.id], days[company.id]))
