from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestTerritoryLookup(DealerCommon):
    """An address typed in is answered with its territory and the dealers there whom one may see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china, cls.state = cls.env.ref("base.cn"), cls.env.ref("base.state_cn_SH")
        territories = cls.env["dealer.territory"]
        cls.wide = territories.create({"name": "Wide", "code": "WIDE", "state_ids": cls.state.ids})
        cls.near = territories.create(
            {
                "name": "Near",
                "code": "NEAR",
                "parent_id": cls.wide.id,
                "exclusive": True,
                "postcode_ids": [(0, 0, {"country_id": cls.china.id, "first": "200120", "last": "200129"})],
            }
        )
        (cls.dealer_east | cls.dealer_west).territory_id = cls.wide
        cls.dealer_branch.territory_id = cls.near
        cls.reader = cls.make_user("looks_up", "auditor", "subtree", cls.east)

    def test_on_the_form(self):
        form = Form(self.env["dealer.territory.lookup"].with_user(self.reader))
        form.country_id = self.china
        self.assertFalse(form.territory_id)
        form.state_id = self.state
        self.assertEqual(form.territory_id, self.wide)
        self.assertEqual(form.dealer_ids.ids, self.dealer_east.ids, "not the one of the west")
        form.postcode = "200123"
        self.assertEqual((form.territory_id, form.exclusive), (self.near, True))
        self.assertEqual(form.dealer_ids.ids, self.dealer_branch.ids)

    def test_by_a_caller(self):
        lookups = self.env["dealer.territory.lookup"].with_user(self.reader)
        lookup = lookups.create({"country_id": self.china.id, "state_id": self.state.id, "postcode": "200123"})
        (answer,) = lookup.read(["territory_id", "dealer_ids"])
        self.assertEqual(answer["territory_id"][0], self.near.id)
        other = self.make_user("looks_elsewhere", "auditor", "subtree", self.east)
        with self.assertRaises(AccessError):
            lookup.with_user(other).read(["territory_id"])
