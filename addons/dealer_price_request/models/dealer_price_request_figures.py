from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.dealer.models.by_verb import ByVerb
from odoo.addons.dealer_price.engine import arithmetic

SOLD_DAYS = 90
FIGURES = ("list_price", "dealer_price", "floor_price", "cost", "sold_quantity")


class DealerPriceRequestLine(models.Model):
    """What a special price is compared with. Taken down when the product is chosen and again when approval is asked for:
    those who decide see the figures of that moment, and so does whoever looks later.
    """

    _inherit = "dealer.price.request.line"

    list_price = fields.Float(
        compute="_compute_figures", store=True, digits="Product Price", help="The sales price of the product."
    )
    dealer_price = fields.Float(
        compute="_compute_figures",
        store=True,
        digits="Product Price",
        help="What the dealer pays for this quantity by its lists, without special prices.",
    )
    floor_price = fields.Float(compute="_compute_figures", store=True, digits="Product Price")
    cost = fields.Float(compute="_compute_figures", store=True, digits="Product Price")
    sold_quantity = fields.Float(
        string="Sold in 90 Days",
        compute="_compute_figures",
        store=True,
        digits="Product Unit",
        help="Ordered by the dealer in the last 90 days, in the product's unit.",
    )
    discount_percent = fields.Float(string="Less than Dealer Price (%)", compute="_compute_depth", store=True)
    margin_percent = fields.Float(string="Margin (%)", compute="_compute_depth", store=True)
    margin_before = fields.Float(string="Margin Before (%)", compute="_compute_depth", store=True)
    margin_lost = fields.Monetary(
        string="Margin Given Away",
        compute="_compute_depth",
        store=True,
        help="Less than the dealer would pay otherwise, for all of the cap; for one unit without a cap.",
    )
    below_floor = fields.Boolean(compute="_compute_depth", store=True)

    @api.depends("product_id", "uom_id", "quantity_cap", "request_id.dealer_id", "request_id.date_from")
    def _compute_figures(self):
        for line in self:
            figures = line._find_figures() if line.product_id and line.request_id.dealer_id else {}
            for name in FIGURES:
                line[name] = figures.get(name, 0.0)

    def _find_figures(self):
        """Return {name: figure} of one line, prices per its unit in its currency, as they are now."""
        line_sudo = self.sudo()
        request_sudo, product = line_sudo.request_id, line_sudo.product_id
        company = request_sudo.company_id or self.env.company
        floors = product._price_floors(company)[product.id]
        return {
            "list_price": line_sudo._in_line_terms(product.lst_price, product.currency_id),
            "dealer_price": line_sudo._find_dealer_price(request_sudo.dealer_id.pricelist_id),
            "floor_price": line_sudo._in_line_terms(floors["least"], company.currency_id),
            "cost": line_sudo._in_line_terms(floors["cost"], company.currency_id),
            "sold_quantity": line_sudo._find_sold(),
        }

    def _find_dealer_price(self, pricelist):
        """Return the listed price for the quantity of the cap, 0 if there is none."""
        if not pricelist:
            return 0.0
        found = pricelist._prices_at(self.product_id, self.quantity_cap or 1.0, self.uom_id, self.request_id.date_from)
        price = found.get(self.product_id.id, (0.0, False))[0]
        return pricelist.currency_id._convert(
            price, self.currency_id, self.company_id, fields.Date.today(), round=False
        )

    def _in_line_terms(self, price, currency):
        """Return a price of the product's unit in ``currency`` as one of the line's unit in its currency."""
        company = self.request_id.company_id or self.env.company
        price = currency._convert(price, self.currency_id, company, fields.Date.today(), round=False)
        return arithmetic.convert_unit(price, self.product_id.uom_id.factor, self.uom_id.factor or 1.0)

    def _find_sold(self):
        rows = self.env["sale.order.line"]._read_group(
            [
                ("dealer_id", "=", self.request_id.dealer_id.id),
                ("product_id", "=", self.product_id.id),
                ("state", "=", "sale"),
                ("order_id.date_order", ">=", fields.Datetime.now() - timedelta(days=SOLD_DAYS)),
            ],
            ["product_uom_id"],
            ["product_uom_qty:sum"],
        )
        return sum(uom._compute_quantity(quantity, self.product_id.uom_id, round=False) for uom, quantity in rows)

    @api.depends("price", "quantity_cap", "request_id.amount_cap", "dealer_price", "floor_price", "cost")
    def _compute_depth(self):
        for line in self:
            before, price = line.dealer_price or line.list_price, line.price
            line.discount_percent = (before - price) / before * 100 if before else 0.0
            line.margin_percent = arithmetic.margin_percent(price, line.cost)
            line.margin_before = arithmetic.margin_percent(before, line.cost)
            line.below_floor = bool(line.floor_price) and price < line.floor_price
            line.margin_lost = max(before - price, 0.0) * line._greatest_quantity()

    def _greatest_quantity(self):
        """Return how much can be sold at most at one price, in its unit; 1 where nothing limits it."""
        by_amount = self.request_id.amount_cap / self.price if self.request_id.amount_cap and self.price else 0.0
        return min(filter(None, (self.quantity_cap, by_amount)), default=1.0)

    def _refresh_figures(self):
        """Take the figures down anew."""
        for line in self:
            line.sudo().write({**line._find_figures(), "special_verb": ByVerb("figures")})


