"""Every screen opens for the people it is made for, and offers them what they may do and nothing else."""

import csv
import io

from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools import file_open

from .common import DealerCommon

ROLES = [
    "sales_desk",
    "account_manager",
    "channel_manager",
    "credit_controller",
    "finance",
    "warehouse",
    "auditor",
    "group_admin",
]


@tagged("post_install", "-at_install")
class TestViews(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.make_tier("Gold", 10, min_sales_amount=1000)
        cls.silver = cls.make_tier("Silver", 20)
        cls.users = {
            role: cls.make_user(f"view_{role}", role, "subtree", cls.group)
            for role in ROLES
            if role != "account_manager"
        }
        cls.users["account_manager"] = cls.make_user("view_account_manager", "account_manager")
        cls.dealer_east.user_id = cls.users["account_manager"]
        cls.dealer_branch.write({"relation": "sub_dealer", "parent_id": cls.dealer_east.id})
        cls.env["dealer.violation"].create({"dealer_id": cls.dealer_east.id, "kind": "price", "description": "Cheap"})
        cls.make_member("view_buyer", cls.dealer_east)
        cls.manager = cls.users["channel_manager"]
        cls.review = (
            cls.env["dealer.tier.review"].with_user(cls.manager).create({"name": "Views", "unit_id": cls.group.id})
        )
        cls.review.action_propose()

    def menus(self, user):
        """Return the menus of the app that ``user`` sees."""
        visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        root = self.env.ref("dealer.menu_dealer_root")
        return (
            self.env["ir.ui.menu"].browse(visible).filtered(lambda menu: menu.parent_path.startswith(root.parent_path))
        )

    def open_action(self, user, action):
        """Load all views of a window action and read what they show, as the web client does."""
        model = self.env[action.res_model].with_user(user)
        views = [(view_id, mode) for view_id, mode in action.views if mode != "activity"]
        loaded = model.get_views([*views, (action.search_view_id.id or False, "search")])
        for _view_id, mode in views:
            arch = etree.fromstring(loaded["views"][mode]["arch"])
            names = {node.get("name") for node in arch.iter("field") if not self.inside_field(node)}
            if mode in ("list", "kanban") and not model._transient:
                model.web_search_read([], {name: {} for name in names & model._fields.keys()}, limit=80)
            elif mode == "form" and not model._transient and (record := model.search([], limit=1)):
                record.web_read({name: {} for name in names & model._fields.keys()})
        return loaded

    def inside_field(self, node):
        return any(ancestor.tag == "field" for ancestor in node.iterancestors())

    def test_every_menu_opens_for_everyone_who_sees_it(self):
        for role, user in self.users.items():
            opened = [
                menu.action for menu in self.menus(user) if menu.action and menu.action._name == "ir.actions.act_window"
            ]
            self.assertGreaterEqual(len(opened), 3, f"{role} has the app")
            for action in opened:
                with self.subTest(role=role, action=action.xml_id):
                    self.open_action(user, action)

    def test_configuration_is_for_administrators(self):
        config = self.env.ref("dealer.menu_dealer_config")
        sees_it = {role for role, user in self.users.items() if config in self.menus(user)}
        self.assertEqual(sees_it, {"group_admin"})

    def test_reviews_are_for_channel_managers(self):
        reviews = self.env.ref("dealer.menu_dealer_tier_review")
        sees_it = {role for role, user in self.users.items() if reviews in self.menus(user)}
        self.assertEqual(sees_it, {"channel_manager", "group_admin"})

    def test_nobody_without_role_sees_the_app(self):
        self.assertFalse(self.menus(self.make_user("view_nobody")))

    def test_transitions_are_shown_to_channel_managers_only(self):
        verbs = {"action_activate", "action_resume", "action_reapply", "action_open_state_wizard"}
        for role, user in self.users.items():
            arch = self.env["dealer.dealer"].with_user(user).get_views([(False, "form")])["views"]["form"]["arch"]
            shown = verbs & {button.get("name") for button in etree.fromstring(arch).iter("button")}
            self.assertEqual(shown, verbs if role in ("channel_manager", "group_admin") else set(), role)

    def test_form_takes_terms_over_and_saves(self):
        dealers = self.env["dealer.dealer"].with_user(self.manager)
        partner = self.make_partner("Form dealer")
        with Form(dealers) as form:
            form.partner_id = partner
            form.unit_id = self.east
            form.type_id = self.env.ref("dealer.type_wholesaler")
            self.assertEqual(form.order_multiple, self.env.ref("dealer.type_wholesaler").order_multiple)
            self.assertFalse(form.terms_overridden)
            form.order_multiple = 24
            form.tier_id = self.silver
        dealer = form.record
        self.assertEqual((dealer.state, dealer.order_multiple), ("applicant", 24))
        self.assertTrue(dealer.code)
        self.assertIn(dealer._fields["order_multiple"].string, dealer.terms_overridden)

    def test_outlet_needs_its_headquarters(self):
        dealers = self.env["dealer.dealer"].with_user(self.manager)
        with Form(dealers) as form:
            form.partner_id = self.make_partner("Outlet")
            form.unit_id = self.east
            form.type_id = self.env.ref("dealer.type_community")
            form.relation = "outlet"
            with self.assertRaises(AssertionError, msg="the form requires the parent"):
                form.save()
            form.parent_id = self.dealer_east
        self.assertEqual(form.record.parent_id, self.dealer_east)

    def test_form_is_read_only_below_channel_manager(self):
        form = Form(self.dealer_east.with_user(self.users["sales_desk"]))
        for name, value in (("tier_id", self.silver), ("unit_id", self.west), ("order_multiple", 2), ("code", "X")):
            with self.assertRaises(AssertionError, msg=name):
                setattr(form, name, value)

    def test_smart_buttons_count_what_they_open(self):
        dealer = self.dealer_east.with_user(self.manager)
        self.assertEqual(dealer.child_count, 1)
        self.assertEqual(dealer.violation_count, 1)
        self.assertEqual(dealer.member_count, 1)
        dealer.tier_id = self.silver
        dealer.invalidate_recordset()
        self.assertEqual(dealer.tier_change_count, 1)
        action = self.env.ref("dealer.dealer_dealer_action_below")
        domain = [("id", "child_of", dealer.id), ("id", "!=", dealer.id)]
        self.assertEqual(action.domain, str(domain).replace(str(dealer.id), "active_id"))
        self.assertEqual(self.env["dealer.dealer"].with_user(self.manager).search_count(domain), dealer.child_count)

    def test_unit_and_territory_count_with_all_below(self):
        top = self.env["dealer.territory"].create({"name": "Top", "code": "TOP"})
        below = self.env["dealer.territory"].create({"name": "Below", "code": "BELOW", "parent_id": top.id})
        self.dealer_west.territory_id = below
        self.assertEqual((top.dealer_total, below.dealer_total), (1, 1))
        east = self.east.with_user(self.manager)
        self.assertEqual((east.dealer_total, east.dealer_count), (2, 1))

    def test_unit_name_is_short_where_the_tree_is_drawn(self):
        self.assertEqual(self.branch.display_name, f"{self.group.name} / T East / T Branch")
        self.assertEqual(self.branch.with_context(hierarchical_naming=False).display_name, "T Branch")

    def test_planned_tier_is_announced(self):
        change = self.env["dealer.tier.change"].with_user(self.manager)
        with Form(change) as form:
            form.dealer_id = self.dealer_west
            form.to_tier_id = self.gold
            form.effective_date = "2099-01-01"
            form.reason = "Promised"
        self.assertEqual(form.record.state, "planned")
        dealer = self.dealer_west.with_user(self.users["auditor"])
        self.assertEqual((dealer.planned_tier_id, str(dealer.planned_tier_date)), (self.gold, "2099-01-01"))
        found = dealer.search([("tier_change_ids.state", "=", "planned")])
        self.assertEqual(found, dealer, "the filter of the search view")

    def test_hold_dialog_asks_for_the_reason(self):
        dealer = self.dealer_west.with_user(self.manager)
        action = dealer.with_context(default_verb="hold").action_open_state_wizard()
        wizard = self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"])
        form = Form(wizard)
        with self.assertRaises(AssertionError, msg="a reason is required"):
            form.save()
        form.reason = "Overdue"
        form.save().action_confirm()
        self.assertEqual((dealer.state, dealer.state_reason), ("on_hold", "Overdue"))

    def test_review_form_lets_lines_be_accepted(self):
        with Form(self.review) as form:
            with form.line_ids.edit(0) as line:
                line.note = "Seen"
            with form.line_ids.edit(0) as line, self.assertRaises(AssertionError):
                line.proposed_tier_id = self.gold
        self.assertEqual(self.review.line_ids[0].note, "Seen")

    def test_push_dialog_previews(self):
        admin = self.users["group_admin"]
        dealer_type = self.env.ref("dealer.type_wholesaler").with_user(admin)
        self.dealer_west.order_multiple = 7
        action = dealer_type.action_push_terms()
        form = Form(self.env[action["res_model"]].with_user(admin).with_context(**action["context"]))
        self.assertNotIn(self.dealer_west.display_name, [line["dealer_id"] for line in form.line_ids._records])
        form.overwrite = True
        wizard = form.save()
        self.assertIn(self.dealer_west, wizard.line_ids.dealer_id)
        wizard.action_apply()
        self.assertEqual(self.dealer_west.order_multiple, dealer_type.order_multiple)

    def test_role_line_on_the_user_form(self):
        person = self.make_user("view_person", "sales_desk", "unit", self.east)
        opened = Form(person.with_user(self.users["group_admin"]), view="base.view_users_form")
        with opened as form, form.role_line_ids.edit(0) as line:
            line.scope = "subtree"
            line.unit_ids.add(self.west)
        self.assertEqual(person.role_line_ids.unit_ids, self.east | self.west)
        self.assertEqual(self.seen(person), self.dealer_east | self.dealer_branch | self.dealer_west)

    def test_settings_page(self):
        admin = self.env.ref("base.user_admin")
        with Form(self.env["res.config.settings"].with_user(admin)) as form:
            form.dealer_code_prefix = "T-"
            form.dealer_default_unit_id = self.east
        form.record.execute()
        self.assertEqual(self.company.dealer_default_unit_id, self.east)
        dealer = self.env["dealer.dealer"].create(
            {"partner_id": self.make_partner("By default").id, "type_id": self.env.ref("dealer.type_wholesaler").id}
        )
        self.assertTrue(dealer.code.startswith("T-"))
        self.assertEqual(dealer.unit_id, self.east)

    def test_import_templates_name_known_fields(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["dealer"], ["zh_CN"])
        for lang in ("en_US", "zh_CN"):
            dealers = self.env["dealer.dealer"].with_context(lang=lang)
            (template,) = dealers.get_import_templates()
            with file_open(template["template"].lstrip("/"), "rb") as file:
                header, *rows = csv.reader(io.StringIO(file.read().decode("utf-8-sig")))
            labels = {field["string"] for field in dealers.fields_get(attributes=["string"]).values()} | {
                "External ID",
                "id",
            }
            self.assertFalse(set(header) - labels, lang)
            self.assertFalse(dealers.fields_get(["state"])["state"]["readonly"], "else the import does not offer it")
            self.assertTrue(all(len(row) == len(header) for row in rows))

    def test_import_by_the_template_creates_dealers(self):
        with file_open("dealer/static/csv/dealer_import_en_US.csv", "rb") as file:
            header, *rows = csv.reader(io.StringIO(file.read().decode("utf-8-sig")))
        dealers = self.env["dealer.dealer"].with_user(self.manager)
        names = {field["string"]: name for name, field in dealers.fields_get(attributes=["string"]).items()}
        known = {"Aurora Trading": "partner_id", "Aurora Harbour Store": "partner_id"}
        for name in known:
            self.make_partner(name)
        self.env["res.users"].browse(self.manager.id).name = "Chen Jun"
        fields = ["id" if label == "External ID" else names[label] for label in header]
        result = dealers.load(fields, rows)
        self.assertFalse(result["messages"])
        created = self.env["dealer.dealer"].browse(result["ids"])
        self.assertEqual(created.mapped("state"), ["active", "applicant"])
        self.assertEqual(created[1].parent_id, created[0])
