from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessDenied, AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import ApiCase


@tagged("post_install", "-at_install")
class TestIntegration(ApiCase):
    """Administrators set up integrations, see their calls and limit them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.make_user("api_admin", "group_admin", "subtree", cls.env.ref("dealer.unit_group"))
        cls.integration = cls.env["dealer.api.integration"].create({"name": "ERP", "user_id": cls.account.id})

    def test_set_up_with_a_key(self):
        form = Form(self.env["dealer.api.new"].with_user(self.admin))
        form.name = "Web shop"
        form.role_ids.add(self.env.ref("dealer_api.role_shop"))
        form.unit_ids.add(self.east)
        action = form.save().action_make()
        user = self.env["res.users"].search([("login", "=", "api-web-shop")])
        key = action["context"]["default_key"]
        self.assertEqual(self.env["res.users.apikeys"]._check_credentials(scope="rpc", key=key), user.id)
        self.done(self.env["dealer.api"].with_user(user).orders_submit([self.order()]))

    def test_no_integration_administers(self):
        wizard = (
            self.env["dealer.api.new"]
            .with_user(self.admin)
            .create(
                {
                    "name": "Evil",
                    "role_ids": [(6, 0, self.env.ref("dealer.role_group_admin").ids)],
                    "unit_ids": [(6, 0, self.east.ids)],
                }
            )
        )
        with self.assertRaises(ValidationError):
            wizard.action_make()
        self.integration.user_id = self.make_user("api_other_admin", "group_admin", "subtree", self.east)
        wizard = (
            self.env["dealer.api.key"]
            .with_user(self.admin)
            .create({"integration_id": self.integration.id, "name": "Key of the administrator"})
        )
        with self.assertRaises(AccessError):
            wizard.action_make()

    def test_keys_are_revoked(self):
        wizard = (
            self.env["dealer.api.key"]
            .with_user(self.admin)
            .create({"integration_id": self.integration.id, "name": "Server"})
        )
        key = wizard.action_make()["context"]["default_key"]
        self.integration.with_user(self.admin).action_revoke_keys()
        self.assertFalse(self.env["res.users.apikeys"]._check_credentials(scope="rpc", key=key))

    def test_a_key_that_was_let_in_before(self):
        """The platform remembers over XML-RPC whom it has let in; a key counts no longer than it lives all the same."""
        wizard = self.env["dealer.api.key"].with_user(self.admin)
        for end in ("expire", "revoke"):
            made = wizard.create({"integration_id": self.integration.id, "name": end}).action_make()
            key, users = made["context"]["default_key"], self.env["res.users"]
            users._check_uid_passwd(self.account.id, key)
            users._check_uid_passwd(self.account.id, key)
            if end == "expire":
                self.env.cr.execute(
                    "UPDATE res_users_apikeys SET expiration_date = now() AT TIME ZONE 'UTC' - interval '1 s'"
                    " WHERE user_id = %s AND index = %s",
                    [self.account.id, key[:8]],
                )
            else:
                self.integration.with_user(self.admin).action_revoke_keys()
            with self.subTest(end=end), self.assertRaises(AccessDenied):
                users._check_uid_passwd(self.account.id, key)

    def test_every_call_is_written_down(self):
        sent = self.order()
        self.api.orders_submit([sent, self.order(dealer="NOPE")])
        self.api.orders_submit([sent])
        replay, mixed = self.env["dealer.api.call"].with_user(self.admin).search([("user_id", "=", self.account.id)])
        self.assertEqual((mixed.state, mixed.item_count, mixed.refused_count), ("partly", 2, 1))
        self.assertEqual((mixed.code, mixed.path), ("unknown_dealer", "dealer"))
        self.assertEqual((replay.state, replay.replay_count), ("done", 1))
        self.assertIn(sent["external_ref"], replay.references)
        self.assertEqual(self.integration.with_user(self.admin).call_count, 2)
        self.assertEqual(self.integration.refused_call_count, 1)

    def test_old_calls_are_forgotten(self):
        self.api.orders_submit([])
        call = self.env["dealer.api.call"].search([("user_id", "=", self.account.id)])
        call.flush_recordset()
        old = fields.Datetime.now() - timedelta(days=91)
        self.env.cr.execute("UPDATE dealer_api_call SET create_date = %s WHERE id = %s", [old, call.id])
        call.invalidate_recordset()
        self.api.orders_submit([])
        with self._no_commit():
            self.env["dealer.api.call"]._cron_forget()
        self.assertFalse(call.exists())
        self.assertTrue(self.env["dealer.api.call"].search([("user_id", "=", self.account.id)]))

    def test_more_calls_than_the_limit(self):
        self.addCleanup(self.forget_calls)
        self.integration.rate_limit = 3
        for _call in range(3):
            self.assertTrue(self.api.credit_status([])["ok"])
        error = self.refused(self.api.credit_status([]), "rate_limited")
        self.assertTrue(1 <= error["retry_after"] <= 20, error)
        self.integration.rate_limit = 0
        self.assertTrue(self.api.credit_status([])["ok"])

    def forget_calls(self):
        """Calls are counted in transactions of their own: what this test has used up must not meet the next one."""
        with self.registry.cursor() as side:
            side.execute("DELETE FROM dealer_api_bucket WHERE user_id = %s", [self.account.id])

    def test_batches_larger_than_the_limit(self):
        self.integration.batch_limit = 2
        self.refused(self.api.orders_submit([self.order()] * 3), "too_many")

    def test_sentences_are_in_the_language_of_the_caller(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        english = self.refused(self.api.orders_submit([self.order(dealer="NOPE")]), "unknown_dealer")["message"]
        chinese = self.api.with_context(lang="zh_CN").orders_submit([self.order(dealer="NOPE")])
        self.assertIn("NOPE", english)
        self.assertNotEqual(self.refused(chinese, "unknown_dealer")["message"], english)