class DealerPriceRequest(models.Model):
    _inherit = "dealer.price.request"

    depth_percent = fields.Float(
        string="Depth (%)",
        compute="_compute_depth",
        store=True,
        aggregator="max",
        help="The deepest discount of its products on what the dealer pays otherwise.",
    )
    least_margin = fields.Float(string="Least Margin (%)", compute="_compute_depth", store=True, aggregator="min")
    margin_lost = fields.Monetary(string="Margin Given Away", compute="_compute_depth", store=True)
    below_floor = fields.Boolean(compute="_compute_depth", store=True)
    used_amount = fields.Monetary(compute="_compute_used", compute_sudo=True)
    remaining_amount = fields.Monetary(compute="_compute_used", compute_sudo=True)
    used_percent = fields.Float(
        string="Used (%)", compute="_compute_used", compute_sudo=True, help="Of the cap that is reached first."
    )
    remaining_text = fields.Char(string="Remaining", compute="_compute_used", compute_sudo=True)

    @api.depends(*(f"line_ids.{name}" for name in ("discount_percent", "margin_percent", "margin_lost", "below_floor")))
    def _compute_depth(self):
        for request in self:
            lines = request.line_ids
            request.depth_percent = max(lines.mapped("discount_percent"), default=0.0)
            request.least_margin = min(lines.mapped("margin_percent"), default=0.0)
            request.margin_lost = sum(lines.mapped("margin_lost"))
            request.below_floor = any(lines.mapped("below_floor"))

    @api.depends("line_ids.used_quantity", "amount_cap")
    @api.depends_context("lang")
    def _compute_used(self):
        for request in self:
            lines = request.line_ids
            request.used_amount = sum(lines.mapped("used_amount"))
            request.remaining_amount = max(request.amount_cap - request.used_amount, 0.0) if request.amount_cap else 0.0
            by_amount = 100 * request.used_amount / request.amount_cap if request.amount_cap else 0.0
            request.used_percent = max([*lines.mapped("used_percent"), by_amount], default=0.0)
            request.remaining_text = request._remaining_words()

    def _remaining_words(self):
        parts = [
            self.env._("%(left)g of %(cap)g", left=line.remaining_quantity, cap=line.quantity_cap)
            for line in self.line_ids
            if line.quantity_cap
        ]
        if self.amount_cap:
            parts.append(self.currency_id.format(self.remaining_amount))
        return ", ".join(parts) or self.env._("not limited")
