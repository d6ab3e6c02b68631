from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    dealer_priced = fields.Boolean(string="Priced by Dealer Terms", compute="_compute_dealer_price", compute_sudo=True)
    dealer_price = fields.Float(string="Listed Price", compute="_compute_dealer_price", compute_sudo=True)
    dealer_undiscounted = fields.Float(
        string="Price Before Discount", compute="_compute_dealer_price", compute_sudo=True
    )
    dealer_item = fields.Integer(
        compute="_compute_dealer_price", compute_sudo=True, help="Technical: id of the price list item that counts now."
    )
    dealer_price_source = fields.Json(
        string="Price Found",
        compute="_compute_dealer_price",
        compute_sudo=True,
        groups="base.group_user",
        help="Technical: which price counts now.",
    )
    price_source = fields.Json(
        compute="_compute_price_source",
        store=True,
        precompute=True,
        copy=True,
        groups="base.group_user",
        help="Technical: which price was found for the line, in which list, and when it was looked up.",
    )
    price_missing = fields.Boolean(
        string="No Price",
        compute="_compute_price_missing",
        store=True,
        precompute=True,
        help="The lists have no price for this, at this quantity and date: on request.",
    )
    price_note = fields.Char(compute="_compute_price_note")

    @api.depends(
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "product_no_variant_attribute_value_ids",
        "order_id.pricelist_id",
        "order_id.date_order",
        "order_id.currency_id",
    )
    def _compute_dealer_price(self):
        """Ask the dealer engine once for all lines of the same list, date and currency."""
        lines = self.filtered(lambda line: line._asks_dealer_engine())
        rest = self - lines
        rest.dealer_priced = False
        rest.dealer_price = rest.dealer_undiscounted = 0.0
        rest.dealer_item = 0
        rest.dealer_price_source = False
        for (pricelist, date, currency), group in lines.grouped(
            lambda line: (line.order_id.pricelist_id, line._get_order_date(), line.currency_id)
        ).items():
            group._ask_dealer_engine(pricelist, date, currency)

    def _asks_dealer_engine(self):
        self.ensure_one()
        pricelist_sudo = self.order_id.pricelist_id.sudo()
        return bool(
            self.product_id and self.product_uom_id and not self.display_type and pricelist_sudo.priced_by_dealer_engine
        )

    def _ask_dealer_engine(self, pricelist, date, currency):
        pricelist_sudo = pricelist.sudo()
        requests = pricelist_sudo._dealer_requests(
            [
                (
                    line.product_id.with_context(**line._get_product_price_context()),
                    line.product_uom_qty or 1.0,
                    line.product_uom_id,
                    line,
                )
                for line in self
            ]
        )
        run = pricelist_sudo._dealer_price_run(requests, currency=currency, date=date)
        moment = fields.Datetime.to_string(run.moment)
        for line, request, answer in zip(self, requests, run.answers(), strict=True):
            line.dealer_priced = True
            line.dealer_price, line.dealer_undiscounted = answer[0] or 0.0, answer[2]
            line.dealer_item = answer[1] or 0
            line.dealer_price_source = {
                "item": answer[1],
                "list": answer[4] or False,
                "price": answer[0] or 0.0,
                "missing": answer[0] is None,
                "date": moment,
                "product": request.product.id,
                "uom": request.uom.id,
                "quantity": request.quantity,
            }

    def _compute_pricelist_item_id(self):
        lines = self.filtered("dealer_priced")
        for line in lines:
            line.pricelist_item_id = line.dealer_item
        return super(SaleOrderLine, self - lines)._compute_pricelist_item_id()

    def _compute_price_unit(self):
        """The price of a confirmed line is frozen: a change of its quantity, or of the lists, does not change it."""
        frozen = self.filtered(lambda line: line._is_price_frozen())
        return super(SaleOrderLine, self - frozen)._compute_price_unit()

    def _compute_discount(self):
        frozen = self.filtered(lambda line: line._is_price_frozen())
        return super(SaleOrderLine, self - frozen)._compute_discount()

    @api.depends("product_id", "product_uom_id", "product_uom_qty")
    def _compute_price_source(self):
        """Remember what the engine found when the line was priced; computed whenever the price is."""
        for line in self:
            if not line._is_price_frozen():
                line.price_source = line.dealer_price_source or False

    def _compute_analytic_distribution(self):
        """Ask once whether there is any distribution model: the platform asks for each line, twice in a new order."""
        lines = self.filtered(lambda line: line._asks_dealer_engine())
        if lines and self.env["account.analytic.distribution.model"].search_count([], limit=1):
            lines = self.browse()
        for line in lines:
            line.analytic_distribution = line.analytic_distribution
        return super(SaleOrderLine, self - lines)._compute_analytic_distribution()

    def _is_price_frozen(self):
        """Tell whether the line is part of a confirmed order and has been priced for the product and unit it has now."""
        self.ensure_one()
        if self.order_id.state != "sale" or not self._origin.id or not self._asks_dealer_engine():
            return False
        source = self.sudo().price_source
        return not source or (source["product"], source["uom"]) == (self.product_id.id, self.product_uom_id.id)

    def _get_pricelist_price(self):
        return self.dealer_price if self.dealer_priced else super()._get_pricelist_price()

    def _get_pricelist_price_before_discount(self):
        return self.dealer_undiscounted if self.dealer_priced else super()._get_pricelist_price_before_discount()

    @api.depends("price_source", "price_unit", "product_id", "display_type")
    def _compute_price_missing(self):
        for line in self:
            source = line.sudo().price_source
            line.price_missing = bool(source and source["missing"] and line._lacks_price())

    @api.depends("price_missing")
    @api.depends_context("lang")
    def _compute_price_note(self):
        for line in self:
            line.price_note = self.env._("No price — on request") if line.price_missing else False

    def _lacks_price(self):
        """Tell whether the line has no price of its own, although one is needed; add-ons exempt more lines.

        A combo carries the price that its parts divide, and always shows 0 itself.
        """
        self.ensure_one()
        return bool(
            self.product_id
            and not self.price_unit
            and not self.display_type
            and not self.is_downpayment
            and not self.combo_item_id
            and not self._is_delivery()
            and not self._is_global_discount()
            and not ("is_reward_line" in self._fields and self.is_reward_line)
        )

    def _get_product_catalog_lines_data(self, **kwargs):
        res = super()._get_product_catalog_lines_data(**kwargs)
        return {**res, "onRequest": True} if any(line.price_missing for line in self) else res

    def action_explain_price(self):
        """Open "Why this price?" for the line. :raise UserError: if the order's list has no dealer terms"""
        self.ensure_one()
        if not self.dealer_priced:
            raise UserError(
                self.env._(
                    "The price list of %(order)s has no dealer terms: the price is that of its rules, or the sales price.",
                    order=self.order_id.name,
                )
            )
        wizard = self.env["dealer.price.explain"].create({"sale_line_id": self.id})
        return wizard.action_open()
