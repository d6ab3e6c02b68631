"""Which lists a dealer's prices come from, and that a change anywhere in the chain reaches the dealer at once."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PriceCommon


@tagged("post_install", "-at_install")
class TestChain(PriceCommon):
    def lists(self):
        """Return the lists of the dealer's chain, nearest first."""
        return [link.list_id for link in self.own_list._dealer_chain().links]

    def test_an_active_dealer_has_an_own_list(self):
        self.assertTrue(self.own_list)
        self.assertEqual(self.own_list.dealer_id, self.dealer)
        self.assertEqual(self.own_list.kind, "own")
        self.assertTrue(self.own_list.priced_by_dealer_engine)
        self.assertEqual(self.dealer.partner_id.property_product_pricelist, self.own_list)
        self.assertIn(self.dealer.code, self.own_list.name)

    def test_an_applicant_gets_its_list_on_activation_or_on_demand(self):
        first = self.make_dealer("P First", self.unit, state="applicant")
        second = self.make_dealer("P Second", self.unit, state="applicant")
        self.assertFalse((first | second).pricelist_id)
        first.action_activate()
        self.assertTrue(first.pricelist_id)
        self.assertTrue(second.action_create_pricelist())
        before = second.pricelist_id
        self.assertTrue(before)
        second.action_create_pricelist()
        self.assertEqual(second.pricelist_id, before)

    def test_contacts_of_the_dealer_get_its_list(self):
        contact = self.env["res.partner"].create({"name": "P Contact", "parent_id": self.dealer.partner_id.id})
        self.assertEqual(contact.property_product_pricelist, self.own_list)

    def test_others_never_get_a_dealers_list(self):
        self.env["product.pricelist"].search([("dealer_id", "=", False)]).sequence = 99
        stranger = self.make_partner("P Stranger")
        self.assertFalse(stranger.property_product_pricelist.dealer_id)

    def test_policy_says_how_far_prices_fall_back(self):
        lists = [self.own_list, self.tier_list, self.type_list, self.territory_list, self.base_list]
        self.assertEqual(self.lists(), [each.id for each in lists])
        self.dealer.price_policy = "tier_list"
        self.assertEqual(self.lists(), [self.own_list.id, self.tier_list.id, self.base_list.id])
        self.dealer.price_policy = "base_list"
        self.assertEqual(self.lists(), [self.own_list.id, self.base_list.id])

    def test_a_fallback_by_hand_replaces_the_automatic_ones(self):
        special = self.make_list("P special")
        self.own_list.fallback_id = special
        self.assertEqual(self.lists(), [self.own_list.id, special.id])
        special.fallback_id = self.base_list
        self.assertEqual(self.lists(), [self.own_list.id, special.id, self.base_list.id])

    def test_falling_back_to_another_dealers_list(self):
        """A sub-dealer may buy at its dealer's prices; the dealer's chain follows then."""
        sub = self.make_dealer("P Sub", self.unit, type_id=self.other_type.id, price_policy="own_list")
        sub.pricelist_id.fallback_id = self.own_list
        chain = [link.list_id for link in sub.pricelist_id._dealer_chain().links]
        self.assertEqual(chain, [sub.pricelist_id.id, *self.lists()])

    def test_the_nearest_territory_with_a_list_counts(self):
        region_list = self.region.pricelist_id = self.make_list("P region")
        self.assertIn(region_list.id, self.lists())
        self.assertNotIn(self.territory_list.id, self.lists())

    def test_a_change_reaches_the_dealer_at_once(self):
        self.assertEqual(self.price()[0], 100.0)
        item = self.make_item(self.tier_list, self.product, 90.0)
        self.assertEqual(self.price(), (90.0, item))
        item.fixed_price = 89.0
        self.assertEqual(self.price()[0], 89.0)
        self.dealer.tier_id = self.other_tier
        self.assertEqual(self.price()[0], 100.0)
        self.other_tier.pricelist_id = self.tier_list
        self.assertEqual(self.price()[0], 89.0)

    def test_archived_lists_are_passed_over(self):
        self.make_item(self.type_list, self.product, 70.0)
        self.type_list.active = False
        self.assertEqual(self.price()[0], 100.0)

    def test_a_list_of_another_company_is_passed_over(self):
        other = self.make_company("P Other company", "CNY")
        self.region.pricelist_id = self.env["product.pricelist"].create({"name": "P foreign", "company_id": other.id})
        self.assertIn(self.territory_list.id, self.lists())

    def test_every_company_starts_with_a_base_list(self):
        company = self.make_company("P New company", "CNY")
        base = company.dealer_base_pricelist_id
        self.assertEqual(base.currency_id.name, "CNY")
        self.assertEqual(base.kind, "base")
        self.assertFalse(base.priced_by_dealer_engine)

    def test_the_kind_follows_the_use(self):
        lists = (self.tier_list, self.type_list, self.territory_list, self.base_list)
        self.assertEqual([each.kind for each in lists], ["tier", "type", "territory", "base"])
        self.tier.pricelist_id = self.type.pricelist_id = False
        self.assertEqual([each.kind for each in lists], ["plain", "plain", "territory", "base"])

    def test_who_prices_a_list_follows_its_terms(self):
        plain = self.make_list("P plain")
        upper = self.make_list("P upper")
        self.make_item(upper, None, compute_price="percentage", base="pricelist", base_pricelist_id=plain.id)
        self.assertFalse(plain.priced_by_dealer_engine or upper.priced_by_dealer_engine)
        item = self.make_item(plain, self.product, 9.0, tier_ids=self.tier)
        self.assertTrue(plain.has_dealer_terms and plain.priced_by_dealer_engine and upper.priced_by_dealer_engine)
        self.assertFalse(upper.has_dealer_terms)
        item.tier_ids = False
        self.assertFalse(plain.priced_by_dealer_engine or upper.priced_by_dealer_engine)
        item.uom_id = self.product.uom_id
        self.assertTrue(upper.priced_by_dealer_engine)
        item.unlink()
        self.assertFalse(plain.priced_by_dealer_engine or upper.priced_by_dealer_engine)
        plain.fallback_id = self.base_list
        self.assertTrue(plain.priced_by_dealer_engine)

    def test_cycles_are_refused(self):
        first, second = self.make_list("P one"), self.make_list("P two")
        first.fallback_id = second
        with self.assertRaises(ValidationError):
            second.fallback_id = first
        with self.assertRaises(ValidationError):
            first.fallback_id = first
        with self.assertRaises(ValidationError):
            self.make_item(second, None, compute_price="percentage", base="pricelist", base_pricelist_id=first.id)

    def test_lists_based_on_each_other_are_refused(self):
        vals = {"compute_price": "percentage", "base": "pricelist"}
        self.make_item(self.own_list, None, base_pricelist_id=self.tier_list.id, **vals)
        with self.assertRaises(ValidationError):
            self.make_item(self.tier_list, None, base_pricelist_id=self.own_list.id, **vals)

    def test_a_circle_by_way_of_the_dealer_is_named_when_priced(self):
        """A shared list based on an own one closes a circle only for that dealer: found when it is walked."""
        vals = {"compute_price": "percentage", "base": "pricelist"}
        self.make_item(self.tier_list, self.product, base_pricelist_id=self.own_list.id, **vals)
        with self.assertRaisesRegex(UserError, "P tier"):
            self.price()

    def test_an_own_list_is_nobody_elses(self):
        for record in (self.tier, self.type, self.country):
            with self.assertRaises(ValidationError):
                record.pricelist_id = self.own_list
        with self.assertRaises(ValidationError):
            self.company.dealer_base_pricelist_id = self.own_list

    def test_companies_do_not_mix(self):
        foreign = self.env["product.pricelist"].create(
            {"name": "P foreign", "company_id": self.make_company("P Company B", "CNY").id}
        )
        for record in (self.tier, self.type):
            with self.assertRaises(ValidationError):
                record.pricelist_id = foreign
        with self.assertRaises(ValidationError):
            self.tier_list.fallback_id = foreign

    @mute_logger("odoo.sql_db")
    def test_one_own_list_a_dealer(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.make_list("P second own", dealer_id=self.dealer.id)

    def test_lists_in_use_are_kept(self):
        with self.assertRaises(UserError):
            self.type_list.unlink()
        with self.assertRaises(ValidationError):
            self.own_list.active = False

    def test_currency_of_the_own_list(self):
        (currency,) = self.set_rates(CNY=7.0)
        self.dealer.currency_id = currency
        self.assertEqual(self.own_list.currency_id, currency)
        self.make_item(self.own_list, self.product, 5.0)
        with self.assertRaises(UserError):
            self.dealer.currency_id = self.company.currency_id

    def test_a_new_partner_of_the_dealer_takes_over_the_list(self):
        old, new = self.dealer.partner_id, self.make_partner("P Successor")
        self.dealer.partner_id = new
        self.assertEqual(new.property_product_pricelist, self.own_list)
        self.assertFalse(old.specific_property_product_pricelist)
