"""A rebate program and statements of account over imported books equal what the files come to, to the cent."""

import collections
import datetime
from decimal import Decimal

import pytest
from books import expected, files
from books.plan import Plan, Settings

from .test_import import BOOKS, EXACT

BANDS = {
    "small": [(0, 1000, "1.25"), (1000, 2500, "2.5"), (2500, None, "3.75")],
    "classicmodels": [(0, 20000, "1.25"), (20000, 60000, "2.5"), (60000, None, "3.75")],
}


@pytest.fixture(params=BOOKS, ids=lambda folder: folder.name)
def imported(request, importer, url):
    """Imported books: (plan, name of the folder)."""
    folder, prefix = request.param, f"{request.param.name[:4]}1"
    code, said = importer("--prefix", prefix)(folder, url)
    assert code == 0, said
    assert EXACT in said
    return Plan(files.read(folder), Settings(prefix=prefix)), folder.name


def years(books):
    """Return [(first day, last day)] of the years with orders."""
    found = {order.date.year for order in books.orders}
    return [(datetime.date(year, 1, 1), datetime.date(year, 12, 31)) for year in sorted(found)]


def test_a_progressive_rebate_of_every_year(imported, xmlrpc):
    plan, name = imported
    admin, bands = xmlrpc("admin"), BANDS[name]
    context = {"allowed_company_ids": admin("res.company", "search", [("name", "=", "Northstar International")])}
    [unit] = admin("dealer.unit", "search", [("code", "=", plan.settings.prefix)], context=context)
    first, last = years(plan.books)[0][0], years(plan.books)[-1][1]
    product = {"name": "Rebate over imported books", "type": "service", "taxes_id": [(6, 0, [])]}
    values = {
        "settlement_product_id": admin("product.product", "create", [product], context=context)[0],
        "name": "Rebate over imported books",
        "code": f"BOOKS-{plan.settings.prefix}-{datetime.datetime.now().timestamp()}",
        "company_id": context["allowed_company_ids"][0],
        "date_from": str(first),
        "date_to": str(last),
        "settlement_period": "year",
        "cumulation_period": "year",
        "method": "progressive",
        "unit_ids": [(6, 0, [unit])],
        "band_ids": [
            (0, 0, {"value_from": start, "value_to": to or 0, "rate": float(percent)}) for start, to, percent in bands
        ],
    }
    program = admin("dealer.rebate.program", "create", [values], context=context)[0]
    admin("dealer.rebate.program", "action_activate", [program], context=context)
    wanted = collections.Counter()
    for begin, end in years(plan.books):
        earned = calculate(admin, program, begin, end, context)
        for number, volume in expected.sold(plan.books, begin, end).items():
            wanted[plan.code(number)] += expected.rebate(volume, bands)
        assert {code: amount for code, amount in earned.items() if amount} == dict(wanted), "earned to date"


def calculate(admin, program, begin, end, context):
    """Return {dealer code: what a run of the program says was earned up to the end of the period}."""
    values = {"program_id": program, "period_from": str(begin), "period_to": str(end)}
    run = admin("dealer.rebate.run", "create", [values], context=context)[0]
    admin("dealer.rebate.run", "action_calculate", [run], context=context)
    lines = admin(
        "dealer.rebate.line",
        "search_read",
        [("run_id", "=", run)],
        fields=["dealer_id", "earned"],
        context=context,
    )
    dealers = admin("dealer.dealer", "read", [line["dealer_id"][0] for line in lines], fields=["code"], context=context)
    codes = {dealer["id"]: dealer["code"] for dealer in dealers}
    return {codes[line["dealer_id"][0]]: Decimal(str(round(line["earned"], 6))) for line in lines}


def test_the_statement_of_every_customer_and_year(imported, xmlrpc):
    plan, _name = imported
    integrator = xmlrpc("integrator")
    numbers = [customer.number for customer in plan.books.customers]
    for begin, end in years(plan.books):
        answer = integrator(
            "dealer.api",
            "dealer_statements",
            dealers=[plan.code(number) for number in numbers],
            date_from=str(begin),
            date_to=str(end),
            company="Northstar International",
        )
        for number, told in zip(numbers, answer["results"], strict=True):
            wanted = expected.statement(plan.books, number, begin, end)
            rows = [(row["date"], row["kind"], row["reference"], f"{row['amount']:.2f}") for row in told["rows"]]
            assert sorted(rows) == sorted((str(day), *words, f"{amount:.2f}") for day, *words, amount in wanted["rows"])
            assert (f"{told['opening']:.2f}", f"{told['closing']:.2f}") == (
                f"{wanted['opening']:.2f}",
                f"{wanted['closing']:.2f}",
            )
