from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestNamedRecords(DealerCommon):
    """Naming a foreign record by its id, on a form or in a wizard, tells nothing of it and does nothing to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("east_manager", "channel_manager", "subtree", cls.east)
        cls.foreign_person = cls.make_member("west_member", cls.dealer_west)
        cls.own_person = cls.make_member("east_member", cls.dealer_east)

    def _onchange(self, model, values, names, *fields, user=None, record=False, **context):
        records = self.env[model].with_user(user or self.manager).with_context(**context).browse(record or [])
        self.env.invalidate_all()
        return records.onchange(values, names, {name: {} for name in fields})["value"]

    def test_form_tells_nothing_of_a_foreign_record(self):
        foreign, own = self.dealer_west.partner_id.id, self.make_partner("Newcomer").id
        with self.assertRaises(AccessError):
            self._onchange("dealer.dealer", {"partner_id": foreign}, ["partner_id"], "partner_id", "name")
        with self.assertRaises(AccessError):
            self._onchange("dealer.dealer", {}, [], "partner_id", "name", default_partner_id=foreign)
        values = self._onchange("dealer.dealer", {"partner_id": own}, ["partner_id"], "partner_id", "name")
        self.assertEqual(values["name"], "Newcomer")

    def test_people_may_be_named(self):
        """Users have the fields of their contacts, and are no records of a dealer."""
        values = self._onchange("dealer.dealer", {"user_id": self.manager.id}, ["user_id"], "user_id", "color")
        self.assertNotIn("user_id", values)

    def test_foreign_records_in_commands(self):
        foreign = self.dealer_west.id
        for commands in (
            [(4, foreign)],
            [(6, 0, [self.dealer_east.id, foreign])],
            [(1, foreign, {"color": 1})],
            [(0, 0, {"parent_id": foreign})],
            [foreign],
        ):
            with self.assertRaises(AccessError, msg=commands):
                self._onchange("dealer.dealer", {"child_ids": commands}, ["child_ids"], "child_ids", "color")
        self._onchange(
            "dealer.dealer", {"child_ids": [(5,), (4, self.dealer_branch.id)]}, ["child_ids"], "child_ids", "color"
        )

    def test_what_is_on_the_record_may_be_out_of_scope(self):
        """Who may see an outlet fills in its form, whoever may see its headquarters."""
        self.dealer_branch.write({"relation": "outlet", "parent_id": self.dealer_west.id})
        values = {"parent_id": self.dealer_west.id, "color": 3}
        self._onchange("dealer.dealer", values, ["color"], "color", record=self.dealer_branch.ids)
        with self.assertRaises(AccessError):
            self._onchange("dealer.dealer", values, ["parent_id"], "color", record=self.dealer_east.ids)

    def test_portal_access_of_foreign_persons_cannot_be_revoked(self):
        """The wizard acts with the superuser's rights on whatever contact its line names."""
        lines = self.env["portal.wizard.user"].with_user(self.manager)
        wizard = self.env["portal.wizard"].with_user(self.manager).create({"partner_ids": [(5,)]})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            lines.create({"wizard_id": wizard.id, "partner_id": self.foreign_person.partner_id.id, "email": ""})
        own = lines.create({"wizard_id": wizard.id, "partner_id": self.own_person.partner_id.id, "email": ""})
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            own.partner_id = self.foreign_person.partner_id
        own.action_revoke_access()
        self.assertFalse(self.own_person.active)
        self.assertTrue(self.foreign_person.active)

    def test_wizards_of_the_superuser_are_free(self):
        wizard = self.env["portal.wizard"].with_user(self.manager).sudo().create({"partner_ids": [(5,)]})
        line = wizard.user_ids.create(
            {"wizard_id": wizard.id, "partner_id": self.foreign_person.partner_id.id, "email": ""}
        )
        self.assertEqual(line.partner_id, self.foreign_person.partner_id)
