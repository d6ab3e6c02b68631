from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class DealerOrderSplit(models.TransientModel):
    """Divides a quotation into orders of one date and one warehouse each."""

    _name = "dealer.order.split"
    _description = "Split an Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id")
    line_ids = fields.One2many(
        "dealer.order.split.line", "split_id", compute="_compute_line_ids", store=True, readonly=False
    )
    part_count = fields.Integer(string="Orders After the Split", compute="_compute_part_count")

    @api.depends("order_id")
    def _compute_line_ids(self):
        for split in self:
            lines = split.order_id._goods_lines()
            split.line_ids = [Command.clear(), *(Command.create(split._prepare_line(line)) for line in lines)]

    @api.depends("line_ids.date", "line_ids.warehouse_id", "line_ids.quantity")
    def _compute_part_count(self):
        for split in self:
            split.part_count = len(split._parts())

    def _prepare_line(self, line, quantity=None, warehouse=None):
        """Return the values of the row for an order line, or for ``quantity`` of it from ``warehouse``."""
        return {
            "line_id": line.id,
            "quantity": line.product_uom_qty if quantity is None else quantity,
            "date": line.order_id.commitment_date,
            "warehouse_id": (warehouse or line.warehouse_id or line.order_id.warehouse_id).id,
        }

    def action_propose_by_stock(self):
        """Take each product from the warehouses that have it, the order's own first; what none has stays there."""
        self.ensure_one()
        rows = []
        free = self._free_quantities()
        for line in self.order_id._goods_lines():
            rows += self._allocate(line, free)
        self.line_ids = [Command.clear(), *(Command.create(row) for row in rows)]
        return self._reopen()

    def _free_quantities(self):
        """Return {warehouse: {product id: free quantity in the product's unit}}, the order's warehouse first."""
        own = self.order_id.warehouse_id
        warehouses = own | self.env["stock.warehouse"].search([("company_id", "=", self.company_id.id)])
        products = self.order_id.order_line.product_id
        return {
            warehouse: {
                product.id: product.free_qty for product in products.with_context(warehouse_id=warehouse.id).sudo()
            }
            for warehouse in warehouses
        }

    def _allocate(self, line, free):
        """Return the rows for one order line, and take what they need from ``free``."""
        own = self.order_id.warehouse_id
        if not line.product_id.is_storable:
            return [self._prepare_line(line)]
        unit, product = line.product_uom_id, line.product_id
        taken, left = {}, line.product_uom_qty
        for warehouse, quantities in free.items():
            there = product.uom_id._compute_quantity(max(quantities[product.id], 0), unit, rounding_method="DOWN")
            if (part := min(left, there)) and unit.compare(part, 0) > 0:
                quantities[product.id] -= unit._compute_quantity(part, product.uom_id)
                taken[warehouse] = part
                left = unit.round(left - part)
        if unit.compare(left, 0) > 0:
            taken[own] = taken.get(own, 0) + left
        return [self._prepare_line(line, part, warehouse) for warehouse, part in taken.items()]

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split the Order"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _parts(self):
        """Return {(date, warehouse): rows}, in the order of the rows."""
        rows = self.line_ids.filtered(lambda row: row.quantity)
        return rows.grouped(lambda row: (row.date, row.warehouse_id))

    def action_apply(self):
        """Make the orders and show them. The first date and warehouse stay on the order itself.

        :raise AccessError: if the user may not change the order
        :raise UserError: if it is confirmed, if the rows do not add up to it, or if there is nothing to split
        """
        self.ensure_one()
        order = self.order_id
        order.check_access("write")
        if order.state not in ("draft", "sent"):
            raise UserError(self.env._("%(order)s is confirmed and cannot be split any more.", order=order.name))
        self._check_quantities()
        parts = self._parts()
        if len(parts) < 2:
            raise UserError(
                self.env._(
                    "All rows have the same date and warehouse: change one, so that there is something to split."
                )
            )
        new_orders = order._split_into(
            [(date, warehouse, rows._quantities()) for (date, warehouse), rows in parts.items()]
        )
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_sale.sale_order_action")
        return {**action, "domain": [("id", "in", (order | new_orders).ids)]}

    def _check_quantities(self):
        """Raise unless the rows of each order line add up to its quantity."""
        for line in self.order_id._goods_lines():
            rows = self.line_ids.filtered(lambda row, line=line: row.line_id == line)
            if line.product_uom_id.compare(sum(rows.mapped("quantity")), line.product_uom_qty):
                raise UserError(
                    self.env._(
                        "The rows of %(product)s add up to %(sum)g, but %(ordered)g are ordered.",
                        product=line.product_id.display_name,
                        sum=sum(rows.mapped("quantity")),
                        ordered=line.product_uom_qty,
                    )
                )


class DealerOrderSplitLine(models.TransientModel):
    """Quantity of an order line that goes to one date and warehouse."""

    _name = "dealer.order.split.line"
    _description = "Split an Order Line"

    split_id = fields.Many2one("dealer.order.split", required=True, ondelete="cascade")
    order_id = fields.Many2one(related="split_id.order_id")
    company_id = fields.Many2one(related="split_id.company_id")
    line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line",
        required=True,
        ondelete="cascade",
        domain="[('order_id', '=', order_id), ('display_type', '=', False)]",
    )
    product_id = fields.Many2one(related="line_id.product_id")
    product_uom_id = fields.Many2one(related="line_id.product_uom_id", string="Unit")
    quantity = fields.Float(digits="Product Unit", required=True)
    date = fields.Datetime(string="Requested On")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, domain="[('company_id', '=', company_id)]")

    _quantity_positive = models.Constraint("CHECK(quantity >= 0)", "A quantity cannot be negative.")

    def _quantities(self):
        """Return {order line: quantity} of these rows."""
        return {line: sum(rows.mapped("quantity")) for line, rows in self.grouped("line_id").items()}
