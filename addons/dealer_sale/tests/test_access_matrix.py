import importlib.util
from pathlib import Path
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import DealerOrdersCase
from .matrix_operations import Question

MATRIX = Path(__file__).resolve().parents[3] / "tests" / "security" / "matrix.py"


def _load_matrix():
    spec = importlib.util.spec_from_file_location("access_matrix", MATRIX)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


matrix = _load_matrix()


@tagged("post_install", "-at_install")
class TestAccessMatrix(DealerOrdersCase):
    """Tries every letter of every cell of ``tests/security/access_matrix.yaml``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies = {"A": cls.company, "B": cls._create_company(name="Sister")}
        cls.units = {"own": cls.unit, "below": cls.below, "sibling": cls.sibling, "foreign": cls.foreign}
        cls.spec = matrix.load()
        cls.dealers = {(unit, company): cls._position(unit, company) for unit, company in matrix.positions()}
        cls.records = {position: cls._records(dealer) for position, dealer in cls.dealers.items()}
        cls.env["sale.report"].flush_model()
        cls.env.flush_all()
        cls._make_probes()
        cls.users = {name: cls._person(name, person) for name, person in cls.spec["persons"].items()}

    @classmethod
    def _position(cls, unit, company):
        """Return the dealer of one column, with a contact person."""
        dealer = cls._dealer(f"{unit} {company}", cls.units[unit], cls.companies[company])
        cls.env["res.partner"].create({"name": f"Person of {unit} {company}", "parent_id": dealer.partner_id.id})
        return dealer

    @classmethod
    def _records(cls, dealer):
        """Return {name of the model in the matrix: its record for one dealer}."""
        order = cls._order(dealer)
        invoice = cls._invoice(dealer)
        journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", dealer.company_id.id)], limit=1
        )
        payment = cls.env["account.payment"].create(cls._payment_vals(dealer, journal))
        transfer = cls.env["stock.picking"].create(cls._transfer_vals(dealer))
        order.flush_recordset()
        invoice.invoice_line_ids.flush_recordset()
        return {
            "dealer": dealer,
            "contact": dealer.partner_id.child_ids,
            "order": order,
            "order line": order.order_line,
            "invoice": invoice,
            "journal item": invoice.invoice_line_ids,
            "payment": payment,
            "transfer": transfer,
            "sales report": cls.env["sale.report"].browse(order.order_line.id),
            "invoice report": cls.env["account.invoice.report"].browse(invoice.invoice_line_ids.id),
        }

    @classmethod
    def _payment_vals(cls, dealer, journal):
        return {"partner_id": dealer.partner_id.id, "amount": 5, "payment_type": "inbound", "journal_id": journal.id}

    @classmethod
    def _transfer_vals(cls, dealer):
        warehouse = cls.env["stock.warehouse"].search([("company_id", "=", dealer.company_id.id)], limit=1)
        return {
            "partner_id": dealer.partner_id.id,
            "picking_type_id": warehouse.out_type_id.id,
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": cls.env.ref("stock.stock_location_customers").id,
        }

    @classmethod
    def _make_probes(cls):
        """Make a model that everyone reads, with a link to each model of the matrix, and one record for each cell."""
        cls.links = {name: f"x_{name.replace(' ', '_')}_id" for name in cls.spec["models"]}
        probe = cls.env["ir.model"].create(
            {
                "name": "Probe",
                "model": "x_dealer_probe",
                "field_id": [
                    Command.create({"name": link, "ttype": "many2one", "relation": cls.spec["models"][name]["name"]})
                    for name, link in cls.links.items()
                ],
                "access_ids": [
                    Command.create({"name": group, "group_id": cls.env.ref(group).id, "perm_read": True})
                    for group in ("base.group_user", "base.group_portal")
                ],
            }
        )
        cls.probes = {
            (name, position): cls.env[probe.model].create({link: records[name].id})
            for position, records in cls.records.items()
            for name, link in cls.links.items()
        }
        cls.env.flush_all()

    @classmethod
    def _person(cls, name, person):
        companies = cls.env["res.company"].union(*(cls.companies[letter] for letter in person.get("companies", "A")))
        login = name.replace(" ", "_")
        if person.get("portal"):
            dealer = cls.dealers["own", "A"]
            return cls._portal_user(login, dealer.partner_id, *([dealer] if person["portal"] == "member" else []))
        if "groups" in person:
            groups = ",".join(["base.group_user", *person["groups"]])
            return new_test_user(
                cls.env, login, groups, company_id=companies[0].id, company_ids=[Command.set(companies.ids)]
            )
        user = cls._staff(login, None, companies=companies)
        for line in person["lines"]:
            units = cls.env["dealer.unit"].union(*(cls.units[unit] for unit in line.get("units", ())))
            cls._line(user, line["role"], line["scope"], units)
            if line["scope"] == "own":
                (cls.dealers["own", "A"] + cls.dealers["own", "B"]).user_id = user
        return user

    def _question(self, name, position, user, ticked):
        companies = [self.companies[letter].id for letter in ticked]
        env = self.env(user=user, context={"allowed_company_ids": companies, "tracking_disable": True})
        records = self.records[position]
        extra = self.extras.get((name, position), {})
        return Question(
            records[name].with_env(env),
            write=matrix.changes().get(name),
            create=getattr(self, f"_create_{name.replace(' ', '_')}", lambda *_: None)(position),
            probe=self.probes[name, position].with_env(env),
            link=self.links[name],
            **{kind: record.with_env(env) for kind, record in extra.items()},
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
        """Give records an attachment and a message, and every column a new applicant and somebody who may become one."""
        self.extras = {}
        for position, records in self.records.items():
            for name, model in self.spec["models"].items():
                if "a" in model["operations"]:
                    record = records[name]
                    vals = {"name": "scan", "raw": b"x", "res_model": record._name, "res_id": record.id}
                    attachment = self.env["ir.attachment"].create(vals)
                    message = record.message_post(body="note", message_type="comment", subtype_xmlid="mail.mt_comment")
                    self.extras[name, position] = {"attachment": attachment, "message": message}
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
            self.extras["dealer", position]["spare"] = applicant
            draft = self._invoice(dealer, post=False)
            self.extras["invoice", position]["spare"] = draft
            self.extras["journal item", position] = {"spare": draft.invoice_line_ids}

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_matrix(self):
        # Finding out why a rule refused, for the text of the error, costs more than the whole rest of this test.
        self.startPatcher(
            patch.object(self.registry["ir.rule"], "_make_access_error", lambda *_: AccessError("refused"))
        )
        self._prepare_extras()
        for person, model, unit, company, expected in matrix.cells():
            row = self.spec["persons"][person]
            ticked = row.get("ticked", row.get("companies", "A"))
            with self.subTest(person=person, model=model, unit=unit, company=company):
                question = self._question(model, (unit, company), self.users[person], ticked)
                allowed = {letter for letter in self.spec["models"][model]["operations"] if question.ask(letter)}
                self.assertEqual("".join(sorted(allowed)), "".join(sorted(expected)))
