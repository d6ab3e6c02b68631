from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import tagged

from .common import PortalCase


@tagged("post_install", "-at_install")
class TestNotices(PortalCase):
    """A notice is shown to those it is for, while it lasts."""

    def setUp(self):
        super().setUp()
        self.Notice = self.env["dealer.notice"].with_user(self.manager)
        self.Notice.sudo().search([]).active = False

    def _told(self, **vals):
        """Return whether our dealer is told a notice with ``vals``."""
        notice = self.Notice.create({"name": "News", **vals})
        _portal, visitor = self._portal("viewer")
        shown = [row["id"] for row in visitor.env["dealer.notice"]._for_dealer(visitor.dealer_id)]
        return notice.id in shown

    def test_audience(self):
        other = self.env["dealer.type"].create({"name": "Others", "code": "others"})
        parent, child, beside = (
            self.env["dealer.territory"].create({"name": name, "code": name, "company_id": self.company.id})
            for name in ("T1", "T2", "T3")
        )
        child.parent_id = parent
        self.dealer.territory_id = child
        tier = self.env["dealer.tier"].create({"name": "Gold", "code": "G", "company_id": self.company.id})
        self.assertTrue(self._told())
        self.assertTrue(self._told(type_ids=[(6, 0, (other | self.dealer_type).ids)]))
        self.assertFalse(self._told(type_ids=[(6, 0, other.ids)]))
        self.assertFalse(self._told(tier_ids=[(6, 0, tier.ids)]))
        self.assertTrue(self._told(territory_ids=[(6, 0, parent.ids)]))
        self.assertFalse(self._told(territory_ids=[(6, 0, beside.ids)]))

    def test_days(self):
        today = Date.context_today(self.env.user)
        tomorrow, yesterday = Date.add(today, days=1), Date.subtract(today, days=1)
        self.assertTrue(self._told(date_from=today, date_to=today))
        self.assertFalse(self._told(date_from=tomorrow))
        self.assertFalse(self._told(date_from=yesterday, date_to=yesterday))

    def test_important_first_and_read_once(self):
        self.Notice.create({"name": "News"})
        first = self.Notice.create({"name": "Recall", "important": True})
        _portal, visitor = self._portal("viewer")
        notices = visitor.env["dealer.notice"]
        row = notices._for_dealer(visitor.dealer_id)[0]
        self.assertEqual((row["id"], row["read"]), (first.id, False))
        for _time in range(2):
            notices.browse(first.id)._mark_read(visitor)
        self.assertTrue(notices._for_dealer(visitor.dealer_id)[0]["read"])
        self.assertEqual((first.read_count, first.read_ids.user_id), (1, self.people["viewer"]))

    def test_what_is_not_for_us_is_not_marked(self):
        other = self.env["dealer.type"].create({"name": "Others", "code": "others"})
        notice = self.Notice.create({"name": "News", "type_ids": [(6, 0, other.ids)]})
        _portal, visitor = self._portal("viewer")
        visitor.env["dealer.notice"].browse(notice.id)._mark_read(visitor)
        self.assertFalse(notice.read_ids)

    def test_rights(self):
        notice = self.Notice.create({"name": "News"})
        with self.assertRaises(AccessError):
            notice.with_user(self.people["admin"]).read(["name"])
        with self.assertRaises(AccessError):
            notice.with_user(self.clerk).write({"name": "Old news"})
        with self.assertRaises(AccessError):
            self.env["dealer.notice.read"].with_user(self.people["admin"]).search([])
        self.assertEqual(notice.with_user(self.clerk).name, "News")

    def test_readers_within_the_scope(self):
        notice = self.Notice.create({"name": "News"})
        _portal, visitor = self._portal("viewer")
        visitor.env["dealer.notice"].browse(notice.id)._mark_read(visitor)
        reads = self.env["dealer.notice.read"]
        self.assertTrue(reads.with_user(self.manager).search([("notice_id", "=", notice.id)]))
        self.assertFalse(reads.with_user(self.stranger).search([("notice_id", "=", notice.id)]))
