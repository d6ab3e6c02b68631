from odoo import api, models
from odoo.tools import format_date


class SaleOrder(models.Model):
    """What is found about special prices whose time is over."""

    _inherit = "sale.order"

    @api.model
    def _dealer_checks(self):
        return [*super()._dealer_checks(), type(self)._find_special_price]

    def _find_multiple(self):
        """What was split between a special price and the lists is one quantity: the multiple is asked of all of it."""
        for order, finding in super()._find_multiple():
            if not order._is_multiple_in_all(finding):
                yield order, finding

    def _is_multiple_in_all(self, finding):
        """Tell whether the lines of one product, split by a special price, together are the multiple that was missed."""
        product = self.env["sale.order.line"].browse(finding["line_id"]).product_id
        lines = self._goods_lines().filtered(lambda line: line.product_id == product)
        if not product or not any(lines.mapped("special_excess")):
            return False
        multiple = finding["data"]["multiple"]
        quantity = sum(line._in_product_unit() for line in lines)
        return not product.uom_id.compare(quantity, round(quantity / multiple) * multiple)

    def _find_special_price(self):
        """A price that has ended while its order waited is asked for again; it never becomes another price by itself."""
        for order in self:
            if order.state not in ("draft", "sent"):
                continue
            lines = order.order_line.filtered(lambda line: line._at_special_price())
            if not lines:
                continue
            for line in lines - order._special_lines():
                yield order, order._special_ended_finding(line)

    def _special_ended_finding(self, line):
        special = line.special_price_id
        request = special.request_id

        def message(env):
            return env._(
                "%(product)s: the special price %(name)s is no longer in force (until %(date)s). Ask for it again, or update"
                " the prices of the order.",
                product=line.product_id.with_env(env).display_name,
                name=request.name,
                date=format_date(env, request.date_to),
            )

        def told(env):
            return env._(
                "%(product)s: the special price has ended. It is being asked for again.",
                product=line.product_id.with_env(env).display_name,
            )

        less = max(special.dealer_price - special.price, 0.0) / (special.uom_id.factor or 1.0)
        return self._dealer_finding(
            self,
            "special_price",
            message,
            "hold",
            amount=request.currency_id.round(less * line._in_product_unit() * line.product_id.uom_id.factor),
            currency=request.currency_id,
            line=line,
            fingerprint=f"special {special.id} ended {request.date_to}",
            dealer_message=told,
        )
