import uuid
from dataclasses import dataclass, field, replace
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL, float_round

from odoo.addons.dealer.models import side_transaction

from .dealer_credit_exposure import Figures

FINISHED_KEPT_DAYS = 30


@dataclass
class Placement:
    """What came of an attempt to reserve: amounts in the currency of the line.

    :param findings: what speaks against it, also what is only a warning or was released
    :param blocking: those of them that keep the order from being confirmed; without any, the hold was placed
    :param order_amount: what the order takes, in its own currency
    """

    order_amount: float
    claim: float
    rate: float
    rate_date: object
    figures: Figures
    key: str = ""
    findings: list = field(default_factory=list)
    blocking: list = field(default_factory=list)

    @property
    def over(self):
        """By how much the claim passes what is allowed."""
        return self.figures.terms.over(self.figures.exposure, self.claim)

    @property
    def exposed(self):
        """What counted beside the claim."""
        return self.figures.terms.exposed(self.figures.exposure)

    @property
    def allowed(self):
        """What was allowed, tolerance included."""
        return self.figures.terms.allowed or 0.0


class DealerCreditHold(models.Model):
    """An amount of a line that an order has taken before it is confirmed.

    **Phase one** happens in a short transaction of its own at READ COMMITTED: lock the row of the line, sum what counts,
    insert the hold if it fits, commit. Whoever comes next sees it. **Phase two** is the confirmation in the order's
    own transaction. The hold names that transaction and counts exactly as long as it runs (``IN_FLIGHT`` in
    ``dealer.credit.exposure``): committed, the order counts itself; rolled back or killed, nothing is left behind.

    An order that waits for the release of something else keeps its hold, by its key, until ``expires_at``.

    Order and dealer are plain numbers without foreign key: they may have been created by the order's own
    transaction, which the side transaction cannot see.
    """

    _name = "dealer.credit.hold"
    _description = "Credit Hold"
    _inherit = ["dealer.credit.part.mixin"]
    _order = "id desc"
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True)
    order_ref = fields.Integer(string="Order Number", required=True, readonly=True)
    order_id = fields.Many2one("sale.order", compute="_compute_references")
    dealer_ref = fields.Integer(string="Dealer Number", required=True, readonly=True)
    dealer_id = fields.Many2one("dealer.dealer", compute="_compute_references")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True, help="What counts beside the documents.")
    claim = fields.Monetary(required=True, readonly=True, help="What the whole order takes of the line.")
    order_amount = fields.Monetary(required=True, readonly=True, currency_field="order_currency_id")
    order_currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    rate = fields.Float(
        digits=0, required=True, readonly=True, help="From the currency of the order to that of the line."
    )
    rate_date = fields.Date(required=True, readonly=True)
    exposure = fields.Monetary(required=True, readonly=True, help="What else counted at that moment.")
    allowed = fields.Monetary(required=True, readonly=True)
    cover = fields.Monetary(required=True, readonly=True, help="By how much somebody let the order pass the limit.")
    expires_at = fields.Datetime(required=True, readonly=True, help="Until when an order that waits keeps the amount.")
    state = fields.Selection(
        [("live", "Live"), ("used", "Used"), ("void", "Void"), ("expired", "Expired")], required=True, readonly=True
    )

    _key_unique = models.UniqueIndex("(key)")
    _live_idx = models.Index("(line_id) WHERE state = 'live'")
    _live_order_idx = models.Index("(order_ref) WHERE state = 'live'")
    # The last fence: no hold beyond what the line allowed and somebody let pass.
    _amounts_fit = models.Constraint(
        "CHECK(amount >= 0 AND claim >= amount AND cover >= 0 AND exposure + claim <= allowed + cover)",
        "This would pass what the credit line allows.",
    )

    def init(self):
        side_transaction.add_main_xid(self.env.cr, self._table, SQL("state = 'live'"))

    def _compute_references(self):
        orders = self.env["sale.order"].browse(set(self.mapped("order_ref"))).exists()
        dealers = self.env["dealer.dealer"].browse(set(self.mapped("dealer_ref"))).exists()
        for hold in self:
            hold.order_id = orders.filtered(lambda order, ref=hold.order_ref: order.id == ref)
            hold.dealer_id = dealers.filtered(lambda dealer, ref=hold.dealer_ref: dealer.id == ref)

    @api.model_create_multi
    def create(self, vals_list):
        """Holds are inserted by :meth:`_place` alone, under the lock of their line."""
        self._refuse(self.env._("Credit holds are made by submitting orders."))
        return super().create(vals_list)

    def write(self, vals):
        self._refuse(self.env._("Credit holds cannot be changed. Change or cancel the order."))
        return super().write(vals)

    def _refuse(self, sentence):
        raise UserError(sentence)

    @api.model
    def _place(self, orders, line):
        """Reserve on ``line`` what ``orders`` (about to be confirmed, or grown) take: phase one, for all of them at once.

        One after the other takes what is left: an order that does not fit leaves the room to the next ones.

        :return: {order id: :class:`Placement`}
        :raise LockNotAvailable: somebody keeps the line locked
        :raise ConcurrencyError: the line was deleted, or is no longer the dealer's; as above, the platform repeats the request
        """
        # What the orders say is read now, not under the lock.
        claims = {order.id: order._credit_claim() for order in orders}
        for order in orders:
            order._dealer_blocking([])
        main_xid = side_transaction.main_transaction(self.env)
        if self._is_line_ours(line):
            return self._place_on_ours(orders, claims, line, main_xid)
        with self.env.registry.cursor() as side:
            self._lock(side, line)
            return self._judge_all(side, orders, claims, line, main_xid)

    @api.model
    def _place_on_ours(self, orders, claims, line, main_xid):
        """Reserve on a line that this transaction has locked: its own view of the terms, everybody's view of the documents."""
        self.env.flush_all()
        agreed = self.env["dealer.credit.exposure"]._agreed(self.env.execute_query, line.ids)
        with self.env.registry.cursor() as side:
            if self._is_committed(side, line):
                return self._judge_all(side, orders, claims, line, main_xid, agreed)
        # Nobody else knows the line yet: this transaction can decide alone.
        return self._judge_all(self.env.cr, orders, claims, line, main_xid, agreed)

    @api.model
    def _is_line_ours(self, line):
        """Tell whether this very transaction created or changed what ``line`` allows; then it takes the lock itself.

        A side transaction that asked for the lock of a row that we have changed would wait for us for ever.
        """
        if line.id not in self.env.cr.postcommit.data.get("dealer.credit.line", ()):
            return False
        line.flush_recordset()
        self.env.cr.execute(SQL("SELECT 1 FROM dealer_credit_line WHERE id = %s FOR NO KEY UPDATE", line.id))
        return True

    @api.model
    def _is_committed(self, side, line):
        side.execute(SQL("SELECT to_regclass('dealer_credit_line')"))
        if not side.fetchone()[0]:
            return False  # the add-on is just being installed
        side.execute(SQL("SELECT 1 FROM dealer_credit_line WHERE id = %s", line.id))
        return bool(side.fetchone())

    @api.model
    def _lock(self, side, line):
        """Lock the row of the line. What is read afterwards is what is committed at that moment."""
        side_transaction.begin(side)
        # NO KEY: foreign keys to the line, as that of a decision in somebody's open transaction, do not disturb.
        side.execute(
            SQL("SELECT 1 FROM dealer_credit_line WHERE id = %s FOR NO KEY UPDATE", line.id), log_exceptions=False
        )
        if not side.rowcount:
            raise ConcurrencyError("The credit line was deleted meanwhile.")

    @api.model
    def _judge_all(self, cr, orders, claims, line, main_xid, agreed=None):
        """Sum what counts, ask each order what it finds, and insert the holds of those that nothing blocks.

        New orders share one sum, to which each adds what it has taken; one that counts already is left out of a sum of its own.

        :param cr: the cursor of the side transaction, which holds the lock (or whose caller does)
        :param dict claims: {order id: what it takes, in its currency}
        :param dict agreed: {line id: what was agreed}, if the side transaction sees older terms
        """
        Exposures = self.env["dealer.credit.exposure"]
        run = partial(side_transaction.run, cr)
        agreed = agreed or Exposures._agreed(run, line.ids)
        if any(order.dealer_id.id not in agreed[line.id].dealer_ids for order in orders):
            raise ConcurrencyError("The dealer draws on another credit line since the request began.")
        counting = self._counting(run, orders)
        placements, rows = {}, []
        shared = Exposures._sum_up(run, agreed)[line.id] if len(counting) < len(claims) else None
        for order in orders:
            if order.id not in counting:
                figures = replace(shared, amounts=dict(shared.amounts))
                placement, row = self._judge(run, order, line, claims[order.id], figures)
                placements[order.id] = placement
                if row:
                    shared.add("held", row["amount"], 0.0, 0.0)
                    rows.append(row)
        self._insert(run, rows, line, main_xid)
        for order in orders.browse(counting):
            figures = Exposures._sum_up(run, agreed, order.id)[line.id]
            placements[order.id], row = self._judge(run, order, line, claims[order.id], figures)
            self._insert(run, [row] if row else [], line, main_xid)
        return placements

    @api.model
    def _counting(self, run, orders):
        """Return the ids of those of ``orders`` that may count in the sum already: confirmed, waiting, or tried before.

        A single one is one of them: its own sum costs as much as the shared one.
        """
        if len(orders) == 1:
            return orders.ids
        tried = run(
            SQL(
                "SELECT order_ref FROM dealer_credit_hold WHERE state = 'live' AND order_ref = ANY(%s::integer[])",
                orders.ids,
            )
        )
        tried = {order_id for (order_id,) in tried}
        return [order.id for order in orders if order.state == "sale" or order.credit_hold_key or order.id in tried]

    @api.model
    def _judge(self, run, order, line, amount, figures):
        """Ask one order, which takes ``amount`` in its currency, what it finds.

        :return: (Placement, values of its hold, or None if something blocks)
        """
        rate, rate_date = self._order_rate(run, order, line)
        digits = figures.terms.digits
        claim = float_round(amount * rate, precision_digits=digits)
        placement = Placement(amount, claim, rate, rate_date, figures)
        placement.findings = order._credit_findings(line, figures, claim)
        placement.blocking = order._dealer_blocking(placement.findings)
        if placement.blocking:
            return placement, None
        placement.key = str(uuid.uuid4())
        counted = max(claim - self._counted_already(run, order) * rate, 0.0)
        return placement, self._hold_vals(order, line, placement, float_round(counted, precision_digits=digits))

    @api.model
    def _order_rate(self, run, order, line):
        """Return (rate, its date) from the currency of the order to that of the line."""
        today = order.company_id._dealer_today()
        source, target = order.currency_id.id, line.currency_id.id
        if source == target:
            return 1.0, today
        ((rate, day),) = run(
            SQL(
                """
                SELECT %(factor)s,
                       COALESCE((SELECT MAX(name) FROM res_currency_rate
                                  WHERE currency_id IN (pair.source, pair.target) AND name <= %(today)s
                                    AND (company_id IS NULL OR company_id = split_part(company.parent_path, '/', 1)::integer)),
                                %(today)s)
                  FROM res_company company, (SELECT %(source)s AS source, %(target)s AS target) pair
                 WHERE company.id = %(company)s
                """,
                factor=self.env["dealer.credit.exposure"]._factor("pair.source", "pair.target", "company"),
                today=today,
                source=source,
                target=target,
                company=order.company_id.id,
            )
        )
        return float(rate), day

    @api.model
    def _counted_already(self, run, order):
        """Return what of a confirmed order the documents count already, in its currency: only its growth is held."""
        if order.state != "sale":
            return 0.0
        rows = run(
            SQL(
                "SELECT credit_open_amount FROM sale_order WHERE id = %s AND dealer_id = %s",
                order.id,
                order.dealer_id.id,
            )
        )
        return float(rows[0][0] or 0.0) if rows else 0.0

    @api.model
    def _hold_vals(self, order, line, placement, counted):
        return {
            "key": placement.key,
            "order_ref": order.id,
            "dealer_ref": order.dealer_id.id,
            "line_id": line.id,
            "company_id": order.company_id.id,
            "currency_id": line.currency_id.id,
            "amount": counted,
            "claim": placement.claim,
            "order_amount": placement.order_amount,
            "order_currency_id": order.currency_id.id,
            "rate": placement.rate,
            "rate_date": placement.rate_date,
            "exposure": placement.exposed,
            "allowed": placement.allowed,
            "cover": placement.over,
            "state": "live",
            "create_uid": self.env.uid,
        }

    @api.model
    def _insert(self, run, rows, line, main_xid):
        """Insert the holds ``rows`` for the transaction ``main_xid``."""
        if not rows:
            return
        now = SQL("now() AT TIME ZONE 'UTC'")
        expires = SQL("(now() AT TIME ZONE 'UTC') + %s * interval '1 day'", line.policy_id.reservation_days)
        values = [SQL(", ").join(SQL("%s", value) for value in row.values()) for row in rows]
        run(
            SQL(
                "INSERT INTO dealer_credit_hold (%s, main_xid, create_date, expires_at) VALUES %s",
                SQL(", ").join(map(SQL.identifier, rows[0])),
                SQL(", ").join(SQL("(%s, %s, %s, %s)", row, main_xid, now, expires) for row in values),
            )
        )

    @api.model
    def _void_own(self, orders):
        """End what this transaction has reserved for ``orders``: they are not confirmed by it after all."""
        main_xid = side_transaction.main_transaction(self.env)
        with self.env.registry.cursor() as side:
            side.execute(
                SQL(
                    "UPDATE dealer_credit_hold SET state = 'void' WHERE main_xid = %s AND order_ref IN %s AND state = 'live'",
                    main_xid,
                    orders._ids or (None,),
                )
            )

    @api.model
    def _cron_reap(self):
        """Mark the holds that no longer count and drop old ones. Nothing depends on it: it keeps the table small."""
        orders = self._mark_finished()
        text = self.env._(
            "The reserved amount of the credit line has expired. It is checked again when the order is released."
        )
        orders_sudo = self.env["sale.order"].sudo().browse(orders).exists()
        self.env["ir.cron"]._do_each(orders_sudo, lambda order_sudo: order_sudo.message_post(body=text), text)
        self.env.cr.execute(
            SQL(
                "DELETE FROM dealer_credit_hold WHERE state <> 'live' AND create_date < (now() AT TIME ZONE 'UTC') - %s * interval '1 day'",
                FINISHED_KEPT_DAYS,
            )
        )

    @api.model
    def _mark_finished(self):
        """Give holds whose transaction is over the state they ended in; return the ids of orders whose reservation expired.

        Set-based SQL: there may be thousands, and a hold is no record anybody edits.
        """
        self.env["sale.order"].flush_model(["state", "credit_hold_key"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE dealer_credit_hold hold
                   SET state = CASE WHEN sale_order.state = 'sale' THEN 'used'
                                    WHEN sale_order.credit_hold_key = hold.key AND sale_order.state IN ('draft', 'sent') THEN 'expired'
                                    ELSE 'void' END
                  FROM dealer_credit_hold live
                  LEFT JOIN sale_order ON sale_order.id = live.order_ref
                 WHERE live.id = hold.id
                   AND hold.state = 'live'
                   AND %s
                   AND NOT COALESCE(
                       sale_order.credit_hold_key = hold.key AND sale_order.state IN ('draft', 'sent')
                       AND hold.expires_at > (now() AT TIME ZONE 'UTC'), FALSE)
                RETURNING hold.order_ref, hold.state
                """,
                side_transaction.is_over("hold"),
            )
        )
        rows = self.env.cr.fetchall()
        self.invalidate_model()
        return [order_id for order_id, state in rows if state == "expired"]
