from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestTerms(DealerCommon):
    """A new dealer takes over the terms of its type; each can be overridden; the difference is shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd, cls.cny = cls.env.ref("base.USD"), cls.env.ref("base.CNY")
        cls.type = cls.env["dealer.type"].create(
            {
                "name": "Tested",
                "code": "tested",
                "currency_id": cls.usd.id,
                "order_minimum": 100,
                "order_multiple": 4,
                "payment_mode": "credit",
                "price_policy": "tier_list",
                "allow_drop_ship": True,
                "assessment_scheme": "yearly",
                "portal_ordering": False,
            }
        )
        cls.usd.active = True
        (cls.company | cls.company_b).currency_id.active = True
        for company, rates in ((cls.company, {}), (cls.company_b, {cls.usd: 0.125, cls.cny: 1.0})):
            for currency, rate in rates.items():
                cls.env["res.currency.rate"].create(
                    {"currency_id": currency.id, "company_id": company.id, "rate": rate, "name": fields.Date.today()}
                )
        cls.company.currency_id = cls.usd

    def test_taken_over_on_create(self):
        dealer = self.make_dealer("New", self.east, type_id=self.type.id)
        for name in self.type._terms_fields():
            self.assertEqual(dealer[name], self.type[name], name)
        self.assertFalse(dealer.terms_overridden)

    def test_money_in_the_dealer_s_currency(self):
        """100 USD are 800 CNY at 8 CNY a dollar."""
        dealer = self.make_dealer("New", self.north, type_id=self.type.id)
        self.assertEqual(dealer.currency_id, self.cny)
        self.assertAlmostEqual(dealer.order_minimum, 800.0)
        self.assertFalse(dealer.terms_overridden, "a conversion is no override")

    def test_given_on_create_is_kept_and_shown(self):
        dealer = self.make_dealer("New", self.east, type_id=self.type.id, order_minimum=50, allow_drop_ship=False)
        self.assertEqual(dealer.order_minimum, 50)
        self.assertEqual(dealer.order_multiple, 4)
        self.assertEqual(dealer.terms_overridden, "Drop-Shipping, Order Minimum")
        self.assertEqual(dealer._own_term_names(), {"order_minimum", "allow_drop_ship"})

    def test_overridden_and_taken_back(self):
        dealer = self.make_dealer("New", self.east, type_id=self.type.id)
        dealer.payment_mode = "prepaid"
        self.assertEqual(dealer.terms_overridden, "Payment Mode")
        dealer.payment_mode = "credit"
        self.assertFalse(dealer.terms_overridden)
        self.assertFalse(dealer.own_terms)

    def test_another_type_brings_its_terms(self):
        dealer = self.make_dealer("New", self.east, type_id=self.type.id, order_minimum=50)
        dealer.type_id = self.env.ref("dealer.type_community")
        self.assertEqual(dealer.payment_mode, "prepaid")
        self.assertEqual(dealer.order_minimum, 0)
        self.assertFalse(dealer.own_terms)

    def test_another_type_brings_all_its_terms_next_to_one_that_is_written(self):
        dealer = self.make_dealer("New", self.east, type_id=self.type.id, allow_drop_ship=False)
        dealer.write({"type_id": self.env.ref("dealer.type_community").id, "order_multiple": 9})
        self.assertEqual((dealer.order_multiple, dealer.payment_mode, dealer.order_minimum), (9, "prepaid", 0))
        self.assertEqual(dealer._own_term_names(), {"order_multiple"})

    def test_the_same_type_written_again_changes_nothing(self):
        dealer = self.make_dealer("New", self.east, type_id=self.type.id, order_minimum=50, payment_mode="prepaid")
        dealer.write({"type_id": self.type.id})
        self.env.flush_all()
        self.assertEqual((dealer.order_minimum, dealer.payment_mode), (50, "prepaid"))
        self.assertEqual(dealer._own_term_names(), {"order_minimum", "payment_mode"})

    def test_terms_set_by_hand_outlive_a_recomputation(self):
        """The platform computes all terms again when an add-on adds one."""
        dealer = self.make_dealer("New", self.east, type_id=self.type.id, order_minimum=50, payment_mode="prepaid")
        self.env.add_to_compute(dealer._fields["order_multiple"], dealer)
        self.env.flush_all()
        self.assertEqual((dealer.order_minimum, dealer.payment_mode), (50, "prepaid"))

    def test_another_currency_drops_amounts_only(self):
        dealer = self.make_dealer("New", self.north, type_id=self.type.id, order_minimum=50, payment_mode="prepaid")
        dealer.currency_id = self.usd
        self.assertEqual((dealer.order_minimum, dealer.payment_mode), (100, "prepaid"))
        self.assertEqual(dealer._own_term_names(), {"payment_mode"})
        dealer.write({"currency_id": self.cny.id, "order_minimum": 70})
        self.assertEqual(dealer.order_minimum, 70)

    def test_currency_and_type_on_the_form(self):
        dealer = self.make_dealer("New", self.east, type_id=self.type.id, payment_mode="prepaid")
        with Form(dealer) as form:
            form.order_multiple = 5
            form.type_id = self.env.ref("dealer.type_key_account")
            self.assertEqual(form.payment_mode, self.env.ref("dealer.type_key_account").payment_mode)
        self.assertFalse(dealer.own_terms)

    def test_change_of_the_type_is_shown_not_taken_over(self):
        dealer = self.make_dealer("New", self.east, type_id=self.type.id)
        self.type.order_multiple = 12
        self.assertEqual(dealer.order_multiple, 4)
        self.assertEqual(dealer.terms_overridden, "Order Multiple")
        self.assertFalse(dealer.own_terms, "not set by hand: a push reaches it")

    def test_on_the_form(self):
        form = Form(self.env["dealer.dealer"])
        form.partner_id = self.make_partner("Typed")
        form.unit_id = self.east
        form.type_id = self.type
        self.assertEqual(form.order_multiple, 4)
        form.order_multiple = 5
        dealer = form.save()
        self.assertEqual((dealer.order_multiple, dealer.payment_mode), (5, "credit"))
        self.assertEqual(dealer.own_terms, "order_multiple")

    def test_refused_values(self):
        dealer = self.make_dealer("New", self.east, type_id=self.type.id)
        for vals in ({"order_multiple": 0}, {"order_minimum": -1}):
            with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                dealer.write(vals)
                self.env.flush_all()
            self.assertNotIsInstance(caught.exception, ValidationError)

    def test_delivered_types_differ(self):
        types = self.env["dealer.type"].search(
            [("code", "in", ["wholesaler", "service_provider", "online_reseller", "key_account", "community"])]
        )
        self.assertEqual(len(types), 5)
        terms = {tuple(kind[name] for name in kind._terms_fields()) for kind in types}
        self.assertEqual(len(terms), 5)
