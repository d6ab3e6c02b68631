"""A rebate program and the statements of account over imported books equal sums in SQL over the CSV files, to the cent.

Every customer and every year; the small books always, the real distributor's with --soak.
"""

import contextlib
import csv
import datetime
import io

import pytest

from tests.e2e.clients import WebSession

from .census import COMPANY, used_credit
from .conftest import Importer
from .ledger import Ledger, exact
from .test_import import BOOKS, EXACT

BANDS = {
    "small": [(0, 1000, "1.25"), (1000, 2500, "2.5"), (2500, None, "3.75")],
    "classicmodels": [(0, 20000, "1.25"), (20000, 60000, "2.5"), (60000, None, "3.75")],
}
REAL_REBATES = [
    "71716.92",
    "99262.48",
    "33374.56",
]  # 2003, 2004, 2005; worked out with pandas when the test was written


class Imported:
    """Books that are in the suite.

    :ivar prefix: begins the codes of their dealers
    :ivar ledger: the same books in SQL
    :ivar context: of the company that keeps them
    """

    def __init__(self, folder, prefix, xmlrpc):
        self.prefix, self.ledger = prefix, Ledger(folder)
        self.bands = BANDS.get(folder.name, BANDS["classicmodels"])
        self.admin, self.integrator = xmlrpc("admin"), xmlrpc("integrator")
        self.context = {"allowed_company_ids": self.admin("res.company", "search", [("name", "=", COMPANY)])}

    def create(self, model, values):
        """Create one record in the company of the books and return its id."""
        return self.admin(model, "create", [values], context=self.context)[0]

    def ids(self, model, *domain):
        """Return the ids of what is found in the company of the books."""
        return self.admin(model, "search", list(domain), context=self.context)

    def read(self, model, fields, *domain):
        """Return fields of what is found in the company of the books."""
        return self.admin(model, "search_read", list(domain), fields=fields, context=self.context)

    def numbers(self):
        """Return {dealer id: customer number}."""
        dealers = self.read("dealer.dealer", ["code"], ("code", "=like", f"{self.prefix}-%"))
        return {dealer["id"]: dealer["code"].split("-", 1)[1] for dealer in dealers}


@pytest.fixture(scope="module", params=BOOKS, ids=lambda folder: folder.name)
def imported(request, tmp_path_factory, url, database, xmlrpc):
    """Imported books; what is there already is answered as it was."""
    folder, prefix = request.param, f"{request.param.name[:4]}1"
    place = tmp_path_factory.mktemp("sums")
    code, said = Importer(database, place / "kept", place / "log", "--prefix", prefix)(folder, url)
    assert code == 0, said
    assert EXACT in said
    return Imported(folder, prefix, xmlrpc)


def test_a_progressive_rebate_of_every_customer_and_year(imported):
    program = make_program(imported)
    numbers, before, together = imported.numbers(), {}, []
    for first, last in imported.ledger.years():
        wanted = imported.ledger.rebates(first, last, imported.bands)
        basis, earned = calculate(imported, program, first, last)
        told = {}
        for dealer, amount in earned.items():
            if increase := amount - before.get(dealer, 0):
                told[numbers[dealer]] = (basis[dealer], increase)
        assert told == wanted, first
        before = earned
        together.append(str(sum(rebate for _volume, rebate in told.values())))
    if imported.bands is BANDS["classicmodels"]:
        assert together == REAL_REBATES


def make_program(imported):
    """Activate a program over all years: by invoiced amount, each slab at its own rate, every year anew."""
    product = {"name": "Rebate over imported books", "type": "service", "taxes_id": [(6, 0, [])]}
    years = imported.ledger.years()
    values = {
        "settlement_product_id": imported.create("product.product", product),
        "name": "Rebate over imported books",
        "code": f"BOOKS-{imported.prefix}-{datetime.datetime.now().timestamp()}",
        "company_id": imported.context["allowed_company_ids"][0],
        "date_from": years[0][0],
        "date_to": years[-1][1],
        "settlement_period": "year",
        "cumulation_period": "year",
        "method": "progressive",
        "unit_ids": [(6, 0, imported.ids("dealer.unit", ("code", "=", imported.prefix)))],
        "band_ids": [
            (0, 0, {"value_from": start, "value_to": upto or 0, "rate": float(percent)})
            for start, upto, percent in imported.bands
        ],
    }
    program = imported.create("dealer.rebate.program", values)
    imported.admin("dealer.rebate.program", "action_activate", [program], context=imported.context)
    return program


