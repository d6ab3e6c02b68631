from datetime import timedelta

from odoo import api, fields, models

ABANDONED_DAYS = 30


class SaleOrder(models.Model):
    """Orders that dealers write on the pad of the portal."""

    _inherit = "sale.order"

    pad_key = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Technical: the pad this order was written on. Sent twice, the pad still makes one order.",
    )
    dealer_note = fields.Text(string="Note of the Dealer", copy=False)

    _pad_key_unique = models.UniqueIndex("(pad_key) WHERE pad_key IS NOT NULL", "This order has been placed already.")

    def _pad_lines(self):
        """Return what this one order orders, to be compared: [(product, unit, quantity, price, discount)]."""
        return [
            (line.product_id, line.product_uom_id, line.product_uom_qty, line.price_unit, line.discount)
            for line in self.order_line
        ]

    @api.autovacuum
    def _gc_abandoned_pads(self):
        """Remove drafts that dealers began on the portal, never submitted and have not touched for a month."""
        before = fields.Datetime.now() - timedelta(days=ABANDONED_DAYS)
        self.search(
            [
                ("pad_key", "!=", False),
                ("state", "=", "draft"),
                ("submitted_at", "=", False),
                ("refusal_reason", "=", False),
                ("write_date", "<", before),
            ],
            limit=500,
        ).unlink()
