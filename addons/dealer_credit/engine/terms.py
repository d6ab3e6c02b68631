"""What a credit line allows, and whether an amount fits into it.

All amounts are in the currency of the line, rounded to ``digits`` decimals, positive when the dealer owes.
"""

from dataclasses import dataclass

# What makes up the exposure, in the order in which it is shown.
KINDS = ("receivable", "credit", "prepaid", "draft", "delivered", "ordered", "held")


@dataclass(frozen=True)
class Exposure:
    """What a dealer owes or is going to owe.

    >>> exposure = Exposure(receivable=500, credit=-50, prepaid=-100, ordered=300, held=80)
    >>> exposure.used(count_prepayments=True), exposure.used(count_prepayments=False)
    (650.0, 750.0)
    >>> exposure.total(count_prepayments=True)
    730.0

    :param receivable: open receivable items of posted invoices
    :param credit: open credit notes (negative)
    :param prepaid: payments not yet matched with an invoice (negative)
    :param draft: invoices in draft
    :param delivered: delivered, not invoiced
    :param ordered: confirmed, not delivered and not invoiced
    :param held: reserved by orders that are being confirmed or wait for a release
    """

    receivable: float = 0.0
    credit: float = 0.0
    prepaid: float = 0.0
    draft: float = 0.0
    delivered: float = 0.0
    ordered: float = 0.0
    held: float = 0.0

    def used(self, *, count_prepayments):
        """Return all but what is held; payments on account only if they count."""
        used = self.receivable + self.credit + self.draft + self.delivered + self.ordered
        return float(used + self.prepaid if count_prepayments else used)

    def total(self, *, count_prepayments):
        """Return what is used and held."""
        return self.used(count_prepayments=count_prepayments) + self.held


@dataclass(frozen=True)
class Terms:
    """What was agreed for a line, as of one day.

    :param control: "none" (not controlled), "limit", or "prepaid" (nothing without money in advance)
    :param limit: permanent limit
    :param temporary: sum of the temporary limits of the day
    :param guarantee_lapsed: part of the limit whose guarantee has ended
    :param tolerance_percent: by how much the limit may be passed
    :param frozen: nothing new is allowed
    :param expired: the line's last day is over
    :param digits: decimals of the currency
    """

    control: str
    limit: float = 0.0
    temporary: float = 0.0
    guarantee_lapsed: float = 0.0
    tolerance_percent: float = 0.0
    count_prepayments: bool = True
    frozen: bool = False
    expired: bool = False
    digits: int = 2

    @property
    def agreed(self):
        """Return the limit of the day without tolerance; None if the line is not controlled.

        A limit of zero allows nothing.

        >>> Terms("limit").agreed, Terms("prepaid", limit=500).agreed, Terms("none").agreed
        (0.0, 0.0, None)
        >>> Terms("limit", limit=50000, temporary=10000, guarantee_lapsed=20000).agreed
        40000.0
        """
        if self.control == "none":
            return None
        if self.control == "prepaid":
            return 0.0
        return round(float(max(self.limit - self.guarantee_lapsed, 0.0) + self.temporary), self.digits)

    @property
    def allowed(self):
        """Return how far the exposure may go, tolerance included; None if the line is not controlled.

        >>> Terms("limit", limit=1000, tolerance_percent=5).allowed
        1050.0
        """
        agreed = self.agreed
        return agreed if not agreed else round(agreed * (1 + self.tolerance_percent / 100), self.digits)

    @property
    def counts_prepayments(self):
        """Tell whether payments on account reduce the exposure: by policy, and always for those who pay in advance."""
        return self.count_prepayments or self.control == "prepaid"

    def exposed(self, exposure):
        """Return what of ``exposure`` counts against these terms."""
        return round(exposure.total(count_prepayments=self.counts_prepayments), self.digits)

    def available(self, exposure):
        """Return what may still be ordered without tolerance (negative: over by that much); None if not controlled.

        >>> Terms("limit", limit=1000).available(Exposure(receivable=700, held=400))
        -100.0
        """
        return None if self.agreed is None else round(self.agreed - self.exposed(exposure), self.digits)

    def over(self, exposure, amount=0.0):
        """Return by how much ``amount`` more would pass what is allowed; 0.0 if it fits.

        >>> terms = Terms("limit", limit=1000)
        >>> terms.over(Exposure(receivable=800), 200), terms.over(Exposure(receivable=800), 200.01)
        (0.0, 0.01)
        >>> Terms("none").over(Exposure(receivable=10**9), 1)
        0.0
        """
        if self.allowed is None:
            return 0.0
        return max(round(self.exposed(exposure) + amount - self.allowed, self.digits), 0.0)
