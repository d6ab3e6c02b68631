"""What of a confirmed order is still to become an invoice.

Quantities are in the unit of the order line, amounts in the currency of the order with taxes.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class OrderLine:
    """One line of a confirmed order.

    :param total: amount of the ordered quantity
    :param unit_total: amount of one unit; what is delivered beyond the order counts with it
    :param delivered: net of returns that are credited
    :param returned: delivered and sent back to be credited
    :param invoiced: net of credit notes
    :param finished: nothing more will be delivered: all transfers are done or cancelled
    """

    total: float
    unit_total: float
    ordered: float
    delivered: float = 0.0
    returned: float = 0.0
    invoiced: float = 0.0
    finished: bool = False

    @property
    def to_deliver(self):
        """Return the quantity that is still to go out.

        What came back went out before: it is not owed again.

        >>> OrderLine(100, 10, ordered=10, delivered=3, returned=2).to_deliver
        5
        >>> OrderLine(100, 10, ordered=10, delivered=8, finished=True).to_deliver
        0.0
        """
        return 0.0 if self.finished else max(self.ordered - self.delivered - self.returned, 0.0)

    @property
    def uninvoiced(self):
        """Return the quantity delivered or to be delivered that no invoice or draft holds yet.

        >>> OrderLine(100, 10, ordered=10, delivered=12, invoiced=10).uninvoiced
        2.0
        >>> OrderLine(100, 10, ordered=10, delivered=7, returned=3, invoiced=7, finished=True).uninvoiced
        0.0
        """
        return max(self.delivered + self.to_deliver - self.invoiced, 0.0)

    @property
    def shipped(self):
        """Return the quantity delivered that no invoice or draft holds yet."""
        return min(max(self.delivered - self.invoiced, 0.0), self.uninvoiced)

    def value(self, quantity):
        """Return the amount of ``quantity`` units, exact for the whole line.

        >>> OrderLine(10, 3.33, ordered=3).value(3)
        10
        """
        return self.total if quantity == self.ordered else self.unit_total * quantity


def open_amounts(amount_total, lines, settled_ahead, captured, digits):
    """Return (open, thereof shipped) of a confirmed order.

    :param amount_total: of the order; differs from the sum of its lines where taxes are rounded on the whole
    :param lines: list of :class:`OrderLine`
    :param settled_ahead: down payments invoiced and not yet deducted
    :param captured: paid online for this order and not yet booked

    >>> whole = OrderLine(800, 80, ordered=10)
    >>> open_amounts(800.01, [whole], 0, 0, 2)
    (800.01, 0.0)
    >>> open_amounts(800, [OrderLine(800, 80, ordered=10, delivered=4, invoiced=1)], 0, 0, 2)
    (720.0, 240.0)
    >>> open_amounts(1000, [OrderLine(1000, 100, ordered=10)], 300, 0, 2)
    (700.0, 0.0)
    >>> open_amounts(800.01, [OrderLine(800, 80, ordered=10, delivered=10, invoiced=10)], 0, 0, 2)
    (0.0, 0.0)
    """
    untouched = all(line.uninvoiced == line.ordered for line in lines)
    gross = amount_total if untouched else sum(line.value(line.uninvoiced) for line in lines)
    rest = round(float(max(gross - settled_ahead - captured, 0.0)), digits)
    shipped = round(float(max(sum(line.value(line.shipped) for line in lines), 0.0)), digits)
    return rest, min(shipped, rest)
