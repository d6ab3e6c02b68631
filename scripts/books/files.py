"""Read the CSV files of the Classic Models database (or of any folder with the same columns) and check them.

All that is wrong is told at once, each with file, row and column. Amounts are exact decimals.
"""

import csv
import datetime
import hashlib
import io
import re
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path

from suite.report import Failure

from . import words as vocabulary

STATES = ("Shipped", "Resolved", "Disputed", "In Process", "On Hold", "Cancelled")
DELIVERED = ("Shipped", "Resolved", "Disputed")
TROUBLES_SHOWN = 20
CODE, LONG = 40, 4000  # characters of a code, and of a description or comment
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def text(value):
    """Return a text that must be there."""
    if not value.strip():
        raise ValueError("is empty")
    return words(value)


def words(value):
    """Return a text that may be empty."""
    if CONTROL.search(value):
        raise ValueError("has a control character in it")
    return value.strip()


def country(value):
    """Return the name of a country that we know the code of."""
    try:
        vocabulary.country(text(value))
    except Failure:
        raise ValueError("is no country that is known; write its ISO code of two letters") from None
    return text(value)


def whole(value):
    """Return a whole number above zero."""
    if not count(value):
        raise ValueError("is no whole number above zero")
    return int(value)


def count(value):
    """Return a whole number, zero or more."""
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError("is no whole number of nine digits at most")
    return int(value)


def money(value):
    """Return an amount, zero or more, with two decimals at most."""
    if not re.fullmatch(r"[0-9]{1,12}([.][0-9]{1,2}0*)?", value):
        raise ValueError("is no amount of zero or more with a decimal point and two decimals at most, such as 1234.50")
    return round(Decimal(value), 2)


def paid(value):
    """Return an amount above zero."""
    if not money(value):
        raise ValueError("is no amount above zero")
    return money(value)


