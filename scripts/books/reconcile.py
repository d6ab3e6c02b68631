"""Compares what is in the suite with what the files come to, and says so line by line."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from . import expected

BATCH = 100
FOREVER = {"date_from": "1970-01-01", "date_to": "2199-12-31"}
FOREVER_DAYS = (datetime.date.min, datetime.date.max)
ZERO = Decimal("0.00")
ROW = "{:<42}" + "{:>14}" * 6 + "  {}"
# What an order of the files has to be in the suite.
STATES = {
    "Shipped": {"delivered", "invoiced", "paid"},
    "Resolved": {"delivered", "invoiced", "paid"},
    "Disputed": {"delivered", "invoiced", "paid"},
    "In Process": {"confirmed", "allocated"},
    "On Hold": {"held"},
    "Cancelled": {"cancelled"},
}


@dataclass
class Result:
    """What was compared, in lines to be printed, and what differs."""

    lines: list = field(default_factory=list)
    differences: list = field(default_factory=list)


class Reconciliation:
    """Asks the suite for everything and compares.

    :param plan: the plan of the import
    :param ask: function ``ask(method, **arguments)``, see :meth:`.run.Run.ask`
    """

    def __init__(self, plan, ask):
        self._plan, self._books, self._ask = plan, plan.books, ask
        self.result = Result()
        self._rows = 0

    def __call__(self):
        """Return the :class:`Result`."""
        self._accounts()
        orders = self._orders()
        self._lines(orders)
        self._stock()
        self._holds(orders)
        return self.result

    def _say(self, line=""):
        self.result.lines.append(line)

    def _differ(self, sentence):
        self.result.differences.append(sentence)

    def _batches(self, method, argument, items, **query):
        for start in range(0, len(items), BATCH):
            yield from self._ask(method, **{argument: items[start : start + BATCH]}, **query)["results"]

    def _accounts(self):
        """Compare what each customer was invoiced, has paid and owes with the general ledger of the suite."""
        accounts = expected.accounts(self._books)
        codes = {self._plan.code(number): number for number in accounts}
        query = {**FOREVER, "company": self._plan.settings.company}
        statements = self._batches("dealer_statements", "dealers", list(codes), **query)
        heads = [head for name in ("invoiced", "paid", "owed") for head in (name, "in the files")]
        self._say(ROW.format(f"customer ({self._plan.settings.currency})", *heads, "").rstrip())
        sums = [ZERO] * 6
        names = {customer.number: customer.name for customer in self._books.customers}
        for (code, number), told in zip(codes.items(), statements, strict=True):
            name = f"{number} {names[number]}"
            if not told["ok"]:
                self._differ(f"customer {name}: {told['error']['message']} (dealer {code})")
                continue
            row = _account_row(told, accounts[number])
            same = self._compare_rows(
                name, row, expected.statement(self._books, number, *FOREVER_DAYS)["rows"], told["rows"]
            )
            self._say_row(name, row, same)
            sums = [total + amount for total, amount in zip(sums, row, strict=True)]
        self._say_row("together", sums, same=not self.result.differences)
        self._say(
            f"{self._rows} invoices and payments are on the statements of account, each with its day and reference"
        )

    def _say_row(self, name, row, same):
        off = row[4] - row[5]
        verdict = "exact" if same else f"off by {off:,.2f}" if off else "differs, see below"
        self._say(ROW.format(name[:41], *(f"{amount:,.2f}" for amount in row), verdict))

    def _compare_rows(self, name, row, wanted, told):
        """Compare the sums of a customer, and every invoice and payment on the statement: day, reference and amount.

        :return: whether all is the same
        """
        wanted = Counter((day.isoformat(), kind, reference, amount) for day, kind, reference, amount in wanted)
        got = Counter((one["date"], one["kind"], one["reference"], _money(one["amount"])) for one in told)
        self._rows += (wanted & got).total()
        same = row[::2] == row[1::2] and wanted == got
        if not same:
            self._differ(
                f"customer {name}: owes {row[4]:,.2f} in the suite, {row[5]:,.2f} in the files"
                + _listed("only in the files", wanted - got, _document)
                + _listed("only in the suite", got - wanted, _document)
            )
        return same

    def _orders(self):
        """Return {order number: what the suite says of it} and compare states, days and sums."""
        refs = [{"order_ref": self._plan.order_ref(order.number)} for order in self._books.orders]
        found, right = {}, 0
        for order, told in zip(self._books.orders, self._batches("orders_status", "orders", refs), strict=True):
            if not told["ok"]:
                self._differ(f"order {order.number}: {told['error']['message']}")
                continue
            found[order.number] = told
            differences = [*self._order_differences(order, told)]
            right += not differences
            for sentence in differences:
                self._differ(f"order {order.number}: {sentence}")
        self._say()
        self._say(f"{right} of {len(self._books.orders)} orders have the state, the days and the sum of the files")
        return found

    def _order_differences(self, order, told):
        """Yield how an order differs in its state, the days on which it was placed and shipped, and its sum."""
        if told["state"] not in STATES[order.state]:
            yield f"{order.state} in the files, {told['state']} in the suite"
        shipped = {one["date"] for one in told["deliveries"] if one["state"] == "done"}
        wanted = {order.shipped.isoformat()} if order.delivered else set()
        if told["date"] != order.date.isoformat() or shipped != wanted:
            yield f"{_days(order.date, wanted)} in the files, {_days(told['date'], shipped)} in the suite"
        if _money(told["amount_total"]) != self._books.amount(order):
            yield f"{self._books.amount(order):,.2f} in the files, {_money(told['amount_total']):,.2f} in the suite"

    def _lines(self, orders):
        """Compare quantity and price of every line; no line may have a discount."""
        right, all_lines = 0, len(self._books.orderdetails)
        for number, told in orders.items():
            wanted = Counter(
                (line.product, Decimal(line.quantity), line.price, ZERO) for line in self._books.lines[number]
            )
            got = Counter(_order_line(line) for line in told["lines"])
            right += (wanted & got).total()
            if wanted != got:
                self._differ(
                    f"order {number} has other lines"
                    + _listed("only in the files", wanted - got, _sold)
                    + _listed("only in the suite", got - wanted, _sold)
                )
        self._say(f"{right} of {all_lines} order lines were charged the priceEach of the files by the price lists")

    def _stock(self):
        """Compare what is left on hand."""
        codes = [product.code for product in self._books.products]
        query = {"company": self._plan.settings.company}
        levels = list(self._batches("stock_levels", "products", codes, **query))
        right = 0
        for product, level in zip(self._books.products, levels, strict=True):
            if level["ok"] and _money(level["on_hand"]) == product.stock:
                right += 1
            else:
                self._differ(
                    f"product {product.code}: {product.stock} on hand in the files, {level.get('on_hand')} in the suite"
                )
        self._say(f"{right} of {len(codes)} products have the stock of the files")

    def _holds(self, orders):
        """Say which orders the credit check held, beside those that the files call On Hold."""
        wanted = {one.number: one for one in expected.held(self._books)}
        states = {order.number: order.state for order in self._books.orders}
        held = {}
        for number, told in orders.items():
            by_credit = [hold for hold in told["holds"] + told["released_holds"] if hold["kind"] == "credit"]
            if by_credit:
                held[number] = by_credit[0]["message"]
        self._say()
        self._say("The credit check held")
        for number, why in held.items():
            self._say(f"  {number} ({states[number]} in the files): {why}")
        for number in sorted(wanted.keys() ^ held.keys()):
            where = "the files" if number in wanted else "the suite"
            self._differ(f"order {number}: beyond the limit only according to {where}")
        beside = [number for number in held if states[number] != "On Hold"]
        passed = [number for number, state in states.items() if state == "On Hold" and number not in held]
        self._say(f"beside those that the files call On Hold: {', '.join(beside) or 'none'}")
        self._say(f"On Hold in the files and not held by credit: {', '.join(passed) or 'none'}")


def _money(value):
    """Return an amount of the API as an exact decimal of two places; it has no more, or it is shown with all."""
    exact = Decimal(repr(value))
    return round(exact, 2) if abs(exact - round(exact, 2)) < Decimal("1e-7") else exact


def _account_row(statement, account):
    """Return what was invoiced, paid and is owed: each in the suite, then in the files."""
    invoiced, paid, owed = (_money(statement[name]) for name in ("invoiced", "paid", "closing"))
    return [invoiced, account.invoiced, paid, account.paid, owed, account.balance]


def _order_line(line):
    return line["product"], _money(line["quantity"]), _money(line["price"]), _money(line["discount"])


def _days(placed, shipped):
    return f"{placed}, shipped {', '.join(sorted(shipped)) or '-'}"


def _listed(where, rows, sentence):
    """Return rows that only one side has, each on a line of its own; nothing if there are none."""
    return "".join(f"\n      {where}: {sentence(*row)}" for row in sorted(rows.elements()))


def _document(day, kind, reference, amount):
    return f"{kind} {reference} of {day}, {amount:,.2f}"


def _sold(product, quantity, price, discount):
    return f"{quantity.normalize():f} {product} at {price:,.2f}" + (f" less {discount} %" if discount else "")
