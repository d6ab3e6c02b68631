from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class DealerReprice(models.TransientModel):
    """Shows what the lists would charge for a quotation now, line by line, before anything changes."""

    _name = "dealer.reprice"
    _description = "Update Prices of a Quotation"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    date = fields.Datetime(string="Prices as of", required=True, default=fields.Datetime.now)
    currency_id = fields.Many2one(related="order_id.currency_id")
    line_ids = fields.One2many("dealer.reprice.line", "wizard_id", string="Lines", readonly=True)
    difference = fields.Monetary(compute="_compute_difference", help="New total less old total, before taxes.")
    changed_count = fields.Integer(string="Lines Changed", compute="_compute_difference")

    @api.depends("line_ids.difference", "line_ids.changed")
    def _compute_difference(self):
        for wizard in self:
            wizard.difference = sum(wizard.line_ids.mapped("difference"))
            wizard.changed_count = len(wizard.line_ids.filtered("changed"))

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard._fill()
        return wizards

    def _fill(self):
        """Work out the new prices on a copy of the order that exists in memory only."""
        self.ensure_one()
        order = self.order_id
        order.check_access("write")
        order._check_can_reprice()
        preview = order.new({"date_order": self.date}, origin=order)
        lines, updated = self._priced_lines(), order._get_update_prices_lines()
        new_lines = lines.browse().concat(*(line.new({"order_id": preview}, origin=line) for line in lines))
        todo = new_lines.filtered(lambda line: line._origin in updated)
        todo.with_context(force_price_recomputation=True)._compute_price_unit()
        todo.discount = 0.0
        todo._compute_discount()
        self.line_ids = [
            Command.clear(),
            *(Command.create(self._prepare_line_vals(old, new)) for old, new in zip(lines, new_lines, strict=True)),
        ]
        # A second preview of the same order would find the values of the first.
        new_lines.invalidate_recordset(flush=False)
        preview.invalidate_recordset(flush=False)

    def _priced_lines(self):
        return self.order_id.order_line.filtered(lambda line: line.product_id and not line.display_type)

    def _prepare_line_vals(self, old, new):
        return {
            "sale_line_id": old.id,
            "old_price": old.price_unit,
            "new_price": new.price_unit,
            "old_discount": old.discount,
            "new_discount": new.discount,
            "difference": new.price_subtotal - old.price_subtotal,
            "missing": new.price_missing,
        }

    def action_open(self):
        """Return the dialog of this wizard."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Update Prices"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_preview(self):
        """Work out the new prices again, for another date. :return: the dialog"""
        self._fill()
        return self.action_open()

    def action_apply(self):
        """Price the order as shown. :return: the window action that closes the dialog

        :raise UserError: if the order was confirmed, or its lines or the lists were changed, since the preview
        """
        self.ensure_one()
        order = self.order_id
        order._check_can_reprice()
        if self._priced_lines() != self.line_ids.sale_line_id:
            raise UserError(
                self.env._("The lines of %(order)s have changed. Look at the prices again.", order=order.name)
            )
        order.date_order = self.date
        order.action_update_prices()
        if any(
            (line.sale_line_id.price_unit, line.sale_line_id.discount) != (line.new_price, line.new_discount)
            for line in self.line_ids
        ):
            raise UserError(self.env._("The price lists have changed meanwhile. Look at the prices again."))
        return {"type": "ir.actions.act_window_close"}


class DealerRepriceLine(models.TransientModel):
    _name = "dealer.reprice.line"
    _description = "Line of a Quotation with its New Price"

    wizard_id = fields.Many2one("dealer.reprice", string="Update", required=True, index=True, ondelete="cascade")
    sale_line_id = fields.Many2one(
        "sale.order.line", string="Order Line", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="sale_line_id.product_id")
    quantity = fields.Float(related="sale_line_id.product_uom_qty")
    uom_id = fields.Many2one(related="sale_line_id.product_uom_id")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    old_price = fields.Float(min_display_digits="Product Price")
    new_price = fields.Float(min_display_digits="Product Price")
    old_discount = fields.Float(string="Old Disc. %", digits="Discount")
    new_discount = fields.Float(string="New Disc. %", digits="Discount")
    difference = fields.Monetary(help="New amount less old amount of the line, before taxes.")
    missing = fields.Boolean(string="No Price")
    changed = fields.Boolean(compute="_compute_changed")

    @api.depends("old_price", "new_price", "old_discount", "new_discount", "difference")
    def _compute_changed(self):
        for line in self:
            line.changed = bool(
                line.currency_id.compare_amounts(line.difference, 0.0)
                or line.old_price != line.new_price
                or line.old_discount != line.new_discount
            )
