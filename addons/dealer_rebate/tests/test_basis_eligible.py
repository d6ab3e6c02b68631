"""Which dealers a program is for."""

from odoo.fields import Command
from odoo.tests import tagged

from .basis_common import QUARTER, RebateBasisCase


@tagged("post_install", "-at_install")
class TestBasisEligible(RebateBasisCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lower = cls._dealer("Gamma", cls.below)
        cls.away = cls._dealer("Delta", cls.foreign)
        cls.all_dealers = cls.dealer + cls.hidden + cls.lower + cls.away
        for dealer in cls.all_dealers:
            cls._bill(100, dealer=dealer)

    def _eligible(self, **vals):
        program = self._program(**{name: [Command.set(records.ids)] for name, records in vals.items()})
        found = self.basis._sums(program, QUARTER)
        program.unlink()
        return self.env["dealer.dealer"].browse(found) & self.all_dealers

    def test_all(self):
        self.assertEqual(self._eligible(), self.all_dealers)

    def test_units_and_those_below(self):
        self.assertEqual(self._eligible(unit_ids=self.unit), self.dealer + self.lower)
        self.assertEqual(self._eligible(unit_ids=self.sibling + self.foreign), self.hidden + self.away)

    def test_types_tiers_and_tags(self):
        dealer_type = self.env["dealer.type"].create({"name": "Special", "code": "special"})
        tier = self.env["dealer.tier"].create({"name": "Platinum", "code": "platinum_rebate"})
        tag = self.env["dealer.tag"].create({"name": "Framework contract"})
        self.dealer.type_id = dealer_type
        self.hidden.tier_id = tier
        self.lower.tag_ids = tag
        self.assertEqual(self._eligible(type_ids=dealer_type), self.dealer)
        self.assertEqual(self._eligible(tier_ids=tier), self.hidden)
        self.assertEqual(self._eligible(tag_ids=tag), self.lower)

    def test_territories_and_those_below(self):
        country = self.env["dealer.territory"].create({"name": "Land", "code": "LAND-R"})
        county = self.env["dealer.territory"].create({"name": "County", "code": "COUNTY-R", "parent_id": country.id})
        self.dealer.territory_id = country
        self.hidden.territory_id = county
        self.assertEqual(self._eligible(territory_ids=country), self.dealer + self.hidden)
        self.assertEqual(self._eligible(territory_ids=county), self.hidden)

    def test_named_dealers_and_exclusions(self):
        self.assertEqual(self._eligible(dealer_ids=self.dealer + self.away), self.dealer + self.away)
        self.assertEqual(self._eligible(excluded_dealer_ids=self.dealer), self.all_dealers - self.dealer)
        both = self._eligible(dealer_ids=self.dealer + self.away, unit_ids=self.unit)
        self.assertEqual(both, self.dealer)

    def test_asked_for_one_dealer(self):
        program = self._program(unit_ids=[Command.set(self.unit.ids)])
        self.assertEqual(list(self.basis._sums(program, QUARTER, [self.dealer.id, self.away.id])), [self.dealer.id])
        self.assertEqual(self.basis._documents(program, QUARTER, self.away.id), [])
        self.assertEqual(len(self.basis._documents(program, QUARTER, self.dealer.id)), 1)

    def test_a_dealer_of_two_companies_counts_in_each_for_itself(self):
        other = (
            self.company_data_2["company"] if hasattr(self, "company_data_2") else self.setup_other_company()["company"]
        )
        twin = self._dealer("Twin", self.unit, company=other, partner=self.dealer.partner_id)
        invoice = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": twin.partner_id.id,
                    "company_id": other.id,
                    "invoice_date": "2026-03-10",
                    "invoice_line_ids": [
                        Command.create({"name": "Goods", "price_unit": 70, "tax_ids": [Command.clear()]})
                    ],
                }
            )
        )
        invoice.action_post()
        self.assertEqual(self._amount(self._program()), 100)
        theirs = self._program(company_id=other.id)
        self.assertEqual(
            {key: figures.amount for key, figures in self.basis._sums(theirs, QUARTER).items()}, {twin.id: 70}
        )