def calculate(imported, program, first, last):
    """Return ({dealer id: basis of the year}, {dealer id: earned to date}) of a run of the program."""
    run = imported.create("dealer.rebate.run", {"program_id": program, "period_from": first, "period_to": last})
    imported.admin("dealer.rebate.run", "action_calculate", [run], context=imported.context)
    lines = imported.read("dealer.rebate.line", ["dealer_id", "basis", "earned"], ("run_id", "=", run))
    return tuple({line["dealer_id"][0]: exact(line[name]) for line in lines} for name in ("basis", "earned"))


def test_the_statement_of_every_customer_and_year(imported):
    for first, last in imported.ledger.years():
        wanted = imported.ledger.statements(first, last)
        codes = [f"{imported.prefix}-{number}" for number in wanted]
        query = {"date_from": first, "date_to": last, "company": COMPANY}
        answer = imported.integrator("dealer.api", "dealer_statements", dealers=codes, **query)
        for number, told in zip(wanted, answer["results"], strict=True):
            sums = tuple(exact(told[name]) for name in ("opening", "invoiced", "paid", "closing"))
            assert sums == wanted[number], f"{number} in {first}"
            rows = sorted((row["date"], row["kind"], row["reference"], exact(row["amount"])) for row in told["rows"])
            assert rows == imported.ledger.documents(number, first, last), f"{number} in {first}"


def test_what_every_customer_has_used_of_the_credit_line(imported):
    wanted = imported.ledger.used()
    assert used_credit(imported.integrator, imported.prefix, wanted) == wanted, "orders on hold take nothing"


def test_what_every_customer_reads_in_the_portal(imported, url, database):
    """The statement that a dealer downloads: its own code, not that of the API."""
    reader = PortalReader(imported, url, database)
    for dealer, number in imported.numbers().items():
        with reader.member_of(dealer):
            for first, last in imported.ledger.years():
                opening, rows, closing = reader.statement(first, last)
                wanted_opening, invoiced, paid, wanted_closing = imported.ledger.statements(first, last)[number]
                assert (opening, closing) == (wanted_opening, (invoiced, paid, wanted_closing)), f"{number} in {first}"
                documents = imported.ledger.documents(number, first, last)
                assert rows == sorted((day, reference, amount) for day, _kind, reference, amount in documents)


class PortalReader:
    """A person who works for one dealer after the other and downloads statements of account."""

    def __init__(self, imported, url, database):
        self._imported = imported
        login = f"books.{imported.prefix}.{datetime.datetime.now().timestamp()}"
        [group] = imported.read("ir.model.data", ["res_id"], ("module", "=", "base"), ("name", "=", "group_portal"))
        values = {"name": "Reader of statements", "login": login, "password": login, "lang": "en_US"}
        self._user = imported.create("res.users", {**values, "group_ids": [(6, 0, [group["res_id"]])]})
        self._session = WebSession(url, database, login, login)

    @contextlib.contextmanager
    def member_of(self, dealer):
        """Let the person see the money of one dealer."""
        values = {"dealer_id": dealer, "user_id": self._user, "role": "finance"}
        member = self._imported.create("dealer.member", values)
        yield
        self._imported.admin("dealer.member", "unlink", [member])

    def statement(self, first, last):
        """Return (opening, [(day, reference, amount)], (debit, credit, closing)) of the file for a spreadsheet."""
        content = self._session.get(f"/my/dealer/statement.csv?date_from={first}&date_to={last}").decode("utf-8-sig")
        _head, opening, *rows, closing = csv.reader(io.StringIO(content))
        assert (opening[1], closing[1]) == ("Opening balance", "Closing balance")
        amounts = sorted((row[0], row[2], exact(row[4]) - exact(row[5])) for row in rows)
        return exact(opening[6]), amounts, tuple(map(exact, closing[4:7]))
