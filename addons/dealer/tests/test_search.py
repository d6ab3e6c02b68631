from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestSearch(DealerCommon):
    """A dealer is found by what people are told on the phone: code, number, name of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("east_desk", "sales_desk", "subtree", cls.east)
        cls.dealer_east.partner_id.phone = "+86 21 5550 4711"
        cls.dealer_west.partner_id.phone = "+86 28 5550 4711"

    def _customers(self, text, user=None):
        found = self.env["res.partner"].with_user(user or self.clerk).name_search(text)
        return self.env["res.partner"].browse([partner_id for partner_id, _name in found])

    def test_customer_of_an_order_is_found_by_code(self):
        self.assertIn(self.dealer_east.partner_id, self._customers(self.dealer_east.code))
        self.assertIn(self.dealer_east.partner_id, self._customers(self.dealer_east.code.lower()))

    def test_customer_of_an_order_is_found_by_phone(self):
        self.assertEqual(self._customers("5550 4711"), self.dealer_east.partner_id, "and none outside the scope")

    def test_codes_are_nothing_to_those_who_read_no_dealers(self):
        plain = self.make_user("plain")
        customer = self.make_partner("No dealer", phone="+86 21 5550 4711")
        self.assertFalse(self._customers(self.dealer_east.code, plain))
        self.assertFalse(self._customers("5550 4711", plain))
        self.assertIn(customer, self._customers("No dealer", plain), "the platform's search is as it was")

    def test_codes_outside_the_scope_find_nothing(self):
        self.assertFalse(self._customers(self.dealer_west.code))

    def test_negative_searches_are_the_platforms(self):
        others = self.env["res.partner"].with_user(self.clerk).search([("display_name", "not ilike", "zzz")])
        self.assertIn(self.dealer_east.partner_id, others)

    def test_dealer_is_found_by_phone(self):
        found = self.env["dealer.dealer"].with_user(self.clerk).name_search("5550 4711")
        self.assertEqual([dealer_id for dealer_id, _name in found], self.dealer_east.ids)
