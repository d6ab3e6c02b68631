from odoo import api, models

# What is ordered, and for how much.
COMMITMENT = {"order_id", "product_id", "product_uom_id", "product_uom_qty", "price_unit", "discount", "tax_ids"}


class SaleOrderLine(models.Model):
    """More of anything on a confirmed order is ordering, and meets the checks of ordering."""

    _name = "sale.order.line"
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._of_confirmed_dealers()._check_growth()
        return lines

    def write(self, vals):
        if not COMMITMENT & vals.keys():
            return super().write(vals)
        before = {line: line._commitment() for line in self}
        self._check_shrinking(vals)
        res = super().write(vals)
        changed = self._of_confirmed_dealers().filtered(lambda line: line._commits_more_than(before[line]))
        changed._check_growth()
        return res

    def _of_confirmed_dealers(self):
        """Return those of ``self`` that order products on confirmed orders of dealers."""
        return self.filtered(
            lambda line: (
                line.state == "sale"
                and line.order_id.sudo().dealer_id
                and line.product_id
                and not line.display_type
                and not line.is_downpayment
                and line.product_uom_qty
            )
        )

    def _commitment(self):
        """Return what one line commits to: (what, order), quantity in the product's unit, total, price after discount."""
        quantity = self.product_uom_id._compute_quantity(self.product_uom_qty, self.product_id.uom_id, round=False)
        return (self.product_id, self.order_id), quantity, self.price_total, self.price_unit * (100 - self.discount)

    def _commits_more_than(self, before):
        """Tell whether one line is for something else, for more, or at another price than ``before``."""
        what, quantity, total, price = before
        now_what, now_quantity, now_total, now_price = self._commitment()
        if now_what != what or self.product_id.uom_id.compare(now_quantity, quantity) > 0:
            return True
        currency = self.order_id.currency_id
        return currency.compare_amounts(now_total, total) > 0 or bool(currency.compare_amounts(now_price, price))

    def _check_growth(self):
        """Raise if the confirmed orders of ``self`` must not grow by it."""
        for order in self.order_id:
            order._check_confirmed(
                order._growth_kinds(), self.filtered(lambda line, order=order: line.order_id == order)
            )

    def _check_shrinking(self, vals):
        """Raise if ``vals`` order less of what the warehouse is already picking."""
        if "product_uom_qty" not in vals:
            return
        less = self._of_confirmed_dealers().filtered(
            lambda line: line.product_uom_id.compare(vals["product_uom_qty"], line.product_uom_qty) < 0
        )
        less.order_id._check_changeable()
