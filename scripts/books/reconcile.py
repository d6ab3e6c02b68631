"""Compares what is in the suite with what the files come to, and says so line by line."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from . import expected

BATCH = 100
FOREVER = {"date_from": "1970-01-01", "date_to": "2199-12-31"}
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
        heads = ("customer", "invoiced", "in the files", "paid", "in the files", "owed", "")
        self._say("{:<44}{:>14}{:>14}{:>14}{:>14}{:>14}  {}".format(*heads))
        sums = [Decimal()] * 5
        names = {customer.number: customer.name for customer in self._books.customers}
        for statement in statements:
            number = codes[statement["dealer"]]
            row = self._account_row(statement, accounts[number])
            verdict = "exact" if self._same(row) else "DIFFERS"
            name = f"{number} {names[number]}"
            if verdict != "exact":
                self._differ(f"customer {name}: {dict(zip(heads[1:], map(str, row), strict=False))}")
            self._say(f"{name[:43]:<44}" + "".join(f"{amount:>14,.2f}" for amount in row) + f"  {verdict}")
            self._compare_rows(number, statement["rows"])
            sums = [total + amount for total, amount in zip(sums, row, strict=True)]
        self._say(f"{'together':<44}" + "".join(f"{amount:>14,.2f}" for amount in sums))
        self._say(f"{self._rows} invoices and payments are on the statements of account")

    def _compare_rows(self, number, rows):
        """Compare every invoice and payment on a statement: day, reference and amount."""
        wanted = expected.statement(self._books, number, datetime.date.min, datetime.date.max)["rows"]
        wanted = sorted((day.isoformat(), kind, reference, amount) for day, kind, reference, amount in wanted)
        got = sorted((row["date"], row["kind"], row["reference"], _money(row["amount"])) for row in rows)
        self._rows += len(wanted)
        if wanted != got:
            missing, more = ([*map(str, one)] for one in (set(wanted) - set(got), set(got) - set(wanted)))
            self._differ(f"statement of customer {number}: without {missing}, with {more}")

    def _account_row(self, statement, account):
        invoiced, paid = (_money(statement[name]) for name in ("invoiced", "paid"))
        return [invoiced, account.invoiced, paid, account.paid, _money(statement["closing"])]

    @staticmethod
    def _same(row):
        invoiced, invoiced_file, paid, paid_file, owed = row
        return invoiced == invoiced_file and paid == paid_file and owed == invoiced_file - paid_file

    def _orders(self):
        """Return {order number: what the suite says of it} and compare states and sums."""
        refs = [{"order_ref": self._plan.order_ref(order.number)} for order in self._books.orders]
        found = {}
        for order, told in zip(self._books.orders, self._batches("orders_status", "orders", refs), strict=True):
            if not told["ok"]:
                self._differ(f"order {order.number}: {told['error']['message']}")
                continue
            found[order.number] = told
            if told["state"] not in STATES[order.state]:
                self._differ(f"order {order.number}: {order.state} in the files, {told['state']} in the suite")
            self._compare_dates(order, told)
            if _money(told["amount_total"]) != self._books.amount(order):
                self._differ(
                    f"order {order.number}: {self._books.amount(order)} in the files, {told['amount_total']} in the suite"
                )
        self._say()
        self._say(
            f"{len(found)} of {len(self._books.orders)} orders are in the suite, each with the state and the days of the files"
        )
        return found

    def _compare_dates(self, order, told):
        """Compare the days on which an order was placed and shipped."""
        shipped = {one["date"] for one in told["deliveries"] if one["state"] == "done"}
        wanted = {order.shipped.isoformat()} if order.delivered else set()
        if told["date"] != order.date.isoformat() or shipped != wanted:
            days = f"{order.date}, shipped {order.shipped if order.delivered else '-'}"
            self._differ(f"order {order.number}: {days} in the files, {told['date']}, shipped {shipped} in the suite")

    def _lines(self, orders):
        """Compare quantity and price of every line; no line may have a discount."""
        right, all_lines = 0, len(self._books.orderdetails)
        for number, told in orders.items():
            wanted = sorted((line.product, Decimal(line.quantity), line.price) for line in self._books.lines[number])
            got = sorted((line["product"], _money(line["quantity"]), _money(line["price"])) for line in told["lines"])
            if wanted == got and not any(line["discount"] for line in told["lines"]):
                right += len(wanted)
            else:
                missing = [line for line in wanted if line not in got]
                self._differ(
                    f"order {number}: {missing} in the files, {[line for line in got if line not in wanted]} in the suite"
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
