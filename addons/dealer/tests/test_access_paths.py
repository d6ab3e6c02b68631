from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestAccessPaths(DealerCommon):
    """Every way that RPC offers to a dealer, tried on one outside the scope."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("east_manager", "channel_manager", "subtree", cls.east)
        cls.mine = cls.dealer_east.with_user(cls.user)
        cls.foreign = cls.dealer_west.with_user(cls.user)
        cls.model = cls.env["dealer.dealer"].with_user(cls.user)
        cls.member = cls.make_member("west_member", cls.dealer_west)
        cls.env["dealer.violation"].create({"dealer_id": cls.dealer_west.id})
        cls.tier = cls.make_tier("Gold", 1)

    def test_search_and_count(self):
        self.assertEqual(self.seen(self.user), self.dealer_east | self.dealer_branch)
        self.assertEqual(self.model.search_count([("id", "in", self.dealers.ids)]), 2)
        self.assertEqual(self.model.search_count([("partner_id", "=", self.dealer_west.partner_id.id)]), 0)

    def test_read_paths(self):
        for call in (
            lambda: self.foreign.read(["name"]),
            lambda: self.foreign.web_read({"name": {}}),
            lambda: self.foreign.code,
            lambda: self.foreign.export_data(["name"]),
            lambda: self.foreign.copy(),
            lambda: self.foreign.get_metadata(),
            lambda: self.foreign.display_name,
        ):
            self.pass_days()
            with self.assertRaises(AccessError):
                call()

    def test_name_search_and_web_search(self):
        self.assertEqual(self.model.name_search("West dealer"), [])
        self.assertEqual(len(self.model.name_search("East dealer")), 1)
        self.assertEqual(self.model.web_search_read([("name", "=", "West dealer")], {"name": {}})["length"], 0)
        self.assertEqual(self.model.search_read([("name", "like", "West")], ["name"]), [])

    def test_grouping(self):
        groups = dict(self.model._read_group([("id", "in", self.dealers.ids)], ["unit_id"], ["__count"]))
        self.assertEqual({unit.id: count for unit, count in groups.items()}, {self.east.id: 1, self.branch.id: 1})
        totals = self.model.formatted_read_group([("id", "in", self.dealers.ids)], [], ["__count"])
        self.assertEqual(totals[0]["__count"], 2)

    def test_counters_of_other_models_count_what_is_seen(self):
        self.assertEqual(self.west.with_user(self.user).dealer_count, 0)
        self.assertEqual(self.east.with_user(self.user).dealer_count, 1)
        wholesaler = self.env.ref("dealer.type_wholesaler")
        self.assertLess(wholesaler.with_user(self.user).dealer_count, wholesaler.dealer_count)

    def test_x2many_from_a_readable_record(self):
        self.assertFalse(self.west.with_user(self.user).dealer_ids)
        self.assertNotIn(self.dealer_west, self.group.with_user(self.user).child_ids.dealer_ids)

    def test_domains_through_relations_reveal_nothing(self):
        """Asking for the readable unit "with a dealer named so" must not answer for dealers out of scope."""
        units = self.env["dealer.unit"].with_user(self.user)
        self.assertFalse(units.search([("dealer_ids.name", "=", "West dealer")]))
        self.assertEqual(units.search([("dealer_ids.name", "=", "East dealer")]).ids, self.east.ids)

    def test_write_paths(self):
        for number, call in enumerate(
            (
                lambda: self.foreign.write({"color": 1}),
                lambda: self.foreign.web_save({"color": 1}, {}),
                lambda: (self.mine | self.foreign).write({"color": 1}),
                lambda: self.foreign.unlink(),
                lambda: self.foreign.action_archive(),
                lambda: self.foreign.action_hold("x"),
                lambda: self.foreign.action_terminate("x"),
                lambda: self.foreign.message_post(body="x"),
                lambda: self.foreign.message_subscribe(self.member.partner_id.ids),
                lambda: self.foreign.activity_schedule("mail.mail_activity_data_todo"),
            )
        ):
            with self.subTest(number=number), self.assertRaises(AccessError), self.env.cr.savepoint():
                call()
        self.assertFalse(
            self.foreign.message_subscribe(self.user.partner_id.ids), "not even oneself, as one only reads"
        )
        self.assertNotIn(self.user.partner_id, self.dealer_west.message_partner_ids)
        self.assertFalse(self.dealer_west.color)
        self.assertEqual(self.dealer_west.state, "active")

    def test_through_the_dispatcher_of_remote_calls(self):
        """The same refusals where XML-RPC, JSON-2 and the web client enter."""
        ids = self.dealer_west.ids
        for method, args in (
            ("read", [ids, ["name"]]),
            ("write", [ids, {"color": 1}]),
            ("unlink", [ids]),
            ("copy", [ids]),
            ("export_data", [ids, ["name"]]),
            ("web_read", [ids, {"name": {}}]),
            ("action_hold", [ids, "x"]),
            ("action_open_state_wizard", [ids]),
            ("message_post", [ids]),
        ):
            with self.subTest(method=method), self.env.cr.savepoint():
                if method == "action_open_state_wizard":
                    wizard = call_kw(self.model, method, args, {})["context"]
                    with self.assertRaises(AccessError):
                        self.env["dealer.state.wizard"].with_user(self.user).with_context(**wizard).create(
                            {"reason": "x"}
                        ).action_confirm()
                else:
                    with self.assertRaises(AccessError):
                        call_kw(self.model, method, args, {})
        self.assertEqual(call_kw(self.model, "search_count", [[("id", "in", ids)]], {}), 0)
        self.assertEqual(call_kw(self.model, "name_search", ["West dealer"], {}), [])
        self.assertEqual(
            call_kw(self.model, "formatted_read_group", [[("id", "in", ids)], ["unit_id"], ["__count"]], {}), []
        )

    def test_create_outside_the_scope(self):
        vals = {
            "partner_id": self.make_partner("New").id,
            "type_id": self.env.ref("dealer.type_wholesaler").id,
            "unit_id": self.west.id,
        }
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.model.create(vals)
        self.assertTrue(self.model.create({**vals, "unit_id": self.branch.id}))

    def test_what_was_in_scope_must_stay_so(self):
        with self.assertRaisesRegex(AccessError, "out of your access scope"), self.env.cr.savepoint():
            self.mine.unit_id = self.west
        self.mine.unit_id = self.branch
        self.assertEqual(self.dealer_east.unit_id, self.branch)

    def test_records_around_a_foreign_dealer(self):
        for name in ("dealer.member", "dealer.violation", "dealer.tier.change"):
            records = self.env[name].with_user(self.user)
            self.assertFalse(records.search([("dealer_id", "=", self.dealer_west.id)]), name)
            foreign = self.env[name].search([("dealer_id", "=", self.dealer_west.id)])
            if foreign:
                with self.assertRaises(AccessError):
                    foreign.with_user(self.user).read([])

    def test_records_cannot_be_pushed_to_a_foreign_dealer(self):
        """The classic hole: create it on one's own dealer, then write the link."""
        buyer = self.make_member("east_member", self.dealer_east)
        member = buyer.dealer_member_ids.with_user(self.user)
        with self.assertRaisesRegex(AccessError, "your access scope"), self.env.cr.savepoint():
            member.dealer_id = self.dealer_west.id
        violation = self.env["dealer.violation"].with_user(self.user).create({"dealer_id": self.dealer_east.id})
        with self.assertRaisesRegex(AccessError, "your access scope"), self.env.cr.savepoint():
            violation.dealer_id = self.dealer_west.id
        for name, vals in (
            ("dealer.member", {"user_id": buyer.id}),
            ("dealer.violation", {}),
            ("dealer.tier.change", {"to_tier_id": self.tier.id}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.env[name].with_user(self.user).create({"dealer_id": self.dealer_west.id, **vals})

    def test_wizard_with_a_foreign_dealer(self):
        wizard = self.env["dealer.state.wizard"].with_user(self.user)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            wizard.create({"dealer_ids": [(6, 0, self.foreign.ids)], "verb": "hold", "reason": "x"}).action_confirm()
        self.assertEqual(self.dealer_west.state, "active")

    def test_wizard_of_someone_else(self):
        other = self.make_user("other_manager", "channel_manager", "subtree", self.west)
        wizard = self.env["dealer.state.wizard"].with_user(other).create({"reason": "secret"})
        with self.assertRaises(AccessError):
            wizard.with_user(self.user).read(["reason"])

    def test_attachments_and_messages(self):
        attachment = self.env["ir.attachment"].create(
            {"name": "contract", "res_model": "dealer.dealer", "res_id": self.dealer_west.id, "raw": b"x"}
        )
        message = self.dealer_west.message_post(body="secret")
        with self.assertRaises(AccessError):
            attachment.with_user(self.user).read(["name"])
        self.assertFalse(self.env["ir.attachment"].with_user(self.user).search([("id", "=", attachment.id)]))
        with self.assertRaises(AccessError):
            message.with_user(self.user).read(["body"])
        self.assertFalse(self.env["mail.message"].with_user(self.user).search([("id", "=", message.id)]))

    def test_followers_out_of_scope_are_not_notified(self):
        """Following a dealer outlives the right to see it; what is posted then must not reach the follower."""
        inside = self.make_user("west_desk", "sales_desk", "unit", self.west)
        self.dealer_west.message_subscribe((self.user | inside).partner_id.ids)
        message = self.dealer_west.message_post(body="secret", subtype_xmlid="mail.mt_comment")
        self.assertIn(inside.partner_id, message.notification_ids.res_partner_id)
        self.assertNotIn(self.user.partner_id, message.notification_ids.res_partner_id)

    def test_viewer_reads_and_writes_nothing(self):
        auditor = self.make_user("auditor", "auditor", "subtree", self.east)
        dealer = self.dealer_east.with_user(auditor)
        self.assertEqual(dealer.name, "East dealer")
        for call in (
            lambda: dealer.write({"color": 1}),
            lambda: dealer.unlink(),
            lambda: dealer.action_hold("x"),
            lambda: self.env["dealer.violation"].with_user(auditor).create({"dealer_id": dealer.id}),
            lambda: self.env["dealer.member"].with_user(auditor).create({"dealer_id": dealer.id}),
            lambda: self.env["dealer.dealer"].with_user(auditor).create({"partner_id": dealer.partner_id.id}),
            lambda: self.env["dealer.tier.review"].with_user(auditor).create({}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call()

    def test_user_edits_contact_level_data_only(self):
        desk = self.make_user("desk", "sales_desk", "unit", self.east)
        dealer = self.dealer_east.with_user(desk)
        dealer.write(
            {"color": 3, "tag_ids": [(0, 0, {"name": "T"})] if desk.has_group("dealer.group_dealer_manager") else []}
        )
        dealer.activity_schedule("mail.mail_activity_data_todo", user_id=desk.id)
        for vals in (
            {"order_minimum": 0},
            {"tier_id": self.tier.id},
            {"unit_id": self.branch.id},
            {"user_id": desk.id},
            {"currency_id": self.env.ref("base.EUR").id},
            {"active": False},
            {"code": "X"},
            {"partner_id": self.make_partner("P").id},
        ):
            with self.assertRaisesRegex(AccessError, "Only a channel manager"), self.env.cr.savepoint():
                dealer.write(vals)
