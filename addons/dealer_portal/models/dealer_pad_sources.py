from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

LAST_BOUGHT_DAYS = 365
LAST_BOUGHT_ROWS = 200


class DealerOrderPad(models.Model):
    """Rows from what was ordered before."""

    _inherit = "dealer.order.pad"

    def _rows_of_template(self, template_id):
        domain = [("id", "=", template_id), ("dealer_id", "=", self.sudo().dealer_id.id)]
        template_sudo = self.env["dealer.order.template"].sudo().search(domain)
        if not template_sudo:
            raise AccessError(self.env._("This template is not there, or is not one of yours."))
        return template_sudo._pad_rows()

    def _rows_of_order(self, order_id):
        order_sudo = self.env["sale.order"].sudo().search(self._orders_domain() & Domain("id", "=", order_id))
        if not order_sudo:
            raise AccessError(self.env._("This order is not there, or is not one of yours."))
        return self._rows_of_lines(order_sudo._goods_lines())

    def _orders_domain(self):
        """Return the domain of the orders of the dealer that it knows of: placed ones, cancelled ones among them."""
        return Domain("dealer_id", "=", self.sudo().dealer_id.id) & (
            Domain("state", "in", ("sale", "cancel")) | Domain("submitted_at", "!=", False)
        )

    def _rows_of_lines(self, lines_sudo):
        return [
            {
                "product_id": line.product_id.id,
                "code": line.product_id.default_code or "",
                "quantity": line.product_uom_qty,
                "unit_id": line.product_uom_id.id,
            }
            for line in lines_sudo
        ]

    def _rows_last_bought(self, _record_id):
        """Return each product of the dealer's confirmed orders of a year with the quantity of its latest line."""
        since = fields.Datetime.now() - timedelta(days=LAST_BOUGHT_DAYS)
        domain = (
            Domain("dealer_id", "=", self.sudo().dealer_id.id)
            & Domain("state", "=", "sale")
            & Domain("order_id.date_order", ">=", since)
            & Domain("product_id", "any", self.sudo().dealer_id.with_env(self.env)._catalogue_domain())
            & Domain("product_uom_qty", ">", 0)
        )
        lines_sudo = self.env["sale.order.line"].sudo()
        latest = lines_sudo._read_group(domain, ["product_id"], ["id:max"], order="id:max desc", limit=LAST_BOUGHT_ROWS)
        return self._rows_of_lines(lines_sudo.browse(line_id for _product, line_id in latest))

    def _source_choices(self):
        """Return what the menus of the pad offer: {"templates": [(id, name)], "orders": [(id, name,
        reference, date)]}."""
        dealer_id = self.sudo().dealer_id.id
        templates_sudo = self.env["dealer.order.template"].sudo().search([("dealer_id", "=", dealer_id)], limit=100)
        orders_sudo = (
            self.env["sale.order"]
            .sudo()
            .search_fetch(
                self._orders_domain(),
                ["name", "date_order", "client_order_ref"],
                order="date_order desc, id desc",
                limit=15,
            )
        )
        return {
            "templates": [(template.id, template.name) for template in templates_sudo],
            "orders": [(order.id, order.name, order.client_order_ref or "", order.date_order) for order in orders_sudo],
        }
