from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import DealerCommon


class Document(models.Model):
    """A document as an add-on would have it."""

    _module = None
    _name = "dealer.test.document"
    _description = "Document for tests"
    _inherit = ["dealer.document.mixin"]

    name = fields.Char()
    partner_id = fields.Many2one("res.partner")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)


@tagged("post_install", "-at_install")
class TestDocument(DealerCommon):
    """Documents carry their dealer and its unit, follow both, and are seen within the scope."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_test_model(Document)
        cls.documents = cls.env["dealer.test.document"]
        cls.contact = cls.env["res.partner"].create({"name": "c", "parent_id": cls.dealer_east.partner_id.id})
        cls.of_east = cls.documents.create({"name": "east", "partner_id": cls.contact.id})
        cls.of_west = cls.documents.create({"name": "west", "partner_id": cls.dealer_west.partner_id.id})
        cls.customer = cls.make_partner("No dealer")
        cls.of_nobody = cls.documents.create({"name": "nobody", "partner_id": cls.customer.id})
        cls.desk = cls.make_user("east_desk", "sales_desk", "subtree", cls.east)

    def _found(self, user):
        return set(self.documents.with_user(user).search([]).mapped("name"))

    def test_dealer_and_unit_of_the_commercial_partner(self):
        self.assertEqual((self.of_east.dealer_id, self.of_east.dealer_unit_id), (self.dealer_east, self.east))
        self.assertFalse(self.of_nobody.dealer_id or self.of_nobody.dealer_unit_id)

    def test_dealer_of_the_document_s_company(self):
        partner = self.dealer_north.partner_id
        of_a = self.documents.create({"partner_id": partner.id, "company_id": self.company.id})
        of_b = self.documents.create({"partner_id": partner.id, "company_id": self.company_b.id})
        self.assertFalse(of_a.dealer_id)
        self.assertEqual(of_b.dealer_id, self.dealer_north)
        of_a.company_id = self.company_b
        self.assertEqual(of_a.dealer_id, self.dealer_north)

    def test_many_in_one_query(self):
        self.env.flush_all()
        created = self.documents.create(
            [{"partner_id": self.contact.id if n % 2 else self.dealer_west.partner_id.id} for n in range(50)]
        )
        self.env.invalidate_all()
        created.mapped("partner_id.commercial_partner_id")
        created.mapped("company_id")
        self.env.add_to_compute(self.documents._fields["dealer_id"], created)
        with self.assertQueryCount(1):
            created._recompute_field(self.documents._fields["dealer_id"])

    def test_new_dealer_takes_over_older_documents(self):
        dealer = self.make_dealer("x", self.west, partner_id=self.customer.id)
        self.assertEqual((self.of_nobody.dealer_id, self.of_nobody.dealer_unit_id), (dealer, self.west))
        self.assertNotIn("nobody", self._found(self.desk))

    def test_dealer_changes_partner(self):
        self.dealer_west.partner_id = self.customer
        self.assertFalse(self.of_west.dealer_id)
        self.assertEqual(self.of_nobody.dealer_id, self.dealer_west)

    def test_documents_written_while_their_dealer_moved(self):
        """Neither transaction sees the other's rows: the job brings together what they left apart."""
        triggers = self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", self.env.ref("dealer.cron_documents").id)]
        )
        self.dealer_west.write({"unit_id": self.branch.id, "user_id": self.desk.id})
        late = self.make_dealer("late", self.west, partner_id=self.customer.id)
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", self.env.ref("dealer.cron_documents").id)]),
            triggers + 4,
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dealer_test_document SET dealer_unit_id = %s, dealer_user_id = NULL WHERE id = %s",
            [self.west.id, self.of_west.id],
        )
        self.env.cr.execute(
            "UPDATE dealer_test_document SET dealer_id = NULL, dealer_unit_id = NULL WHERE id = %s", self.of_nobody.ids
        )
        self.env.invalidate_all()
        self.assertEqual(self._found(self.desk), {"east", "nobody"})
        with self._no_commit():
            self.env["dealer.dealer"]._cron_follow_documents()
        self.env.invalidate_all()
        self.assertEqual((self.of_west.dealer_unit_id, self.of_west.dealer_user_id), (self.branch, self.desk))
        self.assertEqual((self.of_nobody.dealer_id, self.of_nobody.dealer_unit_id), (late, self.west))
        self.assertEqual(self._found(self.desk), {"east", "west"})

    def test_dealer_moves_with_its_documents(self):
        self.assertEqual(self._found(self.desk), {"east", "nobody"})
        self.dealer_west.unit_id = self.branch
        self.assertEqual(self.of_west.dealer_unit_id, self.branch)
        self.assertEqual(self._found(self.desk), {"east", "west", "nobody"})
        self.dealer_east.unit_id = self.west
        self.assertEqual(self._found(self.desk), {"west", "nobody"})
        self.assertFalse(self.of_east.with_user(self.desk).has_access("read"))

    def test_scope_own(self):
        user = self.make_user("own", "account_manager")
        self.assertEqual(self._found(user), {"nobody"})
        self.dealer_west.user_id = user
        self.assertEqual(self._found(user), {"west", "nobody"})
        self.assertEqual(self.of_west.with_user(user).name, "west")

    def test_user_without_lines_keeps_other_documents(self):
        self.assertEqual(self._found(self.make_user("plain")), {"nobody"})

    def test_revoked_within_the_transaction(self):
        document = self.of_east.with_user(self.desk)
        self.assertTrue(document.has_access("write"))
        self.desk.role_line_ids.scope = "own"
        self.assertFalse(document.has_access("read"))
        self.assertFalse(document.has_access("write"))

    def test_writing_and_creating_outside_the_scope(self):
        documents = self.documents.with_user(self.desk)
        foreign = self.of_west.with_user(self.desk)
        for call in (
            lambda: foreign.write({"name": "x"}),
            lambda: foreign.unlink(),
            lambda: foreign.read(["name"]),
            lambda: documents.create({"partner_id": self.dealer_west.partner_id.id}),
            lambda: self.of_east.with_user(self.desk).write({"partner_id": self.dealer_west.partner_id.id}),
            lambda: self.of_nobody.with_user(self.desk).write({"partner_id": self.dealer_west.partner_id.id}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call()
        self.of_east.with_user(self.desk).name = "mine"
        documents.create({"partner_id": self.contact.id})

    def test_dealer_of_a_document_is_not_written(self):
        """Taking the dealer off a document would show it to everybody."""
        documents = self.documents.with_user(self.desk)
        for vals in ({"dealer_id": False}, {"dealer_unit_id": self.east.id}, {"dealer_id": self.dealer_east.id}):
            with self.assertRaisesRegex(UserError, "follow from others"):
                self.of_east.with_user(self.desk).write(vals)
            made = documents.create({"partner_id": self.contact.id, **vals})
            self.assertEqual((made.dealer_id, made.dealer_unit_id), (self.dealer_east, self.east), "sent in vain")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            documents.with_context(default_dealer_id=False, default_dealer_unit_id=self.east.id).create(
                {"partner_id": self.dealer_west.partner_id.id}
            )
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            documents.with_context(default_dealer_id=self.dealer_west.id).create({"partner_id": self.contact.id})

    def test_grouping_and_export(self):
        documents = self.documents.with_user(self.desk)
        counts = dict(documents._read_group([], ["dealer_unit_id"], ["__count"]))
        self.assertEqual({unit.id: count for unit, count in counts.items()}, {self.east.id: 1, False: 1})
        self.assertEqual(documents.name_search("west"), [])
        with self.assertRaises(AccessError):
            self.of_west.with_user(self.desk).export_data(["name"])

    def test_portal(self):
        self.env["ir.model.access"].create(
            {
                "name": "portal",
                "model_id": self.env["ir.model"]._get_id("dealer.test.document"),
                "group_id": self.env.ref("base.group_portal").id,
                "perm_read": True,
            }
        )
        buyer = self.make_member("buyer", self.dealer_east)
        self.assertEqual(self._found(buyer), {"east", "nobody"})
        with self.assertRaises(AccessError):
            self.of_west.with_user(buyer).read(["name"])
        buyer.dealer_member_ids.active = False
        self.assertEqual(self._found(buyer), {"nobody"})

    def test_dealer_with_documents_is_not_deleted(self):
        dealer = self.make_dealer("x", self.west, partner_id=self.customer.id, state="applicant")
        self.env.flush_all()
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            dealer.unlink()
        self.assertIn("foreign key", str(caught.exception).lower())

    def test_role_that_cannot_write_the_document(self):
        """The scope of a role counts for a document only as far as the role may do it."""
        self.env["ir.model.access"].search([("name", "=", "dealer.test.document")]).group_id = self.env.ref(
            "dealer.group_dealer_user"
        )
        self.env["ir.model.access"].create(
            {
                "name": "readers",
                "model_id": self.env["ir.model"]._get_id("dealer.test.document"),
                "group_id": self.env.ref("dealer.group_dealer_viewer").id,
                "perm_read": True,
            }
        )
        self.make_role_line(self.desk, "auditor", "subtree", self.group)
        self.assertEqual(self._found(self.desk), {"east", "west", "nobody"})
        self.of_east.with_user(self.desk).name = "written"
        self.of_nobody.with_user(self.desk).name = "written"
        with self.assertRaisesRegex(AccessError, "Your roles let you see"):
            self.of_west.with_user(self.desk).name = "written"
        with self.assertRaises(AccessError):
            self.documents.with_user(self.desk).create({"partner_id": self.dealer_west.partner_id.id})
