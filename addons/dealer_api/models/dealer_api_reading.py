from odoo import api, models


class DealerApi(models.AbstractModel):
    """What other systems ask."""

    _inherit = "dealer.api"

    @api.model
    def price_quote(self, dealer, lines, date="", currency="", company=""):
        """Tell what a dealer pays. Needs the right *API: read*.

        :param str dealer: code
        :param list lines: dicts ``product`` (code), ``quantity`` (default 1), ``unit`` (name)
        :param str date: day; default today
        :param str currency: ISO code; default that of the dealer's list
        :param str company: name
        :return: answer; one result per line with ``product``, ``quantity``, ``unit``, ``price`` (per unit, to eight decimals),
            ``currency``, ``price_item``
            (id of the price that counts: the explanation) and ``price_list`` (name). Without a price the line is refused with
            ``price_missing``.
        """
        query = {"dealer": dealer, "date": date, "currency": currency, "company": company}
        return self._run("price_quote", lines, **query)

    @api.model
    def stock_levels(self, products=(), warehouse="", company="", after=0, limit=1000):
        """Tell what is on hand and free to promise. Needs the right *API: read*.

        :param list products: codes; empty for all that are counted, in pages by ``after`` and ``limit``
        :param str warehouse: code; default all of the company
        :return: answer; each result has ``id``, ``product`` (code), ``on_hand``, ``free`` (on hand less reserved),
            ``forecast``, ``unit``; the answer has
            ``more``
        """
        query = {"warehouse": warehouse, "company": company, "after": after, "limit": limit}
        return self._run("stock_levels", products, **query)

    @api.model
    def credit_status(self, dealers, company=""):
        """Tell credit limit and use of dealers, in the currency of the line. Needs the right *API: read*.

        :param list dealers: codes
        :param str company: name; default the caller's own
        :return: answer; each result has ``dealer``, ``control`` (``none``, ``limit``, ``prepaid``), ``currency``, ``limit``,
            ``used``, ``held``, ``available``,
            ``overdue``, ``frozen``, ``due`` (list of dicts ``date amount overdue``)
        """
        return self._run("credit_status", dealers, company=company)

    @api.model
    def fund_status(self, dealers, company=""):
        """Tell the funds of dealers. Needs the right *API: read*.

        :param list dealers: codes
        :param str company: name; default the caller's own
        :return: answer; each result has ``dealer`` and ``funds``: list of dicts ``fund_id code name kind currency balance held expired
            available lots`` as ``dealer.dealer.fund_status`` tells them
        """
        return self._run("fund_status", dealers, company=company)

    @api.model
    def rebate_status(self, dealers, company=""):
        """Tell the rebates of dealers. Needs the right *API: read*.

        :param list dealers: codes
        :param str company: name; default the caller's own
        :return: answer; each result has ``dealer`` and ``rebates``: list as ``dealer.dealer.rebate_status`` tells them
        """
        return self._run("rebate_status", dealers, company=company)

    @api.model
    def changes(self, cursor="", kinds=(), limit=500):
        """Tell what has changed since ``cursor``, deletions too, in an order that misses nothing. Needs the right *API: read*.

        Begin with an empty cursor, go on with the one of the last answer. A record that changed several times in one
        transaction comes
        once. What is being changed right now comes when it is committed.

        :param str cursor: of the last answer; empty for the beginning
        :param list kinds: of ``dealer product price order delivery invoice payment credit``; empty for all
        :param int limit: at most 5000
        :return: answer; each result has ``kind``, ``id``, ``change`` (``created``, ``updated``, ``deleted``), ``at`` (UTC),
            ``dealer`` (code or empty); the
            answer has ``cursor`` and ``more``
        """
        return self._run("changes", [{"cursor": cursor, "kinds": kinds, "limit": limit}])
