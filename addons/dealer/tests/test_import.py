from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DealerCommon

HEADER = ("partner_id", "unit_id/id", "type_id/id", "code", "order_minimum")


@tagged("post_install", "-at_install")
class TestImport(DealerCommon):
    """Import by a channel manager: all rows or none, with the rows that are wrong named."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("manager", "channel_manager", "subtree", cls.east)
        cls.model = cls.env["dealer.dealer"].with_user(cls.manager)
        for name in ("Import one", "Import two"):
            cls.make_partner(name)
        for unit in (cls.east, cls.west):
            cls.env["ir.model.data"].create(
                {"module": "t_import", "name": unit.code.lower(), "model": "dealer.unit", "res_id": unit.id}
            )

    def _load(self, *rows, header=HEADER):
        with mute_logger("odoo.sql_db"):
            result = self.model.load(list(header), [list(row) for row in rows])
        self.env.invalidate_all()
        return result

    def _imported(self):
        return self.env["dealer.dealer"].search([("name", "like", "Import")])

    def test_good_rows(self):
        result = self._load(
            ("Import one", "t_import.t_east", "dealer.type_wholesaler", "I1", "10"),
            ("Import two", "t_import.t_east", "dealer.type_community", "", "20"),
        )
        self.assertFalse(result["messages"])
        dealers = self._imported()
        self.assertEqual(len(dealers), 2)
        self.assertEqual(dealers.unit_id, self.east)
        self.assertEqual(dealers.mapped("order_minimum"), [10.0, 20.0])
        self.assertTrue(all(dealers.mapped("code")))
        self.assertEqual(set(dealers.mapped("state")), {"applicant"})

    def test_wrong_references_leave_nothing(self):
        good = ("Import one", "t_import.t_east", "dealer.type_wholesaler", "I1", "10")
        for bad in (
            ("Nobody of this name", "t_import.t_east", "dealer.type_wholesaler", "I2", "10"),
            ("Import two", "t_import.no_such_unit", "dealer.type_wholesaler", "I2", "10"),
            ("Import two", "t_import.t_east", "dealer.no_such_type", "I2", "10"),
            ("Import two", "t_import.t_east", "dealer.type_wholesaler", "I1", "10"),
            ("Import one", "t_import.t_east", "dealer.type_wholesaler", "I2", "10"),
            ("Import two", "t_import.t_east", "dealer.type_wholesaler", "I2", "-5"),
            ("Import two", "", "dealer.type_wholesaler", "I2", "10"),
            ("Import two", "t_import.t_west", "dealer.type_wholesaler", "I2", "10"),
        ):
            result = self._load(good, bad)
            self.assertTrue(result["messages"], bad)
            self.assertTrue(all(message["message"] for message in result["messages"]), bad)
            self.assertFalse(result["ids"], bad)
            self.assertFalse(self._imported(), bad)

    def test_state_on_import(self):
        """Existing dealers may be brought in as active; no import writes the state of one that is there."""
        header = [*HEADER, "state"]
        row = ("Import one", "t_import.t_east", "dealer.type_wholesaler", "I1", "10", "active")
        self.assertFalse(self._load(row, header=header)["messages"])
        dealer = self._imported()
        self.assertEqual(dealer.state, "active")
        result = self._load((str(dealer.id), "terminated"), header=[".id", "state"])
        self.assertIn("cannot be written", result["messages"][0]["message"])
        self.assertEqual(dealer.state, "active")
        row = ("Import two", "t_import.t_east", "dealer.type_wholesaler", "I2", "10", "terminated")
        result = self._load(row, header=header)
        self.assertIn("applicant or active", result["messages"][0]["message"])

    def test_import_of_units_refuses_a_cycle(self):
        admin = self.make_user("t_admin", "group_admin", "subtree", self.group)
        units = self.env["dealer.unit"].with_user(admin)
        result = units.load([".id", "parent_id/.id"], [[str(self.east.id), str(self.branch.id)]])
        self.assertIn("cannot stand below itself", result["messages"][0]["message"])
        self.env.invalidate_all()
        self.assertEqual(self.east.parent_id, self.group)
