from odoo import api, models


class SaleOrderLine(models.Model):
    """A line belongs to the dealer of its order."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "dealer.document.mixin"]

    _dealer_parent_fields = ("order_id",)
    _dealer_partner_field = None

    @api.model_create_multi
    def create(self, vals_list):
        """A new line on a confirmed order is ordering."""
        lines = super().create(vals_list)
        lines.filtered("product_uom_qty")._confirmed_goods()._check_dealer_may_order()
        return lines

    def write(self, vals):
        """More of a line on a confirmed order is ordering; less of it is not."""
        if quantity := vals.get("product_uom_qty"):
            more = self.filtered(lambda line: line.product_uom_id.compare(quantity, line.product_uom_qty) > 0)
            more._confirmed_goods()._check_dealer_may_order()
        return super().write(vals)

    def _confirmed_goods(self):
        """Return the confirmed orders that ``self`` orders goods or services on."""
        goods = self.filtered(lambda line: line.state == "sale" and not line.display_type and not line.is_downpayment)
        return goods.order_id
