from odoo import models
from odoo.exceptions import UserError

FREE_TERMS = {"product_id", "product_uom_id", "product_uom_qty"}


class SaleOrderLine(models.Model):
    """Lines at a special price are few: what is to be left out of a rebate is found without reading all orders."""

    _inherit = "sale.order.line"

    _rebate_excluded_idx = models.Index("(id) WHERE rebate_excluded OR special_price_id IS NOT NULL")

    def write(self, vals):
        if FREE_TERMS & vals.keys():
            self.filtered(lambda line: not line.price_unit)._check_free_goods(vals)
        return super().write(vals)

    def _check_free_goods(self, vals):
        """Raise if these lines at price 0 would give more than a rebate did, whoever writes; less is always possible."""
        for line in self.filtered(lambda line: line.sudo().order_id.rebate_settlement_ids):
            more = (
                line.product_uom_id.compare(vals.get("product_uom_qty", line.product_uom_qty), line.product_uom_qty) > 0
            )
            if more or any(vals.get(name, line[name].id) != line[name].id for name in ("product_id", "product_uom_id")):
                raise UserError(
                    self.env._(
                        "%(order)s gives free goods of a rebate: neither product nor quantity can be changed to more than was"
                        " earned.",
                        order=line.order_id.name,
                    )
                )
