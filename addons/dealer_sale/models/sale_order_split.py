from odoo import fields, models
from odoo.fields import Command


class SaleOrder(models.Model):
    """Orders that were divided by date and warehouse, and count together as one purchase."""

    _name = "sale.order"
    _inherit = "sale.order"

    split_root_id = fields.Many2one(
        "sale.order", string="Part of", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    split_part_ids = fields.One2many("sale.order", "split_root_id", string="Parts", readonly=True)

    def _split_family(self):
        if not self.split_root_id and not self.split_part_ids:
            return self
        root = self.split_root_id or self
        return self | (root | root.split_part_ids).filtered(lambda order: order.state != "cancel")

    def _split_into(self, parts):
        """Divide this quotation: the first part stays on it, the others become quotations of their own.

        :param parts: list of (requested date, warehouse, {order line: quantity}); prices and discounts are kept
        :return: the new orders
        """
        self.ensure_one()
        self._dealer_mark_withdrawn()
        (date, warehouse, kept), *others = parts
        new_orders = self.browse()
        for part_date, part_warehouse, quantities in others:
            new_orders |= self._split_off(part_date, part_warehouse, quantities)
        for line in self._goods_lines():
            line.product_uom_qty = kept.get(line, 0)
        self._goods_lines_of_nothing().unlink()
        self.write({"commitment_date": date, "warehouse_id": warehouse.id})
        self.message_post(
            body=self.env._("Split into %(orders)s.", orders=", ".join((self | new_orders).mapped("name")))
        )
        return new_orders

    def _goods_lines_of_nothing(self):
        return self.order_line.filtered(
            lambda line: (
                line.product_id and not line.is_downpayment and not line.display_type and not line.product_uom_qty
            )
        )

    def _split_off(self, date, warehouse, quantities):
        """Return a new quotation with ``quantities`` of lines of this one."""
        lines = [
            Command.create(
                {
                    **line.copy_data()[0],
                    "product_uom_qty": quantity,
                    "price_unit": line.price_unit,
                    "discount": line.discount,
                }
            )
            for line, quantity in quantities.items()
        ]
        part = self.copy(
            {
                "order_line": lines,
                "warehouse_id": warehouse.id,
                "commitment_date": date,
                "client_order_ref": self.client_order_ref,
                "date_order": self.date_order,
            }
        )
        part._write_by_verb({"split_root_id": (self.split_root_id or self).id})
        return part
