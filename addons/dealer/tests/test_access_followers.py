from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestAccessFollowers(DealerCommon):
    """Who once followed a record of a dealer hears no more of it when the right to see it is gone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.east_desk = cls.make_user("east_desk", "sales_desk", "subtree", cls.east, email="east@example.com")
        cls.west_desk = cls.make_user("west_desk", "sales_desk", "subtree", cls.west, email="west@example.com")
        cls.partner = cls.dealer_east.partner_id
        cls.people = (cls.east_desk | cls.west_desk).partner_id
        cls.partner.message_subscribe(cls.people.ids)

    def _notified(self, **vals):
        message = self.partner.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_comment", **vals)
        return message.notified_partner_ids & self.people

    def test_followers_in_scope_only(self):
        self.assertEqual(self._notified(), self.east_desk.partner_id)

    def test_at_once_when_the_dealer_moves(self):
        self.dealer_east.unit_id = self.west
        self.assertEqual(self._notified(), self.west_desk.partner_id)

    def test_whom_the_author_names(self):
        self.assertEqual(self._notified(partner_ids=self.west_desk.partner_id.ids), self.people)

    def test_records_without_a_dealer_as_before(self):
        self.partner = self.make_partner("Customer")
        self.partner.message_subscribe(self.people.ids)
        self.assertEqual(self._notified(), self.people)
