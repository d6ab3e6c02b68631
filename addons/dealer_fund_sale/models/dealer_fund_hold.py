from odoo import fields, models


class DealerFundHold(models.Model):
    """Which order reserves."""

    _inherit = "dealer.fund.hold"

    order_id = fields.Many2one("sale.order", index="btree_not_null", readonly=True, ondelete="restrict")
    use_ids = fields.One2many("dealer.fund.use", "hold_id", string="Uses", readonly=True)

    # One live hold for an order and a fund, even if an order is submitted twice at the same moment.
    _order_fund_live = models.UniqueIndex("(order_id, fund_id) WHERE state = 'live' AND order_id IS NOT NULL")

    def _used(self):
        """Return what has been used of one hold, less what was given back."""
        return self.currency_id.round(sum(self.sudo().use_ids.mapped("amount")))
