"""The same books once more, by another way: the CSV files in SQLite, sums in SQL, amounts in whole cents.

It shares nothing with the suite, and nothing with the importer's own reader and sums (`scripts/books`).
"""

import csv
import sqlite3
from decimal import Decimal

TABLES = {
    "customers": ("customerNumber", "customerName"),
    "orders": ("orderNumber", "orderDate", "shippedDate", "status", "customerNumber"),
    "orderdetails": ("orderNumber", "productCode", "quantityOrdered", "priceEach"),
    "payments": ("customerNumber", "checkNumber", "paymentDate", "amount"),
}
CENTS = {"priceEach", "amount"}

# what is owed for, and what was paid: one row a document, positive where the customer owes more
MOVES = """
CREATE TABLE moves AS
SELECT customerNumber AS customer, shippedDate AS day, 'invoice' AS kind, orderNumber AS reference,
       SUM(quantityOrdered * priceEach) AS cents
  FROM orders JOIN orderdetails USING (orderNumber)
 WHERE status IN ('Shipped', 'Resolved', 'Disputed')
 GROUP BY orderNumber
 UNION ALL
SELECT customerNumber, paymentDate, 'payment', checkNumber, -amount FROM payments
"""
# what counts against a credit line: what is owed, and what is confirmed and not shipped yet
USED = """
SELECT customerNumber, COALESCE(SUM(cents), 0)
  FROM customers LEFT JOIN (
       SELECT customer, cents FROM moves
        UNION ALL
       SELECT customerNumber, SUM(quantityOrdered * priceEach) FROM orders JOIN orderdetails USING (orderNumber)
        WHERE status = 'In Process' GROUP BY orderNumber) ON customer = customerNumber
 GROUP BY customerNumber
"""
# each slab at its own rate (in hundredths of a percent), rounded once, half up
REBATE = """
WITH volume AS (SELECT customer, SUM(cents) AS cents FROM moves
                 WHERE kind = 'invoice' AND day BETWEEN :first AND :last GROUP BY customer)
SELECT customer, volume.cents,
       (SUM(MAX(MIN(volume.cents, COALESCE(upto, volume.cents)) - start, 0) * rate) + 5000) / 10000
  FROM volume CROSS JOIN bands
 GROUP BY customer
"""
STATEMENT = """
SELECT customerNumber,
       COALESCE(SUM(cents) FILTER (WHERE day < :first), 0),
       COALESCE(SUM(cents) FILTER (WHERE day BETWEEN :first AND :last AND kind = 'invoice'), 0),
       COALESCE(SUM(cents) FILTER (WHERE day BETWEEN :first AND :last AND kind = 'payment'), 0),
       COALESCE(SUM(cents) FILTER (WHERE day <= :last), 0)
  FROM customers LEFT JOIN moves ON customer = customerNumber
 GROUP BY customerNumber
"""


class Ledger:
    """Sums over the CSV files in a folder."""

    def __init__(self, folder):
        self._sql = sqlite3.connect(":memory:")
        for table, columns in TABLES.items():
            self._load(folder / f"{table}.csv", table, columns)
        self._sql.execute(MOVES)
        self._sql.execute("CREATE TABLE bands (start INTEGER, upto INTEGER, rate INTEGER)")

    def _load(self, path, table, columns):
        self._sql.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        with path.open(encoding="utf-8", newline="") as file:
            rows = [[_value(column, row[column]) for column in columns] for row in csv.DictReader(file)]
        self._sql.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", rows)

    def years(self):
        """Return [(first day, last day)] of the years in which something was ordered."""
        found = self._sql.execute("SELECT DISTINCT substr(orderDate, 1, 4) FROM orders ORDER BY 1")
        return [(f"{year}-01-01", f"{year}-12-31") for (year,) in found]

    def rebates(self, first, last, bands):
        """Return {customer number: (volume, rebate)} of those who were invoiced anything in a period.

        :param bands: [(from, up to or None, percent)] in units of the currency
        """
        self._sql.execute("DELETE FROM bands")
        rows = [(start * 100, upto and upto * 100, int(Decimal(percent) * 100)) for start, upto, percent in bands]
        self._sql.executemany("INSERT INTO bands VALUES (?, ?, ?)", rows)
        found = self._sql.execute(REBATE, {"first": first, "last": last})
        return {customer: (_money(volume), _money(rebate)) for customer, volume, rebate in found}

    def statements(self, first, last):
        """Return {customer number: (opening, invoiced, paid, closing)} of all customers."""
        found = self._sql.execute(STATEMENT, {"first": first, "last": last})
        return {
            number: (_money(opening), _money(invoiced), -_money(paid), _money(closing))
            for number, opening, invoiced, paid, closing in found
        }

    def used(self):
        """Return {customer number: what counts against the credit line}."""
        return {number: _money(cents) for number, cents in self._sql.execute(USED)}

    def documents(self, customer, first, last):
        """Return [(day, kind, reference, amount)] of a customer's documents in a period, sorted."""
        found = self._sql.execute(
            "SELECT day, kind, reference, cents FROM moves WHERE customer = ? AND day BETWEEN ? AND ? ORDER BY 1, 2, 3",
            (customer, first, last),
        )
        return [(day, kind, reference, _money(cents)) for day, kind, reference, cents in found]


def _value(column, text):
    if column in CENTS:
        return int(Decimal(text) * 100)
    return int(text) if column == "quantityOrdered" else text


def _money(cents):
    return Decimal(cents).scaleb(-2)


def exact(amount):
    """Return an amount that the suite tells as it is; only what a float cannot hold is rounded away."""
    return Decimal(str(round(float(amount), 6))).quantize(Decimal("0.01"))
