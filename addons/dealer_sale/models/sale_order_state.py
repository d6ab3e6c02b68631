from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Invoices in these payment states are settled.
PAID = ("paid", "in_payment", "reversed")


class SaleOrder(models.Model):
    """Where an order of a dealer stands, from its submission to its payment, for the back office and the dealer."""

    _name = "sale.order"
    _inherit = "sale.order"

    dealer_state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("held", "Held"),
            ("refused", "Refused"),
            ("confirmed", "Confirmed"),
            ("allocated", "Allocated"),
            ("partly_shipped", "Partly Shipped"),
            ("shipped", "Shipped"),
            ("delivered", "Delivered"),
            ("invoiced", "Invoiced"),
            ("paid", "Paid"),
            ("cancelled", "Cancelled"),
        ],
        string="Order Progress",
        compute="_compute_dealer_state",
        compute_sudo=True,
        store=True,
        index="btree_not_null",
        copy=False,
        group_expand=True,
    )
    dealer_event_ids = fields.One2many(
        "dealer.order.event",
        "order_id",
        string="Progress",
        readonly=True,
        groups="dealer_sale.group_dealer_order_viewer",
    )
    requested_date = fields.Datetime(
        related="commitment_date", readonly=False, string="Requested On", help="When the dealer wants the goods."
    )
    promised_date = fields.Datetime(
        string="Promised On",
        compute="_compute_promised_date",
        store=True,
        readonly=False,
        copy=False,
        help="When the dealer may expect the goods. Set when the order is confirmed; the sales desk keeps it up to date.",
    )
    shipped_percent = fields.Float(
        string="Shipped", compute="_compute_shipped_percent", compute_sudo=True, help="Share of the goods, by quantity."
    )

    @api.depends("state")
    def _compute_promised_date(self):
        for order in self:
            if order.state == "sale" and order.dealer_id and not order.promised_date:
                order.promised_date = order._first_promise()

    def _first_promise(self):
        """Return what is promised on confirmation: not before the date asked for, not before the lead times allow.

        Where neither says anything, nothing is promised: the day of the order itself is no promise. A date asked for that
        had passed when the order was confirmed cannot be kept and counts for nothing; it is noon of a day, hence the day's grace.
        """
        self.ensure_one()
        ordered = self.date_order
        asked = self.commitment_date
        lead = max(self._goods_lines().mapped("customer_lead"), default=0)
        dates = [ordered + timedelta(days=lead)] if lead > 0 else []
        if asked and asked > ordered - timedelta(days=1):
            dates.append(asked)
        return max(dates, default=False)

    def _place_at(self, moment):
        """Note that this one order was placed at ``moment``; a promise that nobody has changed goes with it."""
        self.ensure_one()
        untouched = self.promised_date == self._first_promise()
        self.date_order = moment
        if untouched:
            self.promised_date = self._first_promise()

    @api.depends("order_line.qty_delivered", "order_line.product_uom_qty")
    def _compute_shipped_percent(self):
        for order in self:
            goods = order._goods_lines().filtered(lambda line: line.product_id.type != "service")
            ordered = sum(goods.mapped("product_uom_qty"))
            shipped = sum(min(line.qty_delivered, line.product_uom_qty) for line in goods)
            order.shipped_percent = 100 * shipped / ordered if ordered else 0.0

    @api.depends(
        "state",
        "dealer_id",
        "submitted_at",
        "refusal_reason",
        "open_hold_count",
        "order_line.qty_to_invoice",
        "order_line.move_ids.state",
        "order_line.move_ids.picking_id.dealer_received_at",
        "order_line.invoice_lines.move_id.state",
        "order_line.invoice_lines.move_id.payment_state",
    )
    def _compute_dealer_state(self):
        for order in self:
            order.dealer_state = order.dealer_id and order._dealer_state_now()
        # That an order is submitted is noted when it is: in between, it may also be waiting for nothing any more.
        self._log_states([(order.id, order.dealer_state) for order in self if order.dealer_state != "submitted"])

    def _dealer_state_now(self):
        """Return the state of one order: the last step that all that comes before has reached."""
        if self.state == "cancel":
            return "cancelled"
        if self.state != "sale":
            return self._state_before_confirmation()
        moves = self.order_line.move_ids
        open_moves, shipped = self._open_moves(), self._shipped_moves()
        if open_moves or (moves and not shipped):
            if shipped:
                return "partly_shipped"
            return "allocated" if all(move.state == "assigned" for move in open_moves) and open_moves else "confirmed"
        return self._state_of_invoices() or self._state_of_shipment(shipped)

    def _state_before_confirmation(self):
        if self.refusal_reason:
            return "refused"
        if self.open_hold_count:
            return "held"
        return "submitted" if self.submitted_at else "draft"

    @api.model
    def _state_of_shipment(self, shipped):
        """Return the state of an order of which nothing is left to ship; one of services only stays confirmed."""
        if not shipped:
            return "confirmed"
        return "delivered" if all(shipped.picking_id.mapped("dealer_received_at")) else "shipped"

    def _state_of_invoices(self):
        """Return "paid" or "invoiced" if all that is to be invoiced is on posted invoices, else False."""
        invoices = self.order_line.invoice_lines.move_id.filtered(lambda move: move.state != "cancel")
        to_invoice = any(line.product_uom_id.compare(line.qty_to_invoice, 0) for line in self._invoiceable_lines())
        if not invoices or to_invoice or any(invoice.state != "posted" for invoice in invoices):
            return False
        return "paid" if all(invoice.payment_state in PAID for invoice in invoices) else "invoiced"

    def _invoiceable_lines(self):
        return self.order_line.filtered(
            lambda line: line.product_uom_id and not line.display_type and not line.is_downpayment
        )

    @api.model
    def _log_states(self, rows):
        """Add states to the history of orders, where they are not the last entry already.

        Plain SQL: this happens while computed fields are written, where the ORM would flush in the middle; one
        statement compares with the last entries and adds the new ones. A quotation has no history before it is
        submitted.

        :param rows: list of (order id, state)
        """
        rows = [(order_id, state) for order_id, state in rows if isinstance(order_id, int) and state]
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO dealer_order_event (order_id, state, at, user_id)
                SELECT step.order_id, step.state, %(at)s, %(user)s
                  FROM (VALUES %(rows)s) AS step (order_id, state)
             LEFT JOIN LATERAL (
                    SELECT event.state FROM dealer_order_event event
                     WHERE event.order_id = step.order_id ORDER BY event.id DESC LIMIT 1) AS latest ON TRUE
                 WHERE COALESCE(latest.state, 'draft') <> step.state
                """,
                at=fields.Datetime.now(),
                user=self._acting_user().id,
                rows=SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )
        self.browse(order_id for order_id, _state in rows).invalidate_recordset(["dealer_event_ids"], flush=False)
