from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestTypePush(DealerCommon):
    """A change of a type is handed to its dealers after a preview."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type = cls.env["dealer.type"].create(
            {"name": "Pushed", "code": "pushed", "order_multiple": 4, "payment_mode": "credit"}
        )
        cls.follower = cls.make_dealer("Follower", cls.east, type_id=cls.type.id)
        cls.own = cls.make_dealer("Own terms", cls.east, type_id=cls.type.id, order_multiple=7)
        cls.foreign = cls.make_dealer("Foreign", cls.west, type_id=cls.type.id)
        cls.gone = cls.make_dealer("Gone", cls.east, type_id=cls.type.id)
        cls.gone.action_terminate("x")
        cls.admin = cls.make_user("pusher", "group_admin", "subtree", cls.east)
        cls.type.write({"order_multiple": 12, "payment_mode": "prepaid"})

    def _push(self, user=None, **vals):
        return self.env["dealer.type.push"].with_user(user or self.admin).create({"type_id": self.type.id, **vals})

    def _terms(self, *names):
        fields = self.env["ir.model.fields"]
        return [(6, 0, [fields._get("dealer.type", name).id for name in names])]

    def test_preview(self):
        push = self._push()
        self.assertEqual(
            {(line.dealer_id.name, line.term, line.current, line.new_value) for line in push.line_ids},
            {
                ("Follower", "Order Multiple", "4", "12"),
                ("Follower", "Payment Mode", "On credit", "Prepaid"),
                ("Own terms", "Payment Mode", "On credit", "Prepaid"),
            },
        )

    def test_preview_on_the_form(self):
        form = Form(self.env["dealer.type.push"].with_user(self.admin).with_context(default_type_id=self.type.id))
        self.assertEqual(len(form.line_ids), 3)
        form.overwrite = True
        self.assertEqual(len(form.line_ids), 4)

    def test_apply_leaves_own_terms_alone(self):
        self._push().action_apply()
        self.assertEqual((self.follower.order_multiple, self.follower.payment_mode), (12, "prepaid"))
        self.assertEqual((self.own.order_multiple, self.own.payment_mode), (7, "prepaid"))
        self.assertEqual(self.own.own_terms, "order_multiple")

    def test_apply_overwrites_if_asked(self):
        self._push(overwrite=True).action_apply()
        self.assertEqual(self.own.order_multiple, 12)
        self.assertFalse(self.own.own_terms, "it follows the type again")

    def test_only_the_terms_chosen(self):
        self._push(field_ids=self._terms("payment_mode")).action_apply()
        self.assertEqual((self.follower.order_multiple, self.follower.payment_mode), (4, "prepaid"))

    def test_only_dealers_in_scope_and_not_terminated(self):
        self._push(overwrite=True).action_apply()
        self.assertEqual(self.foreign.order_multiple, 4)
        self.assertEqual(self.gone.order_multiple, 4)

    def test_other_fields_are_no_terms(self):
        push = self._push(field_ids=self._terms("code", "name"))
        self.assertFalse(push.line_ids)
        with self.assertRaisesRegex(UserError, "at least one term"):
            push.action_apply()

    def test_only_administrators(self):
        manager = self.make_user("manager", "channel_manager", "subtree", self.east)
        with self.assertRaises(AccessError):
            self._push(user=manager)

    def test_button_opens_the_wizard_for_the_type(self):
        action = self.type.with_user(self.admin).action_push_terms()
        push = self.env[action["res_model"]].with_user(self.admin).with_context(**action["context"]).create({})
        self.assertEqual(push.type_id, self.type)
        self.assertEqual(set(push.field_ids.mapped("name")), set(self.type._terms_fields()))
