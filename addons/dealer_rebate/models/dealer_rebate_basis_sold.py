"""Ordered and delivered: lines of confirmed orders, and what of them has left the house."""

from odoo import api, models
from odoo.tools import SQL


class DealerRebateBasis(models.AbstractModel):
    """Rows out of orders and stock moves, at the prices of the order."""

    _inherit = "dealer.rebate.basis"

    @api.model
    def _rows_ordered(self, program, period, dealer_ids, exact_rows):
        """Return one query of confirmed order lines by the day of confirmation; what is cancelled is not there."""
        day = self._local_day(program, SQL("o.date_order"))
        price = SQL("l.price_total" if program.tax_included else "l.price_subtotal")
        units, ratio = self._unit_join(program, SQL("l.product_uom_id"))
        rates, rate = self._rate_join(program, period, day)
        query = SQL(
            """
            SELECT l.dealer_id, l.order_id AS document_id, l.product_id, %(day)s AS day,
                   %(day)s AS placed_on, NULL::int AS days, %(amount)s AS amount, %(quantity)s AS quantity
              FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id %(units)s %(rates)s
             WHERE o.state = 'sale' AND %(conditions)s
            """,
            day=day,
            amount=self._order_amount(program, price, rate),
            quantity=self._converted(SQL("l.product_uom_qty"), ratio),
            units=units,
            rates=rates,
            conditions=self._order_conditions(program, period, dealer_ids, (day, day)),
        )
        return [query]

    @api.model
    def _rows_delivered(self, program, period, dealer_ids, exact_rows):
        """Return one query of what went to customers less what came back, by the day it moved.

        Valued at the order line's price per unit. With returns in the original period, what came back counts on the
        day of the delivery that it takes back.
        """
        placed_on = self._local_day(program, SQL("COALESCE(sent.date, m.date)"))
        day = placed_on if program.returns_in == "original" else self._local_day(program, SQL("m.date"))
        price = SQL("l.price_total" if program.tax_included else "l.price_subtotal")
        delivered = SQL("back.sign * m.quantity * done.factor::numeric / sold.factor::numeric")
        units, ratio = self._unit_join(program, SQL("l.product_uom_id"))
        rates, rate = self._rate_join(program, period, day)
        query = SQL(
            """
            SELECT l.dealer_id, m.picking_id AS document_id, l.product_id, %(day)s AS day,
                   %(placed_on)s AS placed_on, NULL::int AS days, %(amount)s AS amount, %(quantity)s AS quantity
              FROM stock_move m
              JOIN sale_order_line l ON l.id = m.sale_line_id
              JOIN sale_order o ON o.id = l.order_id
              JOIN uom_uom done ON done.id = m.product_uom
              JOIN uom_uom sold ON sold.id = l.product_uom_id
              JOIN stock_location source ON source.id = m.location_id
              JOIN stock_location target ON target.id = m.location_dest_id
              CROSS JOIN LATERAL (
                SELECT (target.usage = 'customer')::int - (source.usage = 'customer')::int AS sign
              ) back
              LEFT JOIN stock_move sent ON sent.id = m.origin_returned_move_id AND back.sign < 0
              %(units)s %(rates)s
             WHERE m.state = 'done' AND back.sign <> 0 AND m.product_id = l.product_id AND %(conditions)s
            """,
            day=day,
            amount=self._order_amount(program, SQL("%s / NULLIF(l.product_uom_qty, 0) * %s", price, delivered), rate),
            quantity=self._converted(delivered, ratio),
            units=units,
            rates=rates,
            placed_on=placed_on,
            conditions=self._order_conditions(program, period, dealer_ids, (day, placed_on)),
        )
        return [query]

    @api.model
    def _local_day(self, program, moment):
        """Return the day of a moment (SQL, UTC) where the company is."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, program.company_id._dealer_tz().zone)

    @api.model
    def _order_amount(self, program, price, rate):
        """Return ``price`` (SQL, in the order's currency) in the program's, at the rate of the order."""
        currency, company_currency = program.currency_id, program.company_id.currency_id
        booked = SQL("(%s)::numeric / COALESCE(NULLIF(o.currency_rate, 0), 1)::numeric", price)
        if currency != company_currency:
            booked = SQL("%s * %s", booked, rate)
        return SQL(
            "COALESCE(%s, 0)",
            self._rounded(
                SQL("CASE WHEN o.currency_id = %s THEN (%s)::numeric ELSE %s END", currency.id, price, booked), currency
            ),
        )

    @api.model
    def _order_conditions(self, program, period, dealer_ids, days):
        day, placed_on = days
        conditions = [
            SQL("o.company_id = %s AND l.display_type IS NULL AND l.is_downpayment IS NOT TRUE", program.company_id.id),
            SQL("%s BETWEEN %s AND %s", day, *period),
            self._dealer_condition(program, SQL("l.dealer_id"), dealer_ids, placed_on),
            self._product_condition(program, SQL("l.product_id"), placed_on),
            SQL("NOT EXISTS (SELECT 1 FROM sale_order_line s WHERE s.id = l.id AND %s)", self._special(program)),
        ]
        if not program.include_gifts:
            conditions.append(SQL("l.price_subtotal <> 0"))
        return SQL(" AND ").join(conditions)
