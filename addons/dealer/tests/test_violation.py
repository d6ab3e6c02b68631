from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestViolation(DealerCommon):
    """A violation is confirmed or dismissed by a verb, and can be looked into again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = cls.make_user("finds", "sales_desk", "unit", cls.east)
        cls.violation = cls.env["dealer.violation"].create({"dealer_id": cls.dealer_east.id, "kind": "price"})

    def test_verbs(self):
        violation = self.violation.with_user(self.desk)
        for verb, state in (
            (violation.action_confirm, "confirmed"),
            (violation.action_reopen, "open"),
            (violation.action_dismiss, "dismissed"),
        ):
            verb()
            self.assertEqual(violation.state, state)

    def test_readers_decide_nothing(self):
        reader = self.make_user("only_reads", "auditor", "unit", self.east)
        with self.assertRaises(AccessError):
            self.violation.with_user(reader).action_confirm()
