"""Every cell of the access matrix, inside Odoo: `scripts/test tests/security/odoo_test_access_matrix.py`."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import matrix
from .questions import Question
from .rights import Rights
from .world import AccessWorld, link


@tagged("post_install", "-at_install")
class TestAccessMatrix(AccessWorld):
    """Tries every letter of every cell of ``access_matrix.yaml`` and of ``access_rows.yaml``."""

    def setUp(self):
        super().setUp()
        # Finding out why a rule refused, for the text of the error, costs more than the whole rest of these tests.
        self.startPatcher(
            patch.object(self.registry["ir.rule"], "_make_access_error", lambda *_: AccessError("refused"))
        )

    def _assert_cells(self, found, expected):
        """Compare {cell: letters}; all that differ are named at once."""
        differing = [
            f"{', '.join(map(str, cell))}: may {''.join(sorted(found[cell])) or '-'}, "
            f"should {''.join(sorted(expected[cell])) or '-'}"
            for cell in expected
            if found[cell] != expected[cell]
        ]
        if differing:
            self.fail("\n".join(["some cells are not as promised", *differing]))

    def _question(self, name, position, env):
        return Question(
            self.records[position][name].with_env(env),
            write=matrix.changes().get(name),
            create=getattr(self, f"_create_{name.replace(' ', '_')}", lambda *_: None)(position),
            **{kind: spare.with_env(env) for kind, spare in self.extras.get((name, position), {}).items()},
        )

    def _create_dealer(self, position):
        dealer = self.dealers[position]
        partner = self.newcomers[position]
        vals = {"partner_id": partner.id, "unit_id": dealer.unit_id.id, "company_id": dealer.company_id.id}
        return lambda env: env["dealer.dealer"].create(
            {**vals, "type_id": dealer.type_id.id, "user_id": dealer.user_id.id}
        )

    def _create_contact(self, position):
        partner = self.dealers[position].partner_id
        return lambda env: env["res.partner"].create({"name": "new", "parent_id": partner.id})

    def _create_order(self, position):
        dealer = self.dealers[position]
        vals = {"partner_id": dealer.partner_id.id, "company_id": dealer.company_id.id}
        return lambda env: env["sale.order"].create(vals)

    def _create_order_line(self, position):
        order = self.records[position]["order"]
        return lambda env: env["sale.order.line"].create({"order_id": order.id, "product_id": self.goods.id})

    def _create_invoice(self, position):
        dealer = self.dealers[position]
        vals = {"partner_id": dealer.partner_id.id, "company_id": dealer.company_id.id, "move_type": "out_invoice"}
        return lambda env: env["account.move"].create(vals)

    def _create_journal_item(self, position):
        invoice = self.extras["invoice", position]["spare"]
        return lambda env: env["account.move.line"].create({"move_id": invoice.id, "name": "new", "price_unit": 1})

    def _create_payment(self, position):
        vals = self._payment_vals(self.dealers[position], self.records[position]["payment"].journal_id)
        return lambda env: env["account.payment"].create(vals)

    def _create_transfer(self, position):
        vals = self._transfer_vals(self.dealers[position])
        return lambda env: env["stock.picking"].create(vals)

    def _prepare_extras(self):
        """Have in every column a company that may become a dealer, and what can be deleted."""
        self.extras = {}
        self.newcomers = {
            position: self.env["res.partner"].create({"name": f"New {position}", "is_company": True})
            for position in self.records
        }
        self._prepare_spares()
        self.env.flush_all()

    def _prepare_spares(self):
        """What is in use cannot be deleted by anybody: have an unused one of it for every column."""
        for position, dealer in self.dealers.items():
            applicant = self._dealer(f"Applicant {position}", dealer.unit_id, dealer.company_id, state="applicant")
            applicant.user_id = dealer.user_id
            self.extras["dealer", position] = {"spare": applicant}
            draft = self._invoice(dealer, post=False)
            self.extras["invoice", position] = {"spare": draft}
            self.extras["journal item", position] = {"spare": draft.invoice_line_ids}

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_documents(self):
        """Changes of documents are tried by doing them."""
        self._prepare_extras()
        names = self.spec["models"]
        self._hang_on({name: {position: records[name] for position, records in self.records.items()} for name in names})
        found, expected = {}, {}
        for person in self.spec["persons"]:
            env = self.environment(person)
            allowed = {name: self._rights(env, name).allowed() for name in names}
            for (who, name, *position), letters in self._cells_of(person):
                record, operations = self.records[tuple(position)][name], names[name]["operations"]
                question = self._question(name, tuple(position), env)
                done = {letter for letter in set(operations) & set("wcu") if question.ask(letter)}
                cell = (who, name, *position)
                found[cell] = allowed[name][record.id] & set(operations) - set("wcu") | done
                expected[cell] = letters
        self._assert_cells(found, expected)

    @staticmethod
    def _cells_of(person):
        return [(cell[:4], cell[4]) for cell in matrix.cells() if cell[0] == person]

    def _hang_on(self, tried):
        """Give each record of ``tried`` ({name in the matrix: {position: record}}) an attachment, a message and a probe."""
        self.tried = tried
        self.attachments = {name: self._attach(records) for name, records in tried.items()}
        self.messages = {name: self._post(records) for name, records in tried.items()}
        self.probes = self._make_probes(
            {(name, position): record for name, records in tried.items() for position, record in records.items()}
        )

    @classmethod
    def _attach(cls, records):
        if not any(record._auto for record in records.values()):
            return {}
        vals = [{"name": "scan", "raw": b"x", "res_model": one._name, "res_id": one.id} for one in records.values()]
        return dict(zip((one.id for one in records.values()), cls.env["ir.attachment"].create(vals), strict=True))

    @classmethod
    def _post(cls, records):
        if not any("message_ids" in record._fields for record in records.values()):
            return {}
        kind = {"message_type": "comment", "subtype_id": cls.env.ref("mail.mt_comment").id, "body": "note"}
        vals = [{"model": one._name, "res_id": one.id, **kind} for one in records.values()]
        return dict(zip((one.id for one in records.values()), cls.env["mail.message"].create(vals), strict=True))

    def _operations(self, model):
        Model = self.env[model]
        return "rsgenf" + "awcu" * Model._auto + "m" * ("message_ids" in Model._fields)

    def test_every_model_has_a_row(self):
        documents = {model["name"] for model in self.spec["models"].values()}
        ours = {name for name, cls in self.registry.items() if self._is_ours(cls) and not cls._transient}
        self.assertEqual(ours - documents - self.rows.keys(), set(), "models without a row in access_rows.yaml")
        self.assertEqual(self.rows.keys() - ours, set(), "rows without a model")

    @staticmethod
    def _is_ours(cls):
        return (cls._original_module or "").startswith("dealer") and not cls._abstract

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_other_models(self):
        """Records of all other models of the suite that keep data, and what hangs on them."""
        self.others = self._others()
        self._hang_on(self.others)
        found, expected = {}, {}
        for person in self.spec["persons"]:
            env = self.environment(person)
            for model, records in self.others.items():
                allowed = self._rights(env, model).allowed()
                for position, record in records.items():
                    cell = (person, model, *position)
                    found[cell] = allowed[record.id] & set(self._operations(model))
                    expected[cell] = matrix.row_cell(model, person, position, self._operations(model))
        self._assert_cells(found, expected)

    def test_wizards_are_seen_by_who_opened_them(self):
        """A dialog names documents and amounts: nobody else reads or changes it, whatever his role."""
        maker = self._maker({}, "A", "own")
        names = [name for name, cls in self.registry.items() if self._is_ours(cls) and cls._transient]
        self.assertGreater(len(names), 30)
        for name in names:
            record = maker.record(name).with_env(self.environment("group admin"))
            with self.subTest(wizard=name):
                for operation in ("read", "write", "unlink"):
                    self.assertFalse(record.has_access(operation), operation)
                if record.browse().has_access("read"):
                    self.assertFalse(record.search([("id", "=", record.id)]))

    def _rights(self, env, name):
        records = self.tried[name]
        model = next(iter(records.values()))._name
        return Rights(
            env[model].browse([record.id for record in records.values()]),
            {record.id: self.probes[name, position].with_env(env) for position, record in records.items()},
            link(name),
            {key: attachment.with_env(env) for key, attachment in self.attachments[name].items()},
            {key: message.with_env(env) for key, message in self.messages[name].items()},
        )
