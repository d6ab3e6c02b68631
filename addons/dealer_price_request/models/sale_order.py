from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Where the verbs of an order meet special prices."""

    _inherit = "sale.order"

    special_line_count = fields.Integer(
        string="Lines at Special Prices", compute="_compute_special_line_count", groups="base.group_user"
    )

    has_special_notes = fields.Boolean(
        string="Lines Have Notes on Special Prices",
        compute="_compute_has_special_notes",
        compute_sudo=True,
        groups="base.group_user",
        help="Some line has a special price: only then its note takes room beside the price.",
    )

    @api.depends("order_line.special_note")
    def _compute_has_special_notes(self):
        for order in self:
            order.has_special_notes = any(order.order_line.mapped("special_note"))

    def _compute_special_line_count(self):
        for order in self:
            order.special_line_count = len(order.sudo().order_line.special_price_id)

    def _dealer_submit(self):
        """Draw first, so that amounts, credit and findings are those of the lines as they will be."""
        self._lock_rows()
        self._special_take()
        result = super()._dealer_submit()
        if result["state"] == "refused":
            self._special_give_back()
        return result

    def _submit_result(self, refused=(), error=""):
        result = super()._submit_result(refused, error)
        told = self._special_told().get(self.id)
        if told and result["state"] != "refused":
            result["message"] = "\n".join(filter(None, (result["message"], *told)))
        return result

    def _check_confirmable(self):
        """Whoever confirms without submitting draws here, before anything else is checked."""
        for order in self:
            order._special_take()
        return super()._check_confirmable()

    def _dealer_reserve(self):
        """A confirmed order that grows draws for its growth."""
        findings = super()._dealer_reserve()
        for order in self.filtered(lambda order: order.state == "sale"):
            findings[order.id] = findings.get(order.id, []) + order._special_grow()
        return findings

    def _dealer_unreserve(self):
        result = super()._dealer_unreserve()
        taken = self.filtered(lambda order: self._special_drawn().pop(order.id, None))
        self.env["dealer.price.request.draw"].sudo()._void_own(taken)
        return result

    def _dealer_void_reserved(self):
        result = super()._dealer_void_reserved()
        for order_id in self._ids:
            self._special_drawn().pop(order_id, None)
        self.env["dealer.price.request.draw"].sudo()._void_own(self)
        return result

    def _dealer_mark_withdrawn(self):
        self._special_give_back()
        return super()._dealer_mark_withdrawn()

    def _dealer_mark_refused(self, reason):
        self._special_give_back()
        return super()._dealer_mark_refused(reason)

    def _recompute_prices(self):
        res = super()._recompute_prices()
        lines = self._get_update_prices_lines()
        self.env.add_to_compute(lines._fields["special_price_id"], lines)
        return res

    # -- asking ---------------------------------------------------------------------------------------------------

    def action_request_special_price(self):
        """Make a draft request for the products of this quotation at the prices that it has; return the action to open it.

        :raise UserError: if it has no dealer or no products
        """
        self.ensure_one()
        self.check_access("read")
        if not self.dealer_id or not self._goods_lines():
            raise UserError(self.env._("%(order)s has no dealer or no products to ask a price for.", order=self.name))
        request = self.env["dealer.price.request"].create(self._prepare_special_request())
        return request._action_open()

    def _prepare_special_request(self):
        today = fields.Date.context_today(self)
        wanted = self._goods_lines().grouped("product_id")
        return {
            "dealer_id": self.dealer_id.id,
            "project": self.client_order_ref or self.name,
            "date_from": today,
            "date_to": fields.Date.add(today, days=30),
            "line_ids": [fields.Command.create(self._prepare_special_request_line(lines)) for lines in wanted.values()],
        }

    def _prepare_special_request_line(self, lines):
        """Return the values for the lines of one product: the unit and price of the first, the quantity of all."""
        line = lines[0]
        price = line.price_unit * (1 - (line.discount or 0.0) / 100)
        target = self.dealer_id.sudo().pricelist_id.currency_id or self.currency_id
        return {
            "product_id": line.product_id.id,
            "uom_id": line.product_uom_id.id,
            "price": self.currency_id._convert(price, target, self.company_id, fields.Date.today()) or 1.0,
            "quantity_cap": sum(
                each.product_uom_id._compute_quantity(each.product_uom_qty, line.product_uom_id) for each in lines
            ),
        }
