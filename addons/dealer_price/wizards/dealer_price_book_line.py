from odoo import api, fields, models


class DealerPriceBookLine(models.TransientModel):
    """One product in a price book."""

    _name = "dealer.price.book.line"
    _description = "Price Book: Product"
    _order = "book_id, id"
    _rec_name = "product_id"

    book_id = fields.Many2one("dealer.price.book", required=True, index=True, ondelete="cascade", readonly=True)
    currency_id = fields.Many2one(related="book_id.currency_id")
    company_currency_id = fields.Many2one(related="book_id.company_id.currency_id", string="Company Currency")
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    item_id = fields.Many2one("product.pricelist.item", string="Price Rule", readonly=True)
    pricelist_id = fields.Many2one(
        "product.pricelist", string="List It Comes From", readonly=True, help="The list whose price wins at quantity 1."
    )
    list_kind = fields.Selection(
        selection=lambda self: self.env["product.pricelist"]._fields["kind"]._description_selection(self.env),
        string="Comes From",
        readonly=True,
    )
    price_missing = fields.Boolean(string="No Price", readonly=True)
    base_price = fields.Monetary(string="Base", readonly=True)
    tier_price = fields.Monetary(string="Tier", readonly=True)
    price_1 = fields.Monetary(string="1+", readonly=True)
    price_10 = fields.Monetary(string="10+", readonly=True)
    price_50 = fields.Monetary(string="50+", readonly=True)
    steps = fields.Char(compute="_compute_steps", help="All quantities from which the price is another.")
    compare_price = fields.Monetary(string="Then", readonly=True, help="Price at quantity 1 on the day compared with.")
    compare_difference = fields.Monetary(string="Difference", readonly=True)
    changed = fields.Boolean(readonly=True)
    cost = fields.Monetary(readonly=True)
    floor_price = fields.Monetary(string="Floor", readonly=True)
    margin = fields.Float(string="Margin (%)", compute="_compute_margin", store=True, digits=(16, 1))
    below_floor = fields.Boolean(compute="_compute_margin", store=True)
    sold_90_days = fields.Float(string="Sold 90 d", readonly=True, digits="Product Unit")
    sold_quarter = fields.Float(string="Sold Last Quarter", readonly=True, digits="Product Unit")
    sales_quarter = fields.Monetary(string="Sales Last Quarter", currency_field="company_currency_id", readonly=True)
    valid_from = fields.Date(string="From", readonly=True)
    valid_until = fields.Date(string="Until", readonly=True)

    @api.depends("price_1", "cost", "floor_price", "price_missing")
    def _compute_margin(self):
        margin = self.env["dealer.price.figures"]._margin
        for line in self:
            line.margin = margin(line.price_1, line.cost)
            below = line.currency_id.compare_amounts(line.price_1, line.floor_price) < 0 if line.currency_id else False
            line.below_floor = bool(line.floor_price and below and not line.price_missing)

    def _compute_steps(self):
        """For the lines of a page only: asking for every step of every product would be slow on a whole catalogue."""
        for book, lines in self.grouped("book_id").items():
            moment = book._moment(book.date)
            steps = book.pricelist_id._price_steps(lines.product_id, moment)
            for line in lines:
                found = sorted(steps[line.product_id.id], key=lambda step: (step[1] or 0, step[0]))
                line.steps = " · ".join(line._step_text(*step) for step in found if step[0] or step[1])

    def _step_text(self, quantity, uom_id):
        unit = self.env["uom.uom"].browse(uom_id).name if uom_id else ""
        return f"{quantity:g}+ {unit}".strip()

    def action_explain(self):
        """Return the action of the explanation of the price: which rule won and why."""
        self.ensure_one()
        book = self.book_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why this price?"),
            "res_model": "dealer.price.explain",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_dealer_id": book.dealer_id.id,
                "default_product_id": self.product_id.id,
                "default_quantity": 1,
                "default_date": fields.Datetime.to_string(book._moment(book.date)),
            },
        }

    def action_history(self):
        """Return the action of the product's prices in the list of the book: past, of now, announced."""
        self.ensure_one()
        book = self.book_id
        return self.env["dealer.price.history"]._open_for(book.pricelist_id, self.product_id, book.company_id)

    def action_mass_change(self):
        """Return the action of the wizard that changes the prices of these products."""
        return self._open_mass_change(self.book_id)

    def _open_mass_change(self, book):
        wizard = self.env["dealer.price.mass.change"].create(
            {"pricelist_id": book.pricelist_id.id, "product_ids": self.product_id.ids}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Prices"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
