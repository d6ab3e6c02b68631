from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestAccessTold(DealerCommon):
    """What the platform works out with the rights of the superuser from an id that somebody names tells nothing hidden."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("told_manager", "channel_manager", "subtree", cls.east, email="told@example.com")
        cls.foreign, cls.own = cls.dealer_west, cls.dealer_east
        cls.template = cls.env["mail.template"].create(
            {
                "name": "Told",
                "model_id": cls.env["ir.model"]._get_id("dealer.dealer"),
                "subject": "{{ object.code }}",
                "body_html": '<p t-out="object.name"/>',
            }
        )

    def _as(self, model):
        self.env.invalidate_all()
        return self.env[model].with_user(self.manager)

    def _refused(self, call, *arguments, **keywords):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            call(*arguments, **keywords)

    def test_composed_message_tells_no_name_and_no_text(self):
        def compose(dealer, **vals):
            about = {"model": dealer._name, "res_ids": str(dealer.ids), "composition_mode": "comment"}
            return self._as("mail.compose.message").create({**about, **vals})

        self._refused(compose, self.foreign)
        self._refused(compose, self.foreign, template_id=self.template.id)
        composer = compose(self.own, template_id=self.template.id)
        self.assertEqual(composer.subject, self.own.code)
        self._refused(composer.write, {"res_ids": str(self.foreign.ids)})

    def test_form_of_a_message_tells_no_name(self):
        def form(dealer, *keys):
            context = dict(zip(keys, ("dealer.dealer", dealer.ids), strict=True))
            composer = self._as("mail.compose.message").with_context(**context)
            return composer.onchange({}, [], {"subject": {}, "res_ids": {}})["value"]

        for keys in (("default_model", "default_res_ids"), ("active_model", "active_ids")):
            self._refused(form, self.foreign, *keys)
            self.assertEqual(form(self.own, *keys)["res_ids"], str(self.own.ids))
        values = {"model": "dealer.dealer", "res_ids": str(self.foreign.ids)}
        self._refused(self._as("mail.compose.message").onchange, values, ["res_ids"], {"subject": {}})

    def test_activity_is_not_moved_to_a_foreign_record(self):
        vals = {"res_model_id": self.env["ir.model"]._get_id("dealer.dealer"), "user_id": self.manager.id}
        todo = self.env.ref("mail.mail_activity_data_todo").id
        activity = self._as("mail.activity").create({**vals, "res_id": self.own.id, "activity_type_id": todo})
        self._refused(activity.write, {"res_id": self.foreign.id})
        activity.write({"res_id": self.dealer_branch.id})
        self.assertEqual(activity.res_name, self.dealer_branch.display_name)

    def test_message_names_no_foreign_contact(self):
        partner = self.foreign.partner_id
        thread = self._as("dealer.dealer").browse(self.own.id)
        self._refused(thread.message_post, body="x", partner_ids=partner.ids)
        message = thread.message_post(body="x", partner_ids=self.own.partner_id.ids)
        self._refused(message.write, {"author_id": partner.id})
        self._refused(message.write, {"partner_ids": [Command.link(partner.id)]})

    def test_channel_gets_no_foreign_contact(self):
        channel = self._as("discuss.channel").create({"name": "Told", "channel_type": "group"})
        self._refused(channel.add_members, self.foreign.partner_id.ids)
        colleague = self.make_user("told_colleague", "channel_manager", "subtree", self.west).partner_id
        channel.add_members((self.own.partner_id | colleague).ids)
        self.assertIn(colleague, channel.channel_member_ids.partner_id)

    def test_no_log_in_of_a_foreign_contact(self):
        """With the token one would become that dealer's portal user."""
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        partners = self._as("res.partner")
        self._refused(partners.browse(self.foreign.partner_id.id).signup_get_auth_param)
        partner = self.own.partner_id
        self.assertIn("auth_signup_token", partners.browse(partner.id).signup_get_auth_param()[partner.id])

    def test_no_record_links_to_a_foreign_contact(self):
        """Records that are no dealer's own show the names of those they link to, too."""
        categories = self._as("res.partner.category").sudo().create([{"name": "told"}]).sudo(False)
        categories.env["ir.model.access"].sudo().create(
            {
                "name": "told",
                "model_id": self.env["ir.model"]._get_id("res.partner.category"),
                "group_id": self.env.ref("base.group_user").id,
                **{f"perm_{name}": True for name in ("read", "write", "create", "unlink")},
            }
        )
        partner = self.foreign.partner_id
        self._refused(categories.write, {"partner_ids": [Command.link(partner.id)]})
        self._refused(categories.create, {"name": "told, too", "partner_ids": [Command.set(partner.ids)]})
        self._refused(categories.with_context(default_partner_ids=[Command.set(partner.ids)]).create, {"name": "three"})
        categories.write({"partner_ids": [Command.link(self.own.partner_id.id)]})
        self.assertEqual(categories.partner_ids, self.own.partner_id)
