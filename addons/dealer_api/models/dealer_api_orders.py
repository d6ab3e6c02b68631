from odoo import api, models


class DealerApi(models.AbstractModel):
    """Orders and their deliveries."""

    _inherit = "dealer.api"

    @api.model
    def orders_submit(self, orders):
        """Place orders: they are checked, then confirmed or held; what the checks refuse leaves nothing behind.

        Needs the right *API: orders*; ``date`` in the past needs *API: dates in the past*. Prices come from the price lists of
        the
        order's date.

        :param list orders: dicts ``external_ref`` (required), ``dealer`` (code), ``lines``: list of dicts ``product`` (code),
            ``quantity``
            (more than 0), ``unit`` (name; default the product's), ``expected_price`` (refused if the lists say otherwise),
            ``note`` (stands below the line, on the order, its papers and the portal);
            ``date`` (day of the order), ``requested_date`` (day), ``purchase_number``, ``note``, ``currency`` (must be that of
            the
            dealer's list), ``warehouse`` (code), ``ship_to`` (id) or ``ship_to_ref`` (reference) of an address of the
            dealer, see ``dealers_upsert``, ``company`` (name)
        :return: answer; each result has ``id``, ``number``, ``state`` (``confirmed``, ``held``), ``message``, ``holds`` (list
            of dicts
            ``id kind message amount currency severity state``), ``amount_untaxed``, ``amount_tax``, ``amount_total``,
            ``currency``,
            ``lines`` (in the order sent: ``id product quantity unit price discount subtotal note``). The checks of the order refuse
            with
            ``error.code`` ``order_refused`` and ``holds``.
        """
        return self._run("orders_submit", orders)

    @api.model
    def orders_release(self, orders):
        """Release what holds orders; the last hold released confirms the order.

        Needs the right *API: release holds* and a hold release rule that allows it to the caller. A hold on an approval route is
        refused with ``approval_needed``: people decide it.

        :param list orders: dicts ``order_ref`` (your external_ref of the order) or ``order_id``; ``reason`` (required),
            ``kinds`` (of holds;
            default all), ``external_ref``
        :return: answer; results as of :meth:`orders_submit`, without lines
        """
        return self._run("orders_release", orders)

    @api.model
    def orders_cancel(self, orders):
        """Cancel orders of which picking has not begun; one that is cancelled already stays so.

        Needs the right *API: orders*.

        :param list orders: dicts ``order_ref`` (your external_ref of the order) or ``order_id``; ``reason``, ``external_ref``
        :return: answer; each result has ``id``, ``number``, ``state``
        """
        return self._run("orders_cancel", orders)

    @api.model
    def orders_status(self, orders):
        """Tell where orders stand. Needs the right *API: read*.

        :param list orders: dicts ``order_ref`` (your external_ref) or ``order_id``
        :return: answer; each result has ``id``, ``number``, ``order_ref``, ``dealer``, ``date``, ``state`` (``draft submitted
            held refused confirmed allocated partly_shipped shipped delivered invoiced paid cancelled``), ``holds`` (open ones),
            ``released_holds``, ``amount_untaxed``, ``amount_tax``, ``amount_total``, ``currency``, ``purchase_number``,
            ``lines`` (``id product quantity delivered invoiced unit price
            discount subtotal note``),
            ``deliveries`` (``id number state date kind tracking lines``; ``kind``: ``delivery`` or ``return``; lines ``product
            quantity unit``), ``invoices`` (``id number state payment_state date amount_total
            amount_due``)
        """
        return self._run("orders_status", orders)

    @api.model
    def deliveries_confirm(self, deliveries):
        """Ship what orders ask for, all of it or the quantities given; the rest stays as a backorder.

        Needs the right *API: deliveries*; a ``date`` in the past needs *API: dates in the past*.

        :param list deliveries: dicts ``external_ref`` (required), ``order_ref`` or ``order_id``, ``date`` (day; default
            today), ``lines``: list
            of dicts ``product`` (code), ``quantity`` (in the unit of the order line); not given: all that is open.
            ``tracking`` (number),
            ``received`` (true: the dealer has received the goods)
        :return: answer; each result has ``id`` and ``number`` (of the delivery), ``deliveries`` (ids), ``order_id``, ``state``
            (of the order),
            ``backorder`` (id or 0)
        """
        return self._run("deliveries_confirm", deliveries)
