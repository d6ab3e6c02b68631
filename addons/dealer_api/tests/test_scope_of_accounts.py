from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ApiCase


@tagged("post_install", "-at_install")
class TestScopeOfAccounts(ApiCase):
    """What an account does is seen by who reaches all that the account reaches; nobody else makes its keys or webhooks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accounts = {
            "east": cls.account,
            "west": cls.make_user("api_west", cls.env.ref("dealer_api.role_migration"), "subtree", cls.west),
            "both": cls.make_user("api_everywhere", cls.env.ref("dealer_api.role_read"), "unit", cls.east | cls.west),
            "nobody": cls.make_user("api_nobody"),
        }
        cls.admin = cls.make_user("api_admin_east", "group_admin", "subtree", cls.east)
        for user in cls.accounts.values():
            cls.records_of(user)

    @classmethod
    def records_of(cls, user):
        """Make one record of each kind for an account."""
        cls.env["dealer.api.call"].create({"user_id": user.id, "method": "credit_status", "state": "done"})
        integration = cls.env["dealer.api.integration"].create({"name": user.login, "user_id": user.id})
        request = {"user_id": user.id, "method": "orders_submit", "external_ref": user.login, "digest": "x"}
        cls.env["dealer.api.request"].create(request)
        webhook = cls.env["dealer.api.webhook"].create({"integration_id": integration.id, "url": "http://127.0.0.1:1/"})
        cls.env["dealer.api.message"].create({"webhook_id": webhook.id, "payload": [{"kind": "order", "id": 1}]})

    def seen(self, model, reader):
        """Return the names of the accounts whose records of ``model`` the reader finds and reads, by every way alike."""
        self.env.invalidate_all()  # as each request begins
        records = self.env[model].with_user(reader).search([])
        field = "user_id" if "user_id" in records._fields else "integration_id.user_id"
        mine = [(name, self.env[model].search([(field, "=", user.id)])) for name, user in self.accounts.items()]
        self.assertTrue(all(all_of_them for _name, all_of_them in mine))
        found = {name for name, all_of_them in mine if all_of_them & records}
        readable = {name for name, all_of_them in mine if all_of_them.with_user(reader).has_access("read")}
        [(counted,)] = records._read_group([("id", "in", sum((m.ids for _n, m in mine), []))], [], ["__count"])
        self.assertEqual(found, readable)
        self.assertEqual(counted, sum(len(of_account) for name, of_account in mine if name in found))
        return found

    def test_one_unit(self):
        for model in ("call", "request", "integration", "webhook", "message"):
            with self.subTest(model=model):
                self.assertEqual(self.seen(f"dealer.api.{model}", self.admin), {"east"})

    def test_a_line_that_has_ended_counts(self):
        """What the account was told while it lasted is written down."""
        line = self.make_role_line(self.account, self.env.ref("dealer_api.role_read"), "unit", self.west)
        line.date_to = "2020-01-01"
        self.assertEqual(self.seen("dealer.api.call", self.admin), set())

    def test_dealers_that_an_account_manages(self):
        self.make_role_line(self.account, self.env.ref("dealer_api.role_read"), "own", None)
        self.assertEqual(self.seen("dealer.api.call", self.admin), {"east"})
        self.dealer_west.user_id = self.account
        self.assertEqual(self.seen("dealer.api.call", self.admin), set())

    def test_a_further_company(self):
        self.account.company_ids |= self.other_company
        self.assertEqual(self.seen("dealer.api.call", self.admin), set())
        self.admin.company_ids |= self.other_company
        self.assertEqual(self.seen("dealer.api.call", self.admin), {"east"})

    def test_no_key_and_no_webhook_of_others(self):
        west = self.env["dealer.api.integration"].search([("user_id", "=", self.accounts["west"].id)])
        keys = self.env["dealer.api.key"].with_user(self.admin)
        webhooks = self.env["dealer.api.webhook"].with_user(self.admin)
        for refused in (
            lambda: keys.create({"integration_id": west.id, "name": "Key"}).action_make(),
            west.with_user(self.admin).action_revoke_keys,
            lambda: webhooks.create({"integration_id": west.id, "url": "http://127.0.0.1:1/"}),
            lambda: west.webhook_ids.with_user(self.admin).write({"url": "http://127.0.0.1:2/"}),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_no_integration_is_given_an_account_of_others(self):
        integrations = self.env["dealer.api.integration"]
        west = self.accounts["west"]
        integrations.search([("user_id", "=", west.id)]).unlink()
        with self.assertRaises(AccessError):
            integrations.with_user(self.admin).create({"name": "Mine", "user_id": west.id})
        with self.assertRaises(AccessError):
            integrations.search([("user_id", "=", self.account.id)]).with_user(self.admin).write({"user_id": west.id})

    def test_set_up_within_the_own_unit(self):
        for unit, fits in ((self.east, True), (self.west, False)):
            wizard = (
                self.env["dealer.api.new"]
                .with_user(self.admin)
                .create(
                    {
                        "name": f"Shop {unit.id}",
                        "role_ids": [(6, 0, self.env.ref("dealer_api.role_shop").ids)],
                        "unit_ids": [(6, 0, unit.ids)],
                    }
                )
            )
            with self.subTest(unit=unit.name):
                if fits:
                    self.assertTrue(wizard.action_make()["context"]["default_key"])
                else:
                    with self.assertRaises(AccessError):
                        wizard.action_make()
