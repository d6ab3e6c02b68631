from odoo import api, fields, models
from odoo.fields import Command


class DealerOrderChangeRequest(models.TransientModel):
    """Asks what is to change on a confirmed order and makes the request."""

    _name = "dealer.order.change.request"
    _description = "Request a Change of an Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(selection="_selection_kind", required=True, default="cancel")
    reason = fields.Text(required=True)
    new_date = fields.Datetime()
    line_ids = fields.One2many(
        "dealer.order.change.request.line", "request_id", compute="_compute_line_ids", store=True, readonly=False
    )

    @api.model
    def _selection_kind(self):
        return self.env["dealer.order.change"]._fields["kind"]._description_selection(self.env)

    @api.depends("order_id")
    def _compute_line_ids(self):
        for request in self:
            request.line_ids = [
                Command.clear(),
                *(
                    Command.create({"line_id": line.id, "new_quantity": line.product_uom_qty})
                    for line in request.order_id._goods_lines()
                ),
            ]

    def action_apply(self):
        """Make the request and close. :raise AccessError, UserError: as sale.order.action_request_change"""
        self.ensure_one()
        quantities = {
            line.line_id.id: line.new_quantity
            for line in self.line_ids
            if line.line_id.product_uom_id.compare(line.new_quantity, line.line_id.product_uom_qty)
        }
        self.order_id.action_request_change(
            self.kind, self.reason, quantities, fields.Datetime.to_string(self.new_date)
        )
        return {"type": "ir.actions.act_window_close"}


class DealerOrderChangeRequestLine(models.TransientModel):
    """New quantity of one line."""

    _name = "dealer.order.change.request.line"
    _description = "Request a Change of an Order Line"

    request_id = fields.Many2one("dealer.order.change.request", required=True, ondelete="cascade")
    line_id = fields.Many2one("sale.order.line", string="Order Line", required=True, ondelete="cascade")
    product_id = fields.Many2one(related="line_id.product_id")
    quantity = fields.Float(related="line_id.product_uom_qty", string="Ordered")
    qty_delivered = fields.Float(related="line_id.qty_delivered", string="Shipped")
    product_uom_id = fields.Many2one(related="line_id.product_uom_id", string="Unit")
    new_quantity = fields.Float(digits="Product Unit", required=True)
