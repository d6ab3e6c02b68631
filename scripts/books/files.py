"""Read the CSV files of the Classic Models database (or of any folder with the same columns) and check them.

All that is wrong is told at once, each with file, row and column. Amounts are exact decimals.
"""

import csv
import datetime
import hashlib
import io
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path

from suite.report import Failure

STATES = ("Shipped", "Resolved", "Disputed", "In Process", "On Hold", "Cancelled")
DELIVERED = ("Shipped", "Resolved", "Disputed")
TROUBLES_SHOWN = 20


def text(value):
    """Return a text that must be there."""
    if not value.strip():
        raise ValueError("is empty")
    return value.strip()


def words(value):
    """Return a text that may be empty."""
    return value.strip()


def whole(value):
    """Return a whole number above zero."""
    if not value.isdecimal() or not int(value):
        raise ValueError("is no whole number above zero")
    return int(value)


def count(value):
    """Return a whole number, zero or more."""
    if not value.isdecimal():
        raise ValueError("is no whole number")
    return int(value)


def money(value):
    """Return an amount, zero or more, with two decimals at most."""
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise ValueError("is no amount") from None
    if not amount.is_finite() or amount < 0 or amount != round(amount, 2):
        raise ValueError("is no amount of zero or more with two decimals at most")
    return round(amount, 2)


def day(value):
    """Return a date."""
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise ValueError("is no date (YYYY-MM-DD)") from None


def maybe_day(value):
    """Return a date, or None."""
    return day(value) if value else None


def state(value):
    """Return one of the known states of an order."""
    if value not in STATES:
        raise ValueError(f"is none of {', '.join(STATES)}")
    return value


def column(name, read=text):
    """Declare a field of a row: the name of its column and how its text is read."""
    return field(metadata={"column": name, "read": read})


@dataclass(frozen=True)
class Office:
    """A row of offices.csv."""

    code: str = column("officeCode")
    city: str = column("city")
    country: str = column("country")
    region: str = column("territory")


@dataclass(frozen=True)
class Employee:
    """A row of employees.csv."""

    number: str = column("employeeNumber")
    last_name: str = column("lastName")
    first_name: str = column("firstName")
    email: str = column("email")
    office: str = column("officeCode")
    boss: str = column("reportsTo", words)
    job: str = column("jobTitle")


@dataclass(frozen=True)
class Customer:
    """A row of customers.csv; a limit of zero is a prospect without credit."""

    number: str = column("customerNumber")
    name: str = column("customerName")
    contact_last: str = column("contactLastName", words)
    contact_first: str = column("contactFirstName", words)
    phone: str = column("phone", words)
    street: str = column("addressLine1", words)
    street2: str = column("addressLine2", words)
    city: str = column("city", words)
    state: str = column("state", words)
    zip: str = column("postalCode", words)
    country: str = column("country")
    rep: str = column("salesRepEmployeeNumber", words)
    limit: Decimal = column("creditLimit", money)


@dataclass(frozen=True)
class ProductLine:
    """A row of productlines.csv."""

    name: str = column("productLine")


@dataclass(frozen=True)
class Product:
    """A row of products.csv; the stock is what is left after all orders."""

    code: str = column("productCode")
    name: str = column("productName")
    line: str = column("productLine")
    description: str = column("productDescription", words)
    stock: int = column("quantityInStock", count)
    cost: Decimal = column("buyPrice", money)
    price: Decimal = column("MSRP", money)


@dataclass(frozen=True)
class Order:
    """A row of orders.csv."""

    number: str = column("orderNumber")
    date: datetime.date = column("orderDate", day)
    required: datetime.date = column("requiredDate", day)
    shipped: datetime.date = column("shippedDate", maybe_day)
    state: str = column("status", state)
    comments: str = column("comments", words)
    customer: str = column("customerNumber")

    @property
    def delivered(self):
        """Tell whether goods were shipped and are owed for."""
        return self.state in DELIVERED


@dataclass(frozen=True)
class Line:
    """A row of orderdetails.csv."""

    order: str = column("orderNumber")
    product: str = column("productCode")
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

    customer: str = column("customerNumber")
    check: str = column("checkNumber")
    date: datetime.date = column("paymentDate", day)
    amount: Decimal = column("amount", money)


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
    folder, troubles, digest = Path(folder), [], hashlib.sha256()
    tables = {name: _rows(folder / f"{name}.csv", kind, digest, troubles) for name, kind, _key, _links in TABLES}
    for name, _kind, key, links in TABLES:
        troubles += _doubles(name, tables[name], key)
        troubles += _loose_ends(name, tables, links)
    troubles = troubles or _contradictions(tables)
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
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        missing = {one.metadata["column"] for one in fields(kind)} - set(reader.fieldnames or ())
        if missing:
            troubles.append(f"{path.name}: without the columns {', '.join(sorted(missing))}")
            return []
        return [(reader.line_num, row) for raw in reader if (row := _row(path.name, reader, kind, raw, troubles))]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        troubles.append(f"{path.name}: {error}")
        return []


def _row(name, reader, kind, raw, troubles):
    values, wrong = {}, []
    for one in fields(kind):
        heading = one.metadata["column"]
        try:
            values[one.name] = one.metadata["read"](raw[heading] or "")
        except ValueError as error:
            wrong.append(f"{name}, line {reader.line_num}, {heading}: {(raw[heading] or '')[:40]!r} {error}")
    troubles += wrong
    return None if wrong else kind(**values)


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
