from functools import partial

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from odoo.addons.dealer.models import side_transaction

from ..engine.allotment import Left, Stock, allot


class DealerPriceRequestDraw(models.Model):
    """What an order is just taking of a special price.

    **Phase one** happens in a short transaction of its own at READ COMMITTED: lock the row of the request, sum what counts,
    give what is left, insert the draw, commit. Whoever comes next sees it. **Phase two** writes the quantity on the
    order line, in the order's own transaction. The draw names that transaction and counts exactly as long as it runs:
    committed, the line counts itself; rolled back or killed, nothing is left behind.

    The order is a plain number without foreign key: the side transaction may not see it yet.
    """

    _name = "dealer.price.request.draw"
    _description = "Draw on a Special Price"
    _inherit = ["dealer.scope.mixin"]
    _order = "id desc"

    request_line_id = fields.Many2one(
        "dealer.price.request.line", required=True, readonly=True, index=True, ondelete="cascade"
    )
    dealer_id = fields.Many2one(related="request_line_id.dealer_id")
    order_ref = fields.Integer(string="Order Number", required=True, readonly=True)
    quantity = fields.Float(required=True, readonly=True, digits=0)

    # The last fence: what is drawn is positive.
    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "Nothing is no draw.")

    def init(self):
        side_transaction.add_main_xid(self.env.cr, self._table)

    @api.model
    def _dealer_scope_domain(self, roles=None):
        lines_sudo = self.env["dealer.price.request.line"].sudo()
        return fields.Domain("request_line_id", "any", lines_sudo._dealer_scope_domain(roles))

    @api.model
    def _dealer_scope_depends(self):
        return ["request_line_id", "request_line_id.dealer_id"]

    @api.model_create_multi
    def create(self, vals_list):
        """Draws are inserted by :meth:`_draw` alone, under the lock of their requests."""
        self._refuse(self.env._("Draws on special prices are made by submitting orders."))
        return super().create(vals_list)

    def write(self, vals):
        self._refuse(self.env._("Draws on special prices cannot be changed. Change or cancel the order."))
        return super().write(vals)

    def _refuse(self, sentence):
        raise UserError(sentence)

    @api.model
    def _draw(self, order, wants):
        """Give ``order`` what it wants of special prices, as far as it is left and they are in force: phase one.

        What the order drew before is given anew, not added to.

        :param wants: list of :class:`Want`, keys are order lines, special prices their ids
        :return: {order line: quantity given, in the product's unit}
        :raise ConcurrencyError: a request was deleted; the platform repeats the call, as if somebody keeps one locked
        """
        requests_sudo = self.env["dealer.price.request.line"].browse({want.special for want in wants}).sudo().request_id
        # Ours before theirs: what this transaction has written is read by its own connection.
        self.env.flush_all()
        main_xid = side_transaction.main_transaction(self.env)
        ours = set(requests_sudo._ids) & self.env.cr.postcommit.data.get("dealer.price.request", set())
        with self.env.registry.cursor() as side:
            run = partial(side_transaction.run, side)
            side_transaction.begin(side)
            if ours and not self._sees(run, ours):
                run = self.env.execute_query  # nobody else knows the request yet: this transaction decides alone
            else:
                self._lock(side, sorted(set(requests_sudo._ids) - ours))
            terms = self._terms(run, requests_sudo)
            terms.update(self._terms(self.env.execute_query, requests_sudo.browse(ours)))
            given = allot(wants, self._stock(terms, self._used(run, order, list(terms))))
            self._replace(run, order, main_xid, wants, given)
        return given

    @api.model
    def _sees(self, run, request_ids):
        """Tell whether the side transaction sees requests of ours: else they are not committed."""
        if not run(SQL("SELECT to_regclass('dealer_price_request_draw')"))[0][0]:
            return False  # the add-on is just being installed
        rows = run(SQL("SELECT id FROM dealer_price_request WHERE id = ANY(%s)", list(request_ids)))
        return len(rows) == len(request_ids)

    @api.model
    def _lock(self, side, request_ids):
        """Lock requests, in one order for all. Foreign keys to them do not disturb."""
        side.execute(
            SQL("SELECT id FROM dealer_price_request WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", request_ids),
            log_exceptions=False,
        )
        if side.rowcount < len(request_ids):
            raise ConcurrencyError("The special price request was deleted meanwhile.")

    @api.model
    def _terms(self, run, requests):
        """Return {special price: (request, price of the product's unit, cap, amount cap)} of what is in force today."""
        rows = run(
            SQL(
                """
                SELECT s.id, q.id, s.unit_price, s.cap_quantity, q.amount_cap,
                       q.state = 'approved' AND day.today BETWEEN q.date_from AND q.date_to
                  FROM dealer_price_request_line s
                  JOIN dealer_price_request q ON q.id = s.request_id
                  JOIN unnest(%s::int[], %s::date[]) day(request_id, today) ON day.request_id = q.id
                """,
                list(requests._ids),
                [request._today() for request in requests],
            )
        )
        return {
            special: (request, price, cap or 0.0, float(amount or 0.0)) if valid else None
            for special, request, price, cap, amount, valid in rows
        }

    @api.model
    def _used(self, run, order, specials):
        """Return {special price: quantity} of what counts, without ``order``.

        Of each order counts what its lines hold or what it is just taking, whichever is more: at its next commit it is
        the latter.
        """
        return dict(
            run(
                SQL(
                    """
                    SELECT special_id, SUM(quantity) FROM (
                        SELECT special_id, order_id, MAX(quantity) AS quantity FROM (
                            SELECT l.special_taken_id AS special_id, l.order_id, SUM(l.special_used) AS quantity
                              FROM sale_order_line l
                             WHERE l.special_taken_id = ANY(%(specials)s) AND l.special_used > 0 GROUP BY 1, 2
                             UNION ALL
                            SELECT draw.request_line_id, draw.order_ref, SUM(draw.quantity)
                              FROM dealer_price_request_draw draw
                             WHERE draw.request_line_id = ANY(%(specials)s) AND %(in_flight)s GROUP BY 1, 2
                        ) each WHERE order_id <> %(order)s GROUP BY 1, 2
                    ) one GROUP BY 1
                    """,
                    in_flight=side_transaction.in_flight("draw"),
                    order=order.id,
                    specials=specials,
                )
            )
        )

    @api.model
    def _stock(self, terms, used):
        """Return the :class:`Stock` that ``used`` leaves of ``terms``; what is not in force gives nothing."""
        in_force = {special: term for special, term in terms.items() if term}
        spent = {}
        for special, (request, price, _cap, _amount) in in_force.items():
            spent[request] = spent.get(request, 0.0) + used.get(special, 0.0) * price
        return Stock(
            {
                special: Left(
                    request,
                    price,
                    cap - used.get(special, 0.0) if cap else None,
                    amount - spent[request] if amount else None,
                )
                for special, (request, price, cap, amount) in in_force.items()
            }
        )

    @api.model
    def _replace(self, run, order, main_xid, wants, given):
        """Write down what ``order`` is taking by this transaction, in place of what it took before."""
        run(SQL("DELETE FROM dealer_price_request_draw WHERE order_ref = %s AND main_xid = %s", order.id, main_xid))
        sums = {}
        for want in wants:
            sums[want.special] = sums.get(want.special, 0.0) + given[want.key]
        values = [
            SQL("(%s, %s, %s, %s)", special, order.id, quantity, main_xid)
            for special, quantity in sums.items()
            if quantity
        ]
        if values:
            run(
                SQL(
                    "INSERT INTO dealer_price_request_draw (request_line_id, order_ref, quantity, main_xid) VALUES %s",
                    SQL(", ").join(values),
                )
            )

    @api.model
    def _void_own(self, orders):
        """End what this transaction is taking for ``orders``: it takes nothing after all."""
        if not orders:
            return
        main_xid = side_transaction.main_transaction(self.env)
        with self.env.registry.cursor() as side:
            side.execute(
                SQL(
                    "DELETE FROM dealer_price_request_draw WHERE main_xid = %s AND order_ref IN %s",
                    main_xid,
                    orders._ids,
                )
            )

    @api.model
    def _forget_finished(self):
        """Drop draws whose transaction is over. Nothing depends on it: it keeps the table small."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM dealer_price_request_draw draw WHERE %s",
                side_transaction.is_over("draw"),
            )
        )
        self.invalidate_model()
