from odoo import api, models


class DealerApi(models.AbstractModel):
    """Invoices and payments."""

    _inherit = "dealer.api"

    @api.model
    def invoices_create(self, invoices):
        """Invoice what is to be invoiced of orders and post it.

        Needs the right *API: invoices and payments*; a ``date`` in the past needs *API: dates in the past*.

        :param list invoices: dicts ``external_ref`` (required), ``order_ref`` or ``order_id``, ``date`` (invoice day; default
            today), ``due_date`` (day; default by the payment terms), ``note``, ``settle`` (true: payments and credit notes of the
            dealer that are not settled yet pay it, the oldest first)
        :return: answer; each result has ``id``, ``number``, ``date``, ``due_date``, ``amount_untaxed``, ``amount_tax``,
            ``amount_total``,
            ``amount_due``, ``currency``, ``order_id``
        """
        return self._run("invoices_create", invoices)

    @api.model
    def invoices_list(self, dealer="", date_from="", date_to="", state="", after=0, limit=100, company=""):
        """List posted customer invoices and credit notes by id. Needs the right *API: read*.

        :param str dealer: code; empty for all in scope
        :param str date_from: first invoice day
        :param str date_to: last invoice day
        :param str state: ``open`` (something is due), ``paid``, empty for both
        :param int after: only ids greater than this: that of the last one you have
        :param int limit: at most 1000
        :param str company: name
        :return: answer; each result has ``id``, ``number``, ``kind`` (``invoice``, ``credit_note``), ``dealer``, ``date``,
            ``due_date``,
            ``orders`` (numbers), ``amount_untaxed``, ``amount_tax``, ``amount_total``, ``amount_due`` (negative on credit notes),
            ``currency``, ``payment_state``; the answer has ``more`` (whether there are further ones)
        """
        query = {"dealer": dealer, "date_from": date_from, "date_to": date_to, "state": state, "company": company}
        return self._run("invoices_list", [{**query, "after": after, "limit": limit}])

    @api.model
    def payments_register(self, payments):
        """Book payments of dealers and settle invoices with them.

        Needs the right *API: invoices and payments*; a ``date`` in the past needs *API: dates in the past*. An incoming
        payment settles
        the open invoices named, or the oldest due first; what is left over stays as a credit of the dealer.

        :param list payments: dicts ``external_ref`` (required, such as the number of the cheque), ``dealer`` (code),
            ``amount`` (more than 0),
            ``currency`` (default the dealer's company's), ``date`` (day; default today), ``journal`` (code of a bank or cash
            journal; default
            the first bank), ``memo``, ``invoices`` (list of your external_refs of :meth:`invoices_create`), ``allocate``
            (``oldest``, ``none``;
            default ``oldest``), ``company`` (name)
        :return: answer; each result has ``id``, ``number``, ``amount``, ``currency``, ``settled`` (list of dicts ``invoice_id
            number amount``
            in the invoice's currency), ``unallocated`` (what is left over, in the payment's currency)
        """
        return self._run("payments_register", payments)
