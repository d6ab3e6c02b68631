from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestAccessSettings(DealerCommon):
    """A group administrator hands out roles; the rights to the settings are handed out by those who have them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = cls.env.ref("base.group_system")
        cls.boss = cls.make_user("boss", "group_admin", "subtree", cls.group)
        cls.root = cls.make_user("root_of_all", "system_admin")
        cls.plain = cls.make_user("plain")

    def _refused(self, *calls, user=None):
        for number, call in enumerate(calls):
            with self.assertRaises(AccessError, msg=number), self.env.cr.savepoint():
                call(user or self.boss)
                self.env.flush_all()
            self.env.registry.clear_all_caches()  # as the platform does when a request fails

    def test_not_by_groups(self):
        admins = self.env.ref("dealer.group_dealer_admin")
        vals = {"name": "x", "login": "made_admin", "group_ids": [(6, 0, self.system.ids)]}
        self._refused(
            lambda user: self.plain.with_user(user).write({"group_ids": [(4, self.system.id)]}),
            lambda user: self.env["res.users"].with_user(user).with_context(no_reset_password=True).create(vals),
            lambda user: admins.with_user(user).write({"implied_ids": [(4, self.system.id)]}),
            lambda user: self.system.with_user(user).write({"user_ids": [(4, self.plain.id)]}),
            lambda user: self.system.with_user(user).write({"implied_by_ids": [(4, admins.id)]}),
            lambda user: self.system.with_user(user).create({"name": "x", "implied_ids": [(4, self.system.id)]}),
        )

    def test_not_by_roles(self):
        """The roles' own add-on writes them with the superuser's rights."""
        own_role, system_role = self.env.ref("dealer.role_group_admin"), self.env.ref("dealer.role_system_admin")
        line = {"user_id": self.boss.id}
        dates = {"date_to": fields.Date.today()}
        self._refused(
            lambda user: own_role.with_user(user).write({"implied_ids": [(4, self.system.id)]}),
            lambda user: own_role.with_user(user).write({"group_id": system_role.group_id.id}),
            lambda user: system_role.with_user(user).write({"line_ids": [(0, 0, line)]}),
            lambda user: system_role.with_user(user).write({"line_ids": [(1, self.root.role_line_ids.id, dates)]}),
            lambda user: system_role.with_user(user).write({"line_ids": [(2, self.root.role_line_ids.id)]}),
            lambda user: system_role.with_user(user).unlink(),
            lambda user: system_role.with_user(user).create({"name": "x", "implied_ids": [(4, self.system.id)]}),
        )
        self.assertFalse(self.boss.has_group("base.group_system"))

    def test_not_by_the_account_of_an_administrator(self):
        wizard = self.env["change.password.wizard"].with_user(self.boss).create({})
        vals = {"wizard_id": wizard.id, "user_id": self.root.id, "new_passwd": "Mine now 4711"}
        self._refused(
            lambda user: self.root.with_user(user).write({"password": "Mine now 4711"}),
            lambda user: wizard.user_ids.create(vals).change_password_button(),
            lambda user: self.root.with_user(user).write({"login": "mine", "email": "mine@example.com"}),
            lambda user: self.root.partner_id.with_user(user).write({"email": "mine@example.com"}),
            lambda user: self.root.with_user(user).write({"active": False}),
            lambda user: self.root.with_user(user).unlink(),
        )

    def test_not_by_rights_and_rules(self):
        rule = self.env.ref("dealer.rule_dealer_scope")
        access = {
            "name": "x",
            "model_id": self.env["ir.model"]._get_id("ir.config_parameter"),
            "group_id": self.env.ref("base.group_user").id,
            "perm_read": True,
        }
        field = {
            "name": "x_code",
            "ttype": "char",
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "compute": "pass",
        }
        self._refused(
            lambda user: rule.with_user(user).write({"active": False}),
            lambda user: self.env["ir.model.access"].with_user(user).create(access),
            lambda user: self.env["ir.model.fields"].with_user(user).create(field),
        )

    def test_what_a_group_administrator_goes_on_doing(self):
        users = self.env["res.users"].with_user(self.boss).with_context(no_reset_password=True)
        person = users.create({"name": "new", "login": "new_person"})
        self.make_role_line(person.sudo(), "sales_desk", "unit", self.east)
        line = self.env["res.users.role.line"].with_user(self.boss)
        line.create({"user_id": self.plain.id, "role_id": self.env.ref("dealer.role_auditor").id})
        self.assertTrue(self.plain.has_group("dealer.group_dealer_viewer"))
        role = self.env.ref("dealer.role_sales_desk").with_user(self.boss)
        role.write({"implied_ids": [(4, self.env.ref("dealer.group_dealer_manager").id)]})
        self.assertTrue(person.has_group("dealer.group_dealer_manager"))
        self.plain.with_user(self.boss).write({"password": "Other word 4711", "active": False})
        self.boss.with_user(self.boss).write({"signature": "Boss"})
        self.root.with_user(self.root).write({"signature": "Root"})

    def test_administrators_of_the_settings_do(self):
        self.plain.with_user(self.root).write({"group_ids": [(4, self.system.id)]})
        self.assertTrue(self.plain.has_group("base.group_system"))
        self.plain.with_user(self.root).write({"password": "Other word 4711"})
        self.env.ref("dealer.rule_dealer_scope").with_user(self.root).write({"name": "Renamed"})
