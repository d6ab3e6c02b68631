"""What must come out of the books, worked out from the files alone: plain sums that share nothing with the suite."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")


@dataclass
class Account:
    """What a customer was invoiced and has paid."""

    invoiced: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def balance(self):
        """Return what is owed."""
        return self.invoiced - self.paid


@dataclass(frozen=True)
class Held:
    """An order that did not fit the credit limit on its day."""

    number: str
    customer: str
    state: str
    exposure: Decimal
    amount: Decimal
    limit: Decimal

    @property
    def over(self):
        """Return by how much."""
        return self.exposure + self.amount - self.limit


def accounts(books):
    """Return {customer number: :class:`Account`}.

    Invoiced is what was shipped (Shipped, Resolved, Disputed); orders in process and on hold are not invoiced yet, cancelled
    ones never.
    """
    result = {customer.number: Account() for customer in books.customers}
    for order in books.orders:
        if order.delivered:
            result[order.customer].invoiced += books.amount(order)
    for payment in books.payments:
        result[payment.customer].paid += payment.amount
    return result


def prices(books):
    """Return {(order number, product code): price} of every order line."""
    return {(line.order, line.product): line.price for line in books.orderdetails}


def price_periods(books):
    """Return [(customer number, product code, price, first day, last day or None)]: what was agreed from when to when.

    The files hold prices of orders. A price holds from the day of its order until the customer orders the product again at
    another one.
    """
    dates = {order.number: (order.customer, order.date) for order in books.orders}
    agreed = defaultdict(dict)
    for line in books.orderdetails:
        customer, date = dates[line.order]
        agreed[customer, line.product][date] = line.price
    periods = []
    for (customer, product), by_date in sorted(agreed.items()):
        starts = []
        for date in sorted(by_date):
            if not starts or by_date[starts[-1]] != by_date[date]:
                starts.append(date)
        for start, following in zip(starts, [*starts[1:], None], strict=True):
            periods.append((customer, product, by_date[start], start, following and _day_before(following)))
    return periods


def _day_before(date):
    return date.fromordinal(date.toordinal() - 1)


def movements(books):
    """Return [(date, rank, kind, order or payment)] in the order in which they happened.

    On one day payments come first, then orders that were cancelled, then the others, then shipments; each by its number.
    """
    found = [(payment.date, 0, "payment", payment) for payment in books.payments]
    found += [(order.date, 1 if order.state == "Cancelled" else 2, "order", order) for order in books.orders]
    found += [(order.shipped, 3, "shipment", order) for order in books.orders if order.delivered]
    return sorted(found, key=lambda one: (one[0], one[1], getattr(one[3], "number", None) or one[3].check))


def held(books):
    """Return [:class:`Held`] in order: orders that passed the customer's limit on their day.

    Exposure is what was confirmed (invoiced or not) less what was paid. Orders on hold and cancelled ones count for nothing
    afterwards; a held order that was shipped all the same counts from its shipment on.
    """
    limits = {customer.number: customer.limit for customer in books.customers}
    exposure, found = defaultdict(Decimal), {}
    for _date, _rank, kind, one in movements(books):
        amount = one.amount if kind == "payment" else books.amount(one)
        if kind == "payment":
            exposure[one.customer] -= amount
        elif kind == "shipment":
            exposure[one.customer] += amount if one.number in found else 0
        elif exposure[one.customer] + amount > limits[one.customer]:
            found[one.number] = Held(
                one.number, one.customer, one.state, exposure[one.customer], amount, limits[one.customer]
            )
        elif one.state not in ("Cancelled", "On Hold"):
            exposure[one.customer] += amount
    return list(found.values())


def sold(books, first, last):
    """Return {customer number: sum shipped from the first to the last day}."""
    result = defaultdict(lambda: ZERO)
    for order in books.orders:
        if order.delivered and first <= order.shipped <= last:
            result[order.customer] += books.amount(order)
    return dict(result)


def statement(books, customer, first, last):
    """Return the dealer statement of a customer: a dict ``opening``, ``rows`` [(date, kind, reference, amount)], ``closing``.

    Amounts are positive where the customer owes more. Rows are sorted by date, invoices before payments.
    """
    rows = [
        (order.shipped, "invoice", order.number, books.amount(order))
        for order in books.orders
        if order.customer == customer and order.delivered
    ]
    rows += [
        (payment.date, "payment", payment.check, -payment.amount)
        for payment in books.payments
        if payment.customer == customer
    ]
    opening = sum((row[3] for row in rows if row[0] < first), ZERO)
    within = sorted(row for row in rows if first <= row[0] <= last)
    return {"opening": opening, "rows": within, "closing": opening + sum((row[3] for row in within), ZERO)}


def rebate(volume, bands):
    """Return a progressive rebate: each slab at its own rate, rounded once, half away from zero.

    :param bands: [(from, to or None, percent)]

    >>> rebate(Decimal(3800), [(0, 1000, 5), (1000, 2000, 10), (2000, None, 20)])
    Decimal('510.00')
    """
    slabs = ((min(volume, to) if to else volume) - start for start, to, _percent in bands)
    earned = sum(
        (max(slab, 0) * Decimal(percent) for slab, (_start, _to, percent) in zip(slabs, bands, strict=True)), ZERO
    )
    return (earned / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
