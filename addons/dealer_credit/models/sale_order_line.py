from odoo import api, models

from ..engine.open_amount import OrderLine

# What decides the amount of a line.
PRICED = {"order_id", "product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount", "tax_ids"}


class SaleOrderLine(models.Model):
    """What of a line is open, and that a line of a confirmed order grows only within the credit line."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env["sale.order"].browse({vals["order_id"] for vals in vals_list if vals.get("order_id")})
        before = orders._credit_before()
        for vals in vals_list:
            self._credit_guard_invoices(vals)
        # A default of the caller would say that the new line is invoiced already.
        lines = super(SaleOrderLine, self.with_context(default_invoice_lines=False)).create(vals_list)
        lines.order_id._credit_check_growth(before)
        return lines

    def write(self, vals):
        self._credit_guard_invoices(vals)
        orders = self.order_id | self.env["sale.order"].browse(vals.get("order_id", []))
        before = orders._credit_before() if PRICED & vals.keys() else {}
        res = super().write(vals)
        orders._credit_check_growth(before)
        return res

    @api.model
    def _dealer_derived_fields(self):
        """Amounts follow from quantities and prices; written by hand, they would lie to the credit line."""
        return super()._dealer_derived_fields() | {"price_subtotal", "price_tax", "price_total", "qty_invoiced"}

    @api.model
    def _credit_guard_invoices(self, vals):
        """Invoices name the order lines they are for, never the other way round."""
        if vals.get("invoice_lines"):
            self._refuse_derived({"invoice_lines"})

    def _credit_order_line(self):
        """Return the figures of this line for the arithmetic of what is still open."""
        self.ensure_one()
        unit_total = self.price_total / self.product_uom_qty if self.product_uom_qty else self._credit_unit_total()
        return OrderLine(
            total=self.price_total,
            unit_total=unit_total,
            ordered=self.product_uom_qty,
            delivered=self.qty_delivered,
            returned=self._credit_returned_quantity(),
            invoiced=self.qty_invoiced,
            finished=self._credit_is_finished(),
        )

    def _credit_unit_total(self):
        """Return the amount with taxes of one unit of a line that was delivered without being ordered."""
        if not self.qty_delivered:
            return 0.0
        price = self.price_unit * (1 - (self.discount or 0.0) / 100)
        taxes = self.tax_ids.compute_all(
            price, currency=self.currency_id, product=self.product_id, partner=self.order_id.partner_shipping_id
        )
        return taxes["total_included"]

    def _credit_returned_quantity(self):
        """Return the quantity that came back to be credited, in the unit of the line."""
        if not self.move_ids.origin_returned_move_id:
            return 0.0
        _outgoing, incoming = self._get_outgoing_incoming_moves()
        return sum(
            move.product_uom._compute_quantity(move.quantity, self.product_uom_id, rounding_method="HALF-UP")
            for move in incoming
            if move.state == "done"
        )

    def _credit_is_finished(self):
        """Tell whether nothing more is going out: there were transfers, and none is open."""
        moves = self.move_ids.filtered(lambda move: not move.origin_returned_move_id)
        return bool(moves) and all(move.state in ("done", "cancel") for move in moves)

    def _credit_invoiced_amount(self):
        """Return the amount with taxes of this line in invoices, drafts too, less that in credit notes."""
        self.ensure_one()
        total = 0.0
        for item in self.invoice_lines.filtered(lambda item: item.move_id.state != "cancel"):
            day = item.move_id.invoice_date or item.move_id.date
            amount = item.currency_id._convert(item.price_total, self.currency_id, self.company_id, day)
            total -= amount * item.move_id.direction_sign
        return total
