from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from .common import DealerCommon

KEYS = {
    "active_test": False,
    "bypass_access": True,
    "dealer_in_scope": True,
    "default_dealer_in_scope": True,
    "filter_function_reset_sudo": True,
    "import_file": True,
    "install_mode": True,
    "mail_create_nolog": True,
    "module_uninstall": True,
    "no_reset_password": True,
    "skip_check": True,
    "su": True,
    "tracking_disable": True,
    "uid": 1,
}


@tagged("post_install", "-at_install")
class TestAccessBypass(DealerCommon):
    """What a caller may send along (context keys, defaults, derived fields) opens nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("east_manager", "channel_manager", "subtree", cls.east)
        cls.desk = cls.make_user("east_desk", "sales_desk", "subtree", cls.east)

    def test_context_keys_do_not_widen_the_scope(self):
        model = self.env["dealer.dealer"].with_user(self.manager).with_context(**KEYS)
        self.assertEqual(
            model.search([("id", "in", self.dealers.ids)]).ids, (self.dealer_branch | self.dealer_east).ids
        )
        foreign = model.browse(self.dealer_west.id)
        for call in (lambda: foreign.read(["name"]), lambda: foreign.write({"color": 1}), lambda: foreign.unlink()):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call()

    def test_context_keys_do_not_unlock_the_state(self):
        dealer = self.dealer_east.with_user(self.manager).with_context(**KEYS)
        with self.assertRaisesRegex(UserError, "cannot be written"):
            dealer.write({"state": "terminated"})
        with self.assertRaisesRegex(UserError, "cannot be written"):
            dealer.state = "on_hold"
        with self.assertRaises(AccessError):
            dealer.with_user(self.desk).action_hold("x")

    def test_defaults_do_not_set_the_state(self):
        model = self.env["dealer.dealer"].with_user(self.manager)
        vals = {
            "partner_id": self.make_partner("New").id,
            "type_id": self.env.ref("dealer.type_wholesaler").id,
            "unit_id": self.east.id,
        }
        dealer = model.with_context(default_state="terminated").create(vals)
        self.assertEqual(dealer.state, "applicant")

    def test_defaults_do_not_forge_history(self):
        gold = self.make_tier("Gold", 1)
        changes = self.env["dealer.tier.change"].with_user(self.manager)
        change = changes.with_context(
            default_state="cancelled",
            default_origin="review",
            default_user_id=self.desk.id,
            default_from_tier_id=gold.id,
        ).create({"dealer_id": self.dealer_east.id, "to_tier_id": gold.id})
        self.assertEqual((change.state, change.origin, change.user_id), ("effective", "manual", self.manager))
        self.assertFalse(change.from_tier_id)

    def test_foreign_company_in_the_context(self):
        model = self.env["dealer.dealer"].with_user(self.manager)
        with self.assertRaises(AccessError):
            model.with_context(allowed_company_ids=[self.company_b.id]).search([])

    def test_derived_fields_cannot_be_written(self):
        partner = self.dealer_east.partner_id.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "follow from others"):
            partner.is_dealer = False
        contact = partner.create({"name": "x", "parent_id": partner.id, "is_dealer": False, "partner_share": False})
        self.assertTrue(contact.is_dealer and contact.partner_share, "sent in vain")
        violation = self.env["dealer.violation"].create({"dealer_id": self.dealer_east.id})
        with self.assertRaisesRegex(UserError, "follow from others"):
            violation.with_user(self.manager).company_id = self.company_b.id

    def test_default_of_a_derived_field_is_overruled(self):
        contact = (
            self.env["res.partner"]
            .with_user(self.manager)
            .with_context(default_is_dealer=False, default_partner_share=False)
            .create({"name": "contact", "parent_id": self.dealer_east.partner_id.id})
        )
        self.assertTrue(contact.is_dealer)
        self.assertTrue(contact.partner_share)

    def test_scope_field_itself_cannot_be_set(self):
        self.dealer_west.with_user(self.manager).invalidate_recordset()
        with self.assertRaises(AccessError):
            self.dealer_west.with_user(self.manager).write({"dealer_in_scope": True})
        self.assertFalse(self.dealer_west.with_user(self.manager).has_access("read"))

    def test_searching_the_scope_field_the_other_way(self):
        """The rule stands beside whatever the caller asks for."""
        model = self.env["dealer.dealer"].with_user(self.manager)
        domain = [("id", "in", self.dealers.ids)]
        self.assertFalse(model.search([*domain, ("dealer_in_scope", "=", False)]))
        self.assertEqual(model.search_count([*domain, ("dealer_in_scope", "!=", False)]), 2)
        self.assertEqual(model.search_count(["|", ("dealer_in_scope", "=", True), ("id", "!=", 0), *domain]), 2)

    def test_rule_weakened_for_reading_still_guards_writing(self):
        """A row read under another rule is not taken for one in scope (the scope is remembered per query)."""
        self.env.ref("dealer.rule_dealer_scope").perm_read = False
        foreign = self.dealer_west.with_user(self.manager)
        self.assertEqual(foreign.search([("id", "=", foreign.id)]).name, "West dealer")
        self.assertEqual(foreign.search_read([("id", "=", foreign.id)], ["code"])[0]["code"], self.dealer_west.code)
        with self.assertRaises(AccessError):
            foreign.write({"color": 5})

    def test_private_verbs_are_not_public(self):
        for model, methods in {
            "dealer.dealer": ("_update_state", "_log_tier_changes", "_open_documents", "_scope_conditions"),
            "dealer.tier.change": ("_apply_due", "_update_state", "_take_effect"),
            "dealer.territory": ("_resolve_addresses",),
        }.items():
            for method in methods:
                self.assertTrue(callable(getattr(self.env[model], method)))
                with self.assertRaises(AccessError, msg=method):
                    get_public_method(self.env[model], method)
