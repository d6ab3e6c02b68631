from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestTerritory(DealerCommon):
    """Resolving an address to its territory, and exclusive areas."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.us, cls.de, cls.gb = (cls.env.ref(f"base.{code}") for code in ("us", "de", "uk"))
        cls.ny, cls.ca = cls.env.ref("base.state_us_27"), cls.env.ref("base.state_us_5")
        cls.america = cls._make("America", country_ids=[(6, 0, cls.us.ids)])
        cls.new_york = cls._make("New York", cls.america, state_ids=[(6, 0, cls.ny.ids)])
        cls.manhattan = cls._make("Manhattan", cls.new_york, postcodes=[(cls.us, "10001", "10282")])
        cls.germany = cls._make("Germany", country_ids=[(6, 0, cls.de.ids)])

    @classmethod
    def _make(cls, name, parent=None, postcodes=(), **vals):
        return cls.env["dealer.territory"].create(
            {
                "name": name,
                "parent_id": parent and parent.id,
                "postcode_ids": [
                    (0, 0, {"country_id": country.id, "first": first, "last": last})
                    for country, first, last in postcodes
                ],
                **vals,
            }
        )

    def _resolve(self, *address, **kwargs):
        return self.env["dealer.territory"].resolve(*address, **kwargs)

    def test_most_specific_wins(self):
        self.assertEqual(self._resolve(self.us), self.america)
        self.assertEqual(self._resolve(self.us, self.ca, "90001"), self.america)
        self.assertEqual(self._resolve(self.us, self.ny, "14201"), self.new_york)
        self.assertEqual(self._resolve(self.us, self.ny, "10013"), self.manhattan)
        self.assertEqual(self._resolve(self.us, None, "10013"), self.manhattan)
        self.assertFalse(self._resolve(self.gb))

    def test_ends_of_a_range_and_length(self):
        for postcode, expected in {
            "10001": self.manhattan,
            "10282": self.manhattan,
            "10000": self.america,
            "10283": self.america,
            "1001": self.america,
            "100010": self.america,
        }.items():
            self.assertEqual(self._resolve(self.us, None, postcode), expected, postcode)

    def test_postcodes_as_people_write_them(self):
        london = self._make("London", postcodes=[(self.gb, "ec1a 1aa", "EC1A9ZZ")])
        self.assertEqual(london.postcode_ids.first, "EC1A1AA")
        for postcode in ("EC1A 1BB", "ec1a1bb", "EC1A-1BB"):
            self.assertEqual(self._resolve(self.gb, None, postcode), london, postcode)
        self.assertFalse(self._resolve(self.gb, None, "EC2A 1BB"))
        self.assertFalse(self._resolve(self.us, None, "EC1A 1BB") - self.america, "of another country")

    def test_deeper_then_older_wins(self):
        deeper = self._make("Deeper", self.new_york, state_ids=[(6, 0, self.ny.ids)])
        self.assertEqual(self._resolve(self.us, self.ny), deeper)
        self._make("Second", country_ids=[(6, 0, self.de.ids)])
        self.assertEqual(self._resolve(self.de), self.germany)

    def test_companies(self):
        own = self._make("Of B", country_ids=[(6, 0, self.gb.ids)], company_id=self.company_b.id)
        self.assertFalse(self._resolve(self.gb, company=self.company))
        self.assertEqual(self._resolve(self.gb, company=self.company_b), own)

    def test_archived_is_not_found(self):
        self.germany.active = False
        self.assertFalse(self._resolve(self.de))

    def test_not_callable_from_outside(self):
        manager = self.make_user("manager", "channel_manager", "subtree", self.east)
        with self.assertRaises(AccessError):
            get_public_method(self.env["dealer.territory"].with_user(manager), "resolve")

    def test_many_addresses_in_one_query(self):
        addresses = [(self.us.id, self.ny.id, f"{10000 + n}", self.company.id) for n in range(300)] + [
            (False, False, False, self.company.id)
        ]
        self.env["dealer.territory"]._resolve_addresses(addresses[:2])
        self.env.flush_all()
        with self.assertQueryCount(1):
            found = self.env["dealer.territory"]._resolve_addresses(addresses)
        self.assertEqual(found[0], self.new_york)
        self.assertEqual(found[5], self.manhattan)
        self.assertFalse(found[-1])

    def test_dealer_follows_the_address(self):
        partner = self.make_partner("Addressed", country_id=self.us.id, state_id=self.ny.id, zip="10013")
        dealer = self.make_dealer("x", self.east, partner_id=partner.id)
        self.assertEqual(dealer.territory_id, self.manhattan)
        partner.write({"zip": "90001", "state_id": self.ca.id})
        self.assertEqual(dealer.territory_id, self.america)
        dealer.territory_id = self.germany
        self.assertEqual(dealer.territory_id, self.germany, "people may know better")

    def test_cycle(self):
        with self.assertRaisesRegex(ValidationError, "America cannot stand below itself"):
            self.america.parent_id = self.manhattan

    def test_bad_ranges(self):
        for first, last in (("10001", "1000"), ("20000", "10000")):
            with self.assertRaisesRegex(ValidationError, "are no range"):
                self._make("Bad", postcodes=[(self.us, first, last)])
        single = self.env["dealer.territory.postcode"].create(
            {"territory_id": self.germany.id, "country_id": self.de.id, "first": "10115"}
        )
        self.assertEqual(single.last, "10115")

    def test_exclusive_overlaps(self):
        """Each pair shares an area; the sentence names both and the area."""
        base = self._make("Base", country_ids=[(6, 0, self.gb.ids)], exclusive=True)
        state = self._make("State base", state_ids=[(6, 0, self.ca.ids)], exclusive=True)
        codes = self._make("Code base", postcodes=[(self.de, "10000", "19999")], exclusive=True)
        for vals, names in (
            ({"country_ids": [(6, 0, self.gb.ids)]}, ("Base", self.gb.name)),
            ({"postcodes": [(self.gb, "EC1A1AA", "EC1A9ZZ")]}, ("Base", self.gb.name)),
            ({"country_ids": [(6, 0, self.us.ids)]}, ("State base", self.us.name)),
            ({"state_ids": [(6, 0, self.ca.ids)]}, ("State base", self.ca.name)),
            ({"country_ids": [(6, 0, self.de.ids)]}, ("Code base", self.de.name)),
            ({"postcodes": [(self.de, "19999", "20500")]}, ("Code base", "DE 19999")),
            ({"postcodes": [(self.de, "12000", "13000")]}, ("Code base", "DE 12000–13000")),
        ):
            with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
                self._make("Intruder", exclusive=True, **vals)
            for name in ("Intruder", *names):
                self.assertIn(name, str(caught.exception))
        self.assertTrue(base and state and codes)

    def test_what_is_no_overlap(self):
        self._make("Base", postcodes=[(self.de, "10000", "19999")], exclusive=True)
        self.assertTrue(self._make("Beside", postcodes=[(self.de, "20000", "29999")], exclusive=True))
        self.assertTrue(self._make("Shared", postcodes=[(self.de, "15000", "15999")]))
        self.assertTrue(self._make("Longer", postcodes=[(self.de, "100000", "199999")], exclusive=True))

    def test_above_and_below_may_share(self):
        whole = self._make("Whole", country_ids=[(6, 0, self.gb.ids)], exclusive=True)
        part = self._make("Part", whole, postcodes=[(self.gb, "EC1A1AA", "EC1A9ZZ")], exclusive=True)
        with self.assertRaisesRegex(ValidationError, "both contain"):
            part.parent_id = False

    def test_companies_apart_may_share(self):
        self._make("A", country_ids=[(6, 0, self.gb.ids)], exclusive=True, company_id=self.company.id)
        other = self._make("B", country_ids=[(6, 0, self.gb.ids)], exclusive=True, company_id=self.company_b.id)
        with self.assertRaisesRegex(ValidationError, "both contain"):
            other.company_id = False

    def test_overlap_by_a_later_change(self):
        first = self._make("First", postcodes=[(self.de, "10000", "19999")], exclusive=True)
        second = self._make("Second", postcodes=[(self.de, "20000", "29999")], exclusive=True)
        with self.assertRaisesRegex(ValidationError, "both contain"), self.env.cr.savepoint():
            second.postcode_ids.first = "15000"
        with self.assertRaisesRegex(ValidationError, "both contain"), self.env.cr.savepoint():
            second.country_ids = self.de
        shared = self._make("Shared", country_ids=[(6, 0, self.de.ids)])
        with self.assertRaisesRegex(ValidationError, "both contain"), self.env.cr.savepoint():
            shared.exclusive = True
        self.assertTrue(first.exclusive)

    def test_one_hierarchy_in_an_exclusive_territory(self):
        area = self._make("Area", country_ids=[(6, 0, self.gb.ids)], exclusive=True)
        self.dealer_east.territory_id = area
        outlet = self.make_dealer("Outlet", self.east, parent_id=self.dealer_east.id, relation="outlet")
        outlet.territory_id = area
        with self.assertRaisesRegex(ValidationError, "is exclusive, but both"), self.env.cr.savepoint():
            self.dealer_west.territory_id = area
        applicant = self.make_dealer("Applicant", self.east, state="applicant", territory_id=area.id)
        with self.assertRaisesRegex(ValidationError, "is exclusive, but both"), self.env.cr.savepoint():
            applicant.action_activate()
        with self.assertRaisesRegex(ValidationError, "is exclusive, but both"), self.env.cr.savepoint():
            outlet.write({"parent_id": False, "relation": "headquarters"})
        self.dealer_north.territory_id = area
        self.assertEqual(self.dealer_north.territory_id, area, "of another company")
        outlet.action_terminate("x")
        self.dealer_east.action_terminate("x")
        applicant.action_activate()
        self.assertEqual(applicant.state, "active")

    def test_becoming_exclusive_with_two_dealers(self):
        (self.dealer_east | self.dealer_west).territory_id = self.germany
        with self.assertRaisesRegex(ValidationError, "Choose another territory for one of them"):
            self.germany.exclusive = True

    def test_viewers_do_not_configure(self):
        manager = self.make_user("manager", "channel_manager", "subtree", self.east)
        with self.assertRaises(AccessError):
            self.germany.with_user(manager).name = "x"
