from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestPlacement(DealerCommon):
    """Where a new dealer goes, and what somebody is told who places it elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("places", "channel_manager", "subtree", cls.east)
        cls.dealers_of_manager = cls.env["dealer.dealer"].with_user(cls.manager)
        cls.type = cls.env.ref("dealer.type_wholesaler")

    def _vals(self, **vals):
        return {"partner_id": self.make_partner("Placed").id, "type_id": self.type.id, **vals}

    def test_default_of_the_company_if_it_is_within_reach(self):
        self.company.dealer_default_unit_id = self.branch
        self.assertEqual(self.dealers_of_manager.create(self._vals()).unit_id, self.branch)

    def test_else_the_topmost_unit_of_one_s_own(self):
        self.company.dealer_default_unit_id = self.west
        self.assertEqual(Form(self.dealers_of_manager).unit_id, self.east)
        self.assertEqual(self.dealers_of_manager.create(self._vals()).unit_id, self.east)

    def test_default_for_somebody_without_units(self):
        self.company.dealer_default_unit_id = self.west
        own = self.make_user("places_own", "channel_manager")
        dealer = self.env["dealer.dealer"].with_user(own).create(self._vals(user_id=own.id))
        self.assertEqual(dealer.unit_id, self.west)

    def test_units_offered_are_those_one_may_place_in(self):
        auditor = self.make_user("reads_all", "auditor", "subtree", self.group)
        self.make_role_line(auditor, "channel_manager", "unit", self.west)
        for user, units in (self.manager, self.east | self.branch), (auditor, self.west):
            found = self.env["dealer.unit"].with_user(user).search([("takes_my_dealers", "=", True)])
            self.assertEqual(found.ids, units.ids)
            self.assertEqual(found.mapped("takes_my_dealers"), [True] * len(units))
            self.assertFalse(self.north.with_user(user).takes_my_dealers)

    def test_refusal_names_the_unit(self):
        with self.assertRaisesRegex(AccessError, "do not reach the organisation unit .*T West: choose .* for Placed"):
            self.dealers_of_manager.create(self._vals(unit_id=self.west.id))

    def test_other_refusals_are_the_platform_s(self):
        reader = self.make_user("reads", "auditor", "subtree", self.east)
        with self.assertRaisesRegex(AccessError, "not allowed to create"):
            self.env["dealer.dealer"].with_user(reader).create(self._vals(unit_id=self.east.id))
