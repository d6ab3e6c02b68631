"""What the books must come to: small enough to be worked out by hand."""

import datetime
from decimal import Decimal

import pytest
from books import expected, files


@pytest.fixture
def books(small):
    return files.read(small)


def test_accounts(books):
    accounts = expected.accounts(books)
    # 301: 30 x 38.50 + 40 x 18.75 = 1,905.00; 303: 770 + 719.88 = 1,489.88; 308: 1,291.50 + 1,321.32 + 318.75 = 2,931.57
    assert accounts["201"].invoiced == Decimal("6326.45")
    assert accounts["201"].balance == Decimal("931.57")
    # cancelled 313 is not owed, disputed 309 is
    assert accounts["202"].invoiced == Decimal("1379.35") + Decimal("624.30") + Decimal("305.50")
    assert accounts["205"].balance == 0


def test_orders_beyond_the_limit(books):
    held = expected.held(books)
    assert [(one.number, one.state, one.over) for one in held] == [
        ("306", "Shipped", Decimal("515.49")),
        ("311", "On Hold", Decimal("207.01")),
    ]


def test_a_price_holds_until_another_is_agreed(books):
    periods = [period[2:] for period in expected.price_periods(books) if period[:2] == ("201", "C1_01")]
    assert periods == [
        (Decimal("38.50"), datetime.date(2023, 1, 9), datetime.date(2023, 6, 29)),
        (Decimal("36.90"), datetime.date(2023, 6, 30), None),
    ]


def test_every_line_has_its_price_in_the_periods(books):
    periods = expected.price_periods(books)
    for order in books.orders:
        for line in books.lines[order.number]:
            found = [
                price
                for customer, product, price, first, last in periods
                if (customer, product) == (order.customer, line.product)
                and first <= order.date <= (last or datetime.date.max)
            ]
            assert found == [line.price]


def test_statement(books):
    year = datetime.date(2023, 1, 1), datetime.date(2023, 3, 1)
    statement = expected.statement(books, "201", *year)
    assert statement["rows"] == [
        (datetime.date(2023, 1, 12), "invoice", "301", Decimal("1905.00")),
        (datetime.date(2023, 2, 10), "payment", "AA100001", Decimal("-1905.00")),
        (datetime.date(2023, 2, 17), "invoice", "303", Decimal("1489.88")),
    ]
    assert (statement["opening"], statement["closing"]) == (0, Decimal("1489.88"))
    later = expected.statement(books, "201", datetime.date(2023, 3, 2), datetime.date(2023, 12, 31))
    assert (later["opening"], later["closing"]) == (Decimal("1489.88"), expected.accounts(books)["201"].balance)


def test_sales_of_a_period_add_up_to_the_accounts(books):
    days = [datetime.date(2022, 1, 1), datetime.date(2023, 5, 31), datetime.date(2024, 1, 1)]
    first, second = expected.sold(books, *days[:2]), expected.sold(books, datetime.date(2023, 6, 1), days[2])
    for number, account in expected.accounts(books).items():
        assert first.get(number, 0) + second.get(number, 0) == account.invoiced
