from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import float_round

_ROUNDING = {"nearest": "HALF-UP", "up": "UP", "down": "DOWN"}


class DealerPriceMassChange(models.TransientModel):
    """Asks by how much prices of a list change, and prepares a draft price change with every product and step."""

    _name = "dealer.price.mass.change"
    _description = "Change Prices"

    pricelist_id = fields.Many2one("product.pricelist", string="Price List", required=True)
    currency_id = fields.Many2one(related="pricelist_id.currency_id")
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True, readonly=False, required=True
    )
    product_ids = fields.Many2many("product.product", string="Products", help="Chosen in the price book.")
    product_count = fields.Integer(compute="_compute_product_count", string="Number of Products")
    categ_id = fields.Many2one("product.category", string="Category", help="And those below. Empty: of all.")
    only_own = fields.Boolean(
        string="Only Prices of This List", help="Leave products alone whose price comes from another list."
    )
    method = fields.Selection(
        [("percent", "Percent"), ("amount", "Amount"), ("margin", "Margin")],
        required=True,
        default="percent",
        help="Percent and amount change the price of now; a margin sets the price over the cost.",
    )
    percent = fields.Float(string="Change (%)", digits=(16, 2), help="−5 lowers prices by 5 %.")
    amount = fields.Monetary(string="Change by", help="Per unit of each price; −1.00 lowers it.")
    margin = fields.Float(string="Margin (%)", digits=(16, 2), help="Of the new price.")
    rounding = fields.Float(
        min_display_digits="Product Price", default=0.01, help="New prices are a multiple of this. 0: not rounded."
    )
    rounding_method = fields.Selection(
        [("nearest", "To the nearest"), ("up", "Up"), ("down", "Down")], required=True, default="nearest"
    )
    keep_floor = fields.Boolean(string="Not Below the Floor Price", default=True)
    date_start = fields.Date(
        string="Effective From",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=1),
    )
    date_end = fields.Date(string="Until")
    reason = fields.Char()

    @api.depends("pricelist_id")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.pricelist_id.company_id or self.env.company

    @api.depends("product_ids", "categ_id")
    def _compute_product_count(self):
        for wizard in self:
            wizard.product_count = self.env["product.product"].search_count(wizard._product_domain())

    @api.constrains("margin", "rounding")
    def _check_numbers(self):
        for wizard in self:
            if wizard.margin >= 100:
                raise ValidationError(self.env._("A margin is a percentage of the price and below 100."))
            if wizard.rounding < 0:
                raise ValidationError(self.env._("Prices cannot be rounded to a negative number."))

    def _product_domain(self):
        domain = Domain("sale_ok", "=", True) & Domain("company_id", "in", (self.company_id.id, False))
        if self.product_ids:
            domain &= Domain("id", "in", self.product_ids._origin.ids)
        if self.categ_id:
            domain &= Domain("categ_id", "child_of", self.categ_id.id)
        return domain

    def action_prepare(self):
        """Make the draft price change and return its window action; nothing counts before it is released.

        :raise AccessError: for people who do not set the prices of the list
        :raise UserError: if no price would change
        """
        self.ensure_one()
        change = self.env["dealer.price.change"].create(self._prepare_change())
        lines = self._prepare_lines(change)
        if not lines:
            raise UserError(
                self.env._("No price would change: no product chosen has a price here that the change moves.")
            )
        self.env["dealer.price.change.line"].create(lines)
        return change._get_records_action()

    def _prepare_change(self):
        return {
            "pricelist_id": self.pricelist_id.id,
            "company_id": self.company_id.id,
            "date_start": self.date_start,
            "date_end": self.date_end,
            "reason": self.reason,
        }

    def _prepare_lines(self, change):
        """Return the values of the lines: one for each product and quantity at which its price changes."""
        moment = change._moment_start()
        products = self.env["product.product"].search(self._product_domain())
        prices = self._prices_by_step(products, moment)
        figures = self.env["dealer.price.figures"]
        rate = figures._rate(self.company_id, self.currency_id, self.date_start)
        costs, floors = figures._costs(products, self.company_id), figures._floors(products, self.company_id)
        lines = []
        for (product, uom, quantity), price in prices.items():
            factor = rate * uom.factor / product.uom_id.factor
            new = self._new_price(price, costs[product.id] * factor, floors[product.id] * factor)
            if new > 0 and self.currency_id.compare_amounts(new, price):
                lines.append(
                    {
                        "change_id": change.id,
                        "product_id": product.id,
                        "uom_id": uom.id,
                        "min_quantity": quantity,
                        "new_price": new,
                    }
                )
        return lines

    def _prices_by_step(self, products, moment):
        """Return {(product, unit, minimum quantity): price of now}; steps at which the price stays the same are left out.

        All steps of the chain count: the new price of a nearer list would otherwise hide the steps of those behind it.
        """
        steps = self.pricelist_id._price_steps(products, moment)
        unit = {product.id: product.uom_id for product in products}
        by_step = {}
        for product in products:
            for quantity, uom_id in steps[product.id]:
                uom = self.env["uom.uom"].browse(uom_id) if uom_id else unit[product.id]
                by_step[uom, quantity] = by_step.get((uom, quantity), products.browse()) | product
        prices = {}
        for (uom, quantity), asked in sorted(by_step.items(), key=lambda entry: (entry[0][0].id, entry[0][1])):
            found = self.pricelist_id._prices_at(asked, quantity, uom, moment)
            found = self._own_prices(found) if self.only_own else found
            prices.update({(product, uom, quantity): found[product.id][0] for product in asked if product.id in found})
        return self._without_idle_steps(prices)

    def _own_prices(self, found):
        items = self.env["product.pricelist.item"].search(
            [("id", "in", [item_id for _price, item_id in found.values()]), ("pricelist_id", "=", self.pricelist_id.id)]
        )
        return {product_id: price for product_id, price in found.items() if price[1] in items._ids}

    def _without_idle_steps(self, prices):
        kept, last = {}, {}
        for (product, uom, quantity), price in sorted(prices.items(), key=lambda entry: (entry[0][1].id, entry[0][2])):
            before = last.get((product, uom))
            if before is None or self.currency_id.compare_amounts(before, price):
                kept[product, uom, quantity] = price
            last[product, uom] = price
        return kept

    def _new_price(self, price, cost, floor):
        """Return the new price of one unit, rounded, and raised to the floor if that is to be kept."""
        new = {
            "percent": lambda: price * (1 + self.percent / 100),
            "amount": lambda: price + self.amount,
            "margin": lambda: cost / (1 - self.margin / 100) if cost else price,
        }[self.method]()
        if self.rounding:
            new = float_round(new, precision_rounding=self.rounding, rounding_method=_ROUNDING[self.rounding_method])
        if self.keep_floor and floor and self.currency_id.compare_amounts(new, floor) < 0:
            new = float_round(floor, precision_rounding=self.rounding or 0.000001, rounding_method="UP")
        return new
