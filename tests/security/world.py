"""The organisation of the access matrix: dealers in every column, a record of every model for each, and the persons."""

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.dealer_sale.tests.common import DealerOrdersCase

from . import matrix
from .maker import Maker

PROBE = "x_dealer_probe"


def link(name):
    """Return the name of the probe's field that links to a model (or to a document by its name in the matrix)."""
    return f"x_{name.replace(' ', '_').replace('.', '_')}_id"


class AccessWorld(DealerOrdersCase):
    """Set up once for all tests; nothing in it may be changed for good.

    ``records``: {position: {document: record}}; :meth:`_others` makes the records of all other models.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies = {"A": cls.company, "B": cls._create_company(name="Sister")}
        cls.units = {"own": cls.unit, "below": cls.below, "sibling": cls.sibling, "foreign": cls.foreign}
        cls.spec, cls.rows = matrix.load(), matrix.rows()
        cls.dealers = {(unit, company): cls._position(unit, company) for unit, company in matrix.positions()}
        cls.records = {position: cls._records(dealer) for position, dealer in cls.dealers.items()}
        cls.env["sale.report"].flush_model()
        cls.env.flush_all()
        cls.clerks = {letter: cls._clerk(letter) for letter in cls.companies}
        cls.readers = {position: cls._reader(dealer) for position, dealer in cls.dealers.items()}
        cls.accounts = {position: cls._account(position, dealer) for position, dealer in cls.dealers.items()}
        cls.users = {name: cls._person(name, person) for name, person in cls.spec["persons"].items()}
        cls._make_probe_model()

    @classmethod
    def _position(cls, unit, company):
        """Return the dealer of one column, with a contact person."""
        dealer = cls._dealer(f"{unit} {company}", cls.units[unit], cls.companies[company])
        cls.env["res.partner"].create({"name": f"Person of {unit} {company}", "parent_id": dealer.partner_id.id})
        return dealer

    @classmethod
    def _records(cls, dealer):
        """Return {document of the matrix: its record for one dealer}."""
        order = cls._order(dealer)
        invoice = cls._invoice(dealer)
        payment = cls.env["account.payment"].create(cls._payment_vals(dealer, cls._bank(dealer.company_id)))
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
    def _bank(cls, company):
        return cls.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)

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
    def _clerk(cls, letter):
        """Return somebody of a company, without a role, whom records name that are a user's."""
        company = cls.companies[letter]
        login = f"clerk_{letter.lower()}"
        return new_test_user(cls.env, login, company_id=company.id, company_ids=[Command.set(company.ids)])

    @classmethod
    def _reader(cls, dealer):
        """Return a portal user of each dealer, for records of which a person has one."""
        return cls._portal_user(f"reader_{dealer.id}", dealer.partner_id)

    @classmethod
    def _account(cls, position, dealer):
        """Return an account of the API that reaches the unit of one column."""
        login = f"account_{dealer.id}"
        return cls._staff(login, "dealer_api.role_read", "unit", dealer.unit_id, cls.companies[position[1]])

    @classmethod
    def _others(cls):
        """Return {model: {position: record}} of the models of ``access_rows.yaml``."""
        common = cls._maker({})
        shared = {model: common.record(model) for model, row in cls.rows.items() if row["per"] == "all"}
        of_company = {letter: cls._maker(shared, letter) for letter in cls.companies}
        for maker in of_company.values():
            maker.known |= {model: maker.record(model) for model, row in cls.rows.items() if row["per"] == "company"}
        makers = {position: cls._maker(of_company[position[1]].known, *position[::-1]) for position in cls.dealers}
        return {model: cls._of_model(model, row["per"], common, of_company, makers) for model, row in cls.rows.items()}

    @classmethod
    def _of_model(cls, model, per, common, of_company, makers):
        if per == "all":
            return {("any", "A"): common.record(model)}
        if per == "company":
            return {("any", letter): maker.record(model) for letter, maker in of_company.items()}
        return {position: maker.record(model) for position, maker in makers.items()}

    @classmethod
    def _maker(cls, made, letter="A", unit=None):
        company = cls.companies[letter]
        known = {
            **made,
            "res.company": company,
            "res.currency": company.currency_id,
            "res.country": cls.env.ref("base.cn"),
            "res.groups": cls.env.ref("base.group_user"),
            "res.users": cls.clerks[letter],
            "product.product": cls.goods,
            "uom.uom": cls.goods.uom_id,
            "account.journal": cls._bank(company),
            "account.account": cls.records["own", letter]["journal item"].account_id,
            "account.move": cls.records["own", letter]["invoice"],
            "sale.order": cls.records["own", letter]["order"],
            "product.pricelist": cls.dealers["own", letter].pricelist_id,
            "stock.warehouse": cls.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1),
        }
        if unit:
            records = cls.records[unit, letter]
            known |= {record._name: record for name, record in records.items() if not name.endswith("report")}
            known |= {"product.pricelist": cls.dealers[unit, letter].pricelist_id}
        names = {
            "company": company,
            "dealer": cls.dealers[unit or "own", letter],
            "member": cls.users["portal member"],
            "administrator": cls.env.ref("base.user_admin"),
            "reader": cls.readers[unit or "own", letter],
            "account": cls.accounts[unit or "own", letter],
        }
        return Maker(cls.env, cls.rows, known, names)

    @classmethod
    def _make_probe_model(cls):
        """Make a model that everyone reads, with a link to each model of the matrix."""
        documents = {name: model["name"] for name, model in cls.spec["models"].items()}
        targets = {**documents, **{model: model for model in cls.rows}}
        cls.env["ir.model"].create(
            {
                "name": "Probe",
                "model": PROBE,
                "field_id": [
                    Command.create({"name": link(name), "ttype": "many2one", "relation": model})
                    for name, model in targets.items()
                ],
                "access_ids": [
                    Command.create({"name": group, "group_id": cls.env.ref(group).id, "perm_read": True})
                    for group in ("base.group_user", "base.group_portal")
                ],
            }
        )

    @classmethod
    def _make_probes(cls, linked):
        """Return {key: probe that links to the record} for {(name in the matrix, position): record}.

        A probe links to one record only: the database checks all links of a row when a record that one of them leads to is
        deleted, also those to what is being deleted with it.
        """
        probes = cls.env[PROBE].create([{link(name): record.id} for (name, _position), record in linked.items()])
        cls.env.flush_all()
        return dict(zip(linked, probes, strict=True))

    @classmethod
    def _person(cls, name, person):
        companies = cls.env["res.company"].union(*(cls.companies[letter] for letter in person.get("companies", "A")))
        login = name.replace(" ", "_")
        if person.get("portal"):
            return cls._portal_person(login, person["portal"])
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

    @classmethod
    def _portal_person(cls, login, role):
        """Return a contact of the first dealer; a member of it, unless ``role`` is "stranger"."""
        dealer = cls.dealers["own", "A"]
        user = cls._portal_user(login, dealer.partner_id)
        if role != "stranger":
            cls.env["dealer.member"].create({"dealer_id": dealer.id, "user_id": user.id, "role": role})
        return user

    def environment(self, person):
        """Return the environment of a person who has ticked the companies that the matrix says."""
        row = self.spec["persons"][person]
        companies = [self.companies[letter].id for letter in row.get("ticked", row.get("companies", "A"))]
        return self.env(user=self.users[person], context={"allowed_company_ids": companies, "tracking_disable": True})