def day(value):
    """Return a date."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("is no date (YYYY-MM-DD)")
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise ValueError("is a day that there is not") from None


def maybe_day(value):
    """Return a date, or None."""
    return day(value) if value else None


def state(value):
    """Return one of the known states of an order."""
    if value not in STATES:
        raise ValueError(f"is none of {', '.join(STATES)}")
    return value


def column(name, read=text, limit=200):
    """Declare a field of a row: the name of its column, how its text is read, and how long that may be for the suite."""
    return field(metadata={"column": name, "read": read, "limit": limit})


def known_by(name):
    """Declare a field by which a row is known, or names another."""
    return column(name, limit=CODE)


@dataclass(frozen=True)
class Office:
    """A row of offices.csv."""

    code: str = known_by("officeCode")
    city: str = column("city")
    country: str = column("country")
    region: str = column("territory")


@dataclass(frozen=True)
class Employee:
    """A row of employees.csv."""

    number: str = known_by("employeeNumber")
    last_name: str = column("lastName")
    first_name: str = column("firstName")
    email: str = column("email")
    office: str = known_by("officeCode")
    boss: str = column("reportsTo", words)
    job: str = column("jobTitle")


@dataclass(frozen=True)
class Customer:
    """A row of customers.csv; a limit of zero is a prospect without credit."""

    number: str = known_by("customerNumber")
    name: str = column("customerName")
    contact_last: str = column("contactLastName", words)
    contact_first: str = column("contactFirstName", words)
    phone: str = column("phone", words, 64)
    street: str = column("addressLine1", words)
    street2: str = column("addressLine2", words)
    city: str = column("city", words)
    state: str = column("state", words)
    zip: str = column("postalCode", words, 24)
    country: str = column("country", country)
    rep: str = column("salesRepEmployeeNumber", words)
    limit: Decimal = column("creditLimit", money)


@dataclass(frozen=True)
class ProductLine:
    """A row of productlines.csv."""

    name: str = column("productLine")


@dataclass(frozen=True)
class Product:
    """A row of products.csv; the stock is what is left after all orders."""

    code: str = known_by("productCode")
    name: str = column("productName")
    line: str = column("productLine")
    description: str = column("productDescription", words, LONG)
    stock: int = column("quantityInStock", count)
    cost: Decimal = column("buyPrice", money)
    price: Decimal = column("MSRP", money)


@dataclass(frozen=True)
class Order:
    """A row of orders.csv."""

    number: str = known_by("orderNumber")
    date: datetime.date = column("orderDate", day)
    required: datetime.date = column("requiredDate", day)
    shipped: datetime.date = column("shippedDate", maybe_day)
    state: str = column("status", state)
    comments: str = column("comments", words, LONG)
    customer: str = known_by("customerNumber")

    @property
    def delivered(self):
        """Tell whether goods were shipped and are owed for."""
        return self.state in DELIVERED


@dataclass(frozen=True)
class Line:
    """A row of orderdetails.csv."""

    order: str = known_by("orderNumber")
    product: str = known_by("productCode")
    quantity: int = column("quantityOrdered", whole)
    price: Decimal = column("priceEach", money)
    position: int = column("orderLineNumber", whole)

    @property
    def amount(self):
        """Return quantity times price: exact, two decimals."""
        return self.quantity * self.price


@dataclass(frozen=True)
class Payment:
    """A row of payments.csv."""

    customer: str = known_by("customerNumber")
    check: str = known_by("checkNumber")
    date: datetime.date = column("paymentDate", day)
    amount: Decimal = column("amount", paid)


# file, kind of row, columns that make a row unique, {column: (file it points to, may be empty)}
TABLES = (
    ("offices", Office, ("code",), {}),
    ("employees", Employee, ("number",), {"office": ("offices", False), "boss": ("employees", True)}),
    ("customers", Customer, ("number",), {"rep": ("employees", True)}),
    ("productlines", ProductLine, ("name",), {}),
    ("products", Product, ("code",), {"line": ("productlines", False)}),
    ("orders", Order, ("number",), {"customer": ("customers", False)}),
    ("orderdetails", Line, ("order", "position"), {"order": ("orders", False), "product": ("products", False)}),
    ("payments", Payment, ("customer", "check"), {"customer": ("customers", False)}),
)


@dataclass
class Books:
    """All rows of all files, and the lines of each order in their order."""

    offices: list
    employees: list
    customers: list
    productlines: list
    products: list
    orders: list
    orderdetails: list
    payments: list
    digest: str

    def __post_init__(self):
        self.lines = {order.number: [] for order in self.orders}
        for line in self.orderdetails:
            self.lines[line.order].append(line)
        for lines in self.lines.values():
            lines.sort(key=lambda line: line.position)

    def amount(self, order):
        """Return the sum of the lines of an order."""
        return sum((line.amount for line in self.lines[order.number]), Decimal())


def read(folder):
    """Return the :class:`Books` in ``folder``.

    :raise Failure: a file is missing, or something in them is wrong; all of it is told, up to a limit
    """
    folder, troubles, digest = Path(folder).expanduser().resolve(), [], hashlib.sha256()
    if not folder.is_dir():
        raise Failure(
            f"There is no folder {folder}. Name the one that holds {', '.join(f'{table[0]}.csv' for table in TABLES)}."
        )
    tables = {name: _rows(folder / f"{name}.csv", kind, digest, troubles) for name, kind, _key, _links in TABLES}
    for name, _kind, key, links in TABLES:
        troubles += _doubles(name, tables[name], key)
        troubles += _loose_ends(name, tables, links)
    troubles = troubles or [*_nothing_there(tables), *_contradictions(tables)]
    if troubles:
        more = f"\n  ... and {len(troubles) - TROUBLES_SHOWN} more" if len(troubles) > TROUBLES_SHOWN else ""
        listed = "\n  ".join(troubles[:TROUBLES_SHOWN])
        raise Failure(f"The files in {folder} cannot be imported. Correct them and start again:\n  {listed}{more}")
    rows = {name: [row for _number, row in numbered] for name, numbered in tables.items()}
    return Books(**rows, digest=digest.hexdigest()[:16])


def _rows(path, kind, digest, troubles):
    """Return [(row number, row)] of a file; what cannot be read is added to ``troubles``."""
    try:
        content = path.read_bytes()
        digest.update(content)
        reader = csv.DictReader(io.StringIO(_decoded(content), newline=""), strict=True)
        if wrong := _heading_trouble(reader.fieldnames, kind):
            troubles.append(f"{path.name}: {wrong}")
            return []
        return [(reader.line_num, row) for raw in reader if (row := _row(path.name, reader, kind, raw, troubles))]
    except FileNotFoundError:
        troubles.append(f"{path.name}: there is no such file in the folder")
    except (OSError, ValueError) as error:
        troubles.append(f"{path.name}: {error}")
    except csv.Error as error:
        troubles.append(f"{path.name}, line {reader.line_num}: {error}")
    return []


def _decoded(content):
    """Return the text of a file. :raise ValueError: it is in another encoding"""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"line {line} is not UTF-8 (byte {content[error.start]:#04x}). Save the file as UTF-8."
        ) from None


def _heading_trouble(names, kind):
    """Return what is wrong with the first line of a file, or nothing."""
    if not names:
        return "the file is empty. Its first line must name the columns"
    missing = sorted({one.metadata["column"] for one in fields(kind)} - set(names))
    if missing and len(names) == 1 and re.search("[;\t|]", names[0]):
        return f"columns are separated by commas, not as in {names[0][:60]!r}"
    if missing:
        return f"without the columns {', '.join(missing)}"
    double = sorted({name for name in names if names.count(name) > 1})
    return f"two columns are called {', '.join(double)}" if double else ""


def _row(name, reader, kind, raw, troubles):
    """Return one row, or nothing if something is wrong with it, which is added to ``troubles``."""
    place, values, wrong = f"{name}, line {reader.line_num}", {}, []
    if None in raw or None in raw.values():
        cells = len(raw) + len(raw[None]) - 1 if None in raw else sum(value is not None for value in raw.values())
        troubles.append(f"{place}: {cells} columns instead of {len(reader.fieldnames)}; is a comma or a quote missing?")
        return None
    for one in fields(kind):
        text_there = raw[one.metadata["column"]]
        try:
            values[one.name] = _value(text_there, **one.metadata)
        except ValueError as error:
            wrong.append(f"{place}, {one.metadata['column']}: {text_there[:40]!r} {error}")
    troubles += wrong
    return None if wrong else kind(**values)


def _value(text_there, read, limit, **_column):
    if len(text_there) > limit:
        raise ValueError(f"has {len(text_there)} characters; {limit} are the most")
    return read(text_there)


def _doubles(name, numbered, key):
    seen = {}
    for number, row in numbered:
        value = tuple(getattr(row, part) for part in key)
        if value in seen:
            yield f"{name}.csv, line {number}: {'/'.join(map(str, value))} is in line {seen[value]} already"
        seen.setdefault(value, number)


def _loose_ends(name, tables, links):
    keys = {table: key[0] for table, _kind, key, _links in TABLES}
    for attribute, (target, optional) in links.items():
        known = {getattr(row, keys[target]) for _number, row in tables[target]}
        for number, row in tables[name]:
            value = getattr(row, attribute)
            if value not in known and not (optional and not value):
                yield f"{name}.csv, line {number}: {value} is not in {target}.csv"


def _nothing_there(tables):
    """Yield which files hold no row although nothing can be done without one."""
    for name in ("offices", "customers", "products"):
        if not tables[name]:
            yield f"{name}.csv: holds no row"


def _contradictions(tables):
    """Return what the rows say against each other."""
    orders = {order.number: order for _number, order in tables["orders"]}
    filled = {line.order for _number, line in tables["orderdetails"]}
    troubles = []
    for number, order in tables["orders"]:
        if order.number not in filled:
            troubles.append(f"orders.csv, line {number}: order {order.number} has no lines in orderdetails.csv")
        if order.delivered and not (order.shipped and order.shipped >= order.date):
            troubles.append(
                f"orders.csv, line {number}: order {order.number} is {order.state} without a later shippedDate"
            )
    agreed = {}
    for number, line in tables["orderdetails"]:
        order = orders[line.order]
        price = agreed.setdefault((order.customer, line.product, order.date), line.price)
        if price != line.price:
            troubles.append(
                f"orderdetails.csv, line {number}: customer {order.customer} got {line.product} at {price} and at"
                f" {line.price} on {order.date}; a price list has one price a day"
            )
    return troubles
