"""How an order is paid from several funds. Plain Python; amounts in the currency of the order, with ``digits`` decimals."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A fund that may pay for an order.

    :param key: whatever identifies it
    :param available: what it has
    :param base: sum of the lines that it may pay for, with taxes
    :param share: the greatest part of them, in percent
    """

    key: object
    available: float
    base: float
    share: float = 100.0

    def allowed(self, digits=2):
        """Return the most that the fund may pay, rounded down: a share is never exceeded.

        >>> Source("rebate", 500, 1000.05, 30).allowed()
        300.01
        >>> Source("rebate", 500, 1000, 33.33).allowed()
        333.3
        >>> Source("rebate", 500, 0.29, 100).allowed()
        0.29
        """
        scale = 10**digits
        return math.floor(round(max(self.base, 0.0) * self.share / 100 * scale, 4)) / scale


def settle(sources, total, digits=2):
    """Return {key: amount} for paying ``total`` from ``sources``, in their order, each as much as it may.

    >>> rebate, prepaid = Source("rebate", 500, 1000, 30), Source("prepaid", 600, 1000)
    >>> settle([rebate, prepaid], 1000)
    {'rebate': 300.0, 'prepaid': 600}
    >>> settle([prepaid, rebate], 650)
    {'prepaid': 600, 'rebate': 50}
    """
    planned = {}
    for source in sources:
        amount = round(max(min(source.available, source.allowed(digits), total), 0.0), digits)
        planned[source.key] = amount
        total = round(total - amount, digits)
    return planned


def due(reserved, invoiced, total, digits=2):
    """Return what of ``reserved`` belongs to the part of an order that is invoiced; all of it when all is.

    Computed from the sums, so that rounding never adds up over many partial invoices.

    >>> due(100, 333.33, 1000), due(100, 666.66, 1000), due(100, 1000, 1000), due(100, 1200, 1000)
    (33.33, 66.67, 100, 100)
    >>> due(100, 0, 0)
    0.0
    """
    if total <= 0:
        return 0.0
    return reserved if invoiced >= total else round(max(reserved * invoiced / total, 0.0), digits)
