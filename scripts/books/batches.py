"""Gathers what happened one after the other into few calls, without changing who came before whom.

A call costs the server something whatever it holds, and a day of a distributor holds one order or two. So things of one kind
are sent together, across days, as far as two orders are kept: that of everything that happened to one customer, because
credit and settlement depend on it; and that of all things of one kind, so that orders, invoices and payments are numbered in
the order of their dates.
"""


class Batches:
    """Lists of items, each of one kind and of ``size`` items at most, in the order in which they have to be sent.

    >>> batches = Batches(2)
    >>> for kind, customer in ("order", "A"), ("order", "B"), ("payment", "B"), ("payment", "C"), ("order", "B"), ("order", "C"):
    ...     batches.add(kind, customer, customer)
    >>> list(batches)
    [('order', ['A', 'B']), ('payment', ['B', 'C']), ('order', ['B', 'C'])]
    """

    def __init__(self, size):
        self._size = size
        self._batches = []
        self._of_kind, self._of_customer = {}, {}  # number of the last batch

    def add(self, kind, customer, item):
        """Put an item into the last batch of its kind, or into a new one if that is full or the customer is beyond it."""
        number = self._of_kind.get(kind)
        if number is None or number < self._of_customer.get(customer, 0) or len(self._batches[number][1]) == self._size:
            number = len(self._batches)
            self._batches.append((kind, []))
        self._batches[number][1].append(item)
        self._of_kind[kind] = self._of_customer[customer] = number

    def __iter__(self):
        return iter(self._batches)
