from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.day import local_day

# The quantities that the book shows a price for; other steps of a product are named beside them.
QUANTITIES = {"price_1": 1, "price_10": 10, "price_50": 50}


class DealerPriceBook(models.TransientModel):
    """The prices of a dealer, tier, territory or list on a day, beside base price, floor, margin and sales."""

    _name = "dealer.price.book"
    _description = "Price Book"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    subject = fields.Selection(
        [("dealer", "Dealer"), ("tier", "Tier"), ("territory", "Territory"), ("list", "Price List")],
        string="Prices of",
        required=True,
        default="dealer",
    )
    dealer_id = fields.Many2one("dealer.dealer", domain="[('company_id', '=', company_id)]")
    tier_id = fields.Many2one("dealer.tier", domain="[('company_id', '=', company_id), ('pricelist_id', '!=', False)]")
    territory_id = fields.Many2one(
        "dealer.territory", domain="[('company_id', 'in', (company_id, False)), ('pricelist_id', '!=', False)]"
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        compute="_compute_pricelist_id",
        store=True,
        readonly=False,
        domain="[('company_id', 'in', (company_id, False))]",
    )
    currency_id = fields.Many2one(related="pricelist_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
    compare_date = fields.Date(string="Compare With")
    categ_id = fields.Many2one("product.category", string="Category")
    product_filter = fields.Selection(
        [
            ("all", "All products"),
            ("own", "With a price in this list"),
            ("sold", "Sold in the last 90 days"),
        ],
        string="Products",
        required=True,
        default="all",
    )
    product_search = fields.Char(string="Code or Name")
    line_ids = fields.One2many("dealer.price.book.line", "book_id", string="Prices", readonly=True)
    line_count = fields.Integer(string="Number of Products", compute="_compute_counts")
    missing_count = fields.Integer(string="Without a Price", compute="_compute_counts")
    below_floor_count = fields.Integer(string="Below the Floor", compute="_compute_counts")
    changed_count = fields.Integer(string="Changed", compute="_compute_counts")
    draft_count = fields.Integer(string="Open Drafts", compute="_compute_draft_count")

    @api.depends("subject", "dealer_id", "tier_id", "territory_id")
    def _compute_pricelist_id(self):
        for book in self:
            if book.subject != "list":
                book.pricelist_id = book[f"{book.subject}_id"].pricelist_id

    @api.depends("line_ids")
    def _compute_counts(self):
        lines = self.env["dealer.price.book.line"]
        for book in self:
            of_book = Domain("book_id", "=", book._origin.id)
            book.line_count = lines.search_count(of_book)
            book.missing_count = lines.search_count(of_book & Domain("price_missing", "=", True))
            book.below_floor_count = lines.search_count(of_book & Domain("below_floor", "=", True))
            book.changed_count = lines.search_count(of_book & Domain("changed", "=", True))

    @api.depends("pricelist_id")
    def _compute_draft_count(self):
        for book in self:
            domain = [("pricelist_id", "=", book.pricelist_id.id), ("state", "=", "draft")]
            book.draft_count = self.env["dealer.price.change"].search_count(domain) if book.pricelist_id else 0

    @api.depends("subject", "dealer_id", "tier_id", "territory_id", "pricelist_id")
    def _compute_display_name(self):
        for book in self:
            subject = book[{"list": "pricelist_id"}.get(book.subject, f"{book.subject}_id")]
            book.display_name = subject.display_name or self.env._("Price Book")

    def action_show(self):
        """Fill the book for what is chosen. :return: True

        :raise UserError: if nothing is chosen, or what is chosen has no list of its own
        """
        for book in self:
            book._check_list()
            book.line_ids.unlink()
            book.line_ids.create(book._prepare_lines(book._products()))
        return True

    def _check_list(self):
        self.ensure_one()
        if self.pricelist_id:
            self.pricelist_id.check_access("read")
            self.dealer_id.check_access("read")
            return
        subject = self.subject != "list" and self[f"{self.subject}_id"]
        if not subject:
            raise UserError(self.env._("Choose whose prices the book shall show."))
        raise UserError(
            self.env._("%(subject)s has no price list of its own. Give it one first.", subject=subject.display_name)
        )

    def _products(self):
        """Return the products of the book, by code."""
        domain = Domain("sale_ok", "=", True) & Domain("company_id", "in", (self.company_id.id, False))
        if self.categ_id:
            domain &= Domain("categ_id", "child_of", self.categ_id.id)
        if self.product_search:
            domain &= Domain("default_code", "ilike", self.product_search) | Domain(
                "name", "ilike", self.product_search
            )
        if self.product_filter == "own":
            items = self.env["product.pricelist.item"]._search([("pricelist_id", "=", self.pricelist_id.id)])
            domain &= Domain("product_tmpl_id", "in", items.subselect("product_tmpl_id"))
        products = self.env["product.product"].search(domain, order="default_code, name, id")
        if self.product_filter == "sold":
            sold = self._sold(products, *self._last_90_days())
            products = products.filtered(lambda product: product.id in sold)
        return products

    def _dealers(self):
        return self.dealer_id if self.subject == "dealer" else self.pricelist_id._reached_dealers(only_trading=False)

    def _sold(self, products, since, until):
        return self.env["dealer.price.figures"]._sold(self._dealers(), products, self.company_id, since, until)

    def _last_90_days(self):
        today = self.company_id._dealer_today()
        return self.company_id._dealer_day_start(fields.Date.subtract(today, days=90)), fields.Datetime.now()

    def _moment(self, day):
        """Return the moment that stands for a day: now for today, else the day's end in the company's time zone."""
        company = self.company_id
        today = company._dealer_today()
        return fields.Datetime.now() if day == today else company._dealer_day_end(day)

    def _prepare_lines(self, products):
        """Return the values of the lines. A fixed number of queries, however many products."""
        moment = self._moment(self.date)
        own = {field: self.pricelist_id._prices_at(products, step, None, moment) for field, step in QUANTITIES.items()}
        compared = (
            self.pricelist_id._prices_at(products, 1, None, self._moment(self.compare_date))
            if self.compare_date
            else {}
        )
        base, tier = self._other_prices(products, moment)
        items_sudo = self.env["product.pricelist.item"].sudo().browse({price[1] for price in own["price_1"].values()})
        items_sudo.fetch(["pricelist_id", "date_start", "date_end"])
        figures = self._figures(products)
        return [
            {
                **self._prepare_line(product, {field: prices.get(product.id) for field, prices in own.items()}),
                **self._prepare_compared(product, own["price_1"].get(product.id), compared),
                "base_price": base.get(product.id, 0.0),
                "tier_price": tier.get(product.id, 0.0),
                **figures[product.id],
            }
            for product in products
        ]

    def _prepare_line(self, product, prices):
        price = prices["price_1"]
        item_sudo = self.env["product.pricelist.item"].sudo().browse(price[1] if price else False)
        zone = self.company_id._dealer_tz()
        return {
            "book_id": self.id,
            "product_id": product.id,
            "categ_id": product.categ_id.id,
            "uom_id": product.uom_id.id,
            "price_missing": not price,
            "item_id": item_sudo.id,
            "pricelist_id": item_sudo.pricelist_id.id,
            "list_kind": item_sudo.pricelist_id.kind if item_sudo else False,
            "valid_from": local_day(item_sudo.date_start, zone),
            "valid_until": local_day(item_sudo.date_end, zone),
            **{field: found[0] if found else 0.0 for field, found in prices.items()},
        }

    def _prepare_compared(self, product, price, compared):
        if not self.compare_date:
            return {}
        other = compared.get(product.id)
        then, now = (other[0] if other else 0.0), (price[0] if price else 0.0)
        # From the earlier day to the later one: a rise is positive, whichever of the two is looked at.
        difference = then - now if self.compare_date > self.date else now - then
        return {
            "compare_price": then,
            "compare_difference": difference,
            "changed": bool(self.currency_id.compare_amounts(then, now)),
        }

    def _other_prices(self, products, moment):
        """Return ({product id: base price}, {product id: price of the tier}) in the currency of the book."""
        lists = (self.company_id.sudo().dealer_base_pricelist_id, self.dealer_id.tier_id.sudo().pricelist_id)
        found = []
        for other in lists:
            other = other.with_env(self.env)
            prices = other._prices_at(products, 1, None, moment) if other else {}
            rate = 1.0
            if other and other.currency_id != self.currency_id:
                rate = other.currency_id._get_conversion_rate(
                    other.currency_id, self.currency_id, self.company_id, moment
                )
            found.append({product_id: price * rate for product_id, (price, _item) in prices.items()})
        return found

    def _figures(self, products):
        """Return {product id: values of cost, floor and sales}; cost and floor in the currency of the book."""
        figures = self.env["dealer.price.figures"]
        rate = figures._rate(self.company_id, self.currency_id, self.date)
        costs, floors = figures._costs(products, self.company_id), figures._floors(products, self.company_id)
        days = self._sold(products, *self._last_90_days())
        quarter = self._sold(products, *figures._last_quarter(self.company_id))
        return {
            product.id: {
                "cost": costs[product.id] * rate,
                "floor_price": floors[product.id] * rate,
                "sold_90_days": sum(quantity for _step, quantity, _amount in days.get(product.id, ())),
                "sold_quarter": sum(quantity for _step, quantity, _amount in quarter.get(product.id, ())),
                "sales_quarter": sum(amount for _step, _quantity, amount in quarter.get(product.id, ())),
            }
            for product in products
        }

    def action_open_list(self):
        """Return the action of the book as a list to search, group, choose from and export."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Prices of %(subject)s", subject=self.display_name),
            "res_model": "dealer.price.book.line",
            "view_mode": "list",
            "domain": [("book_id", "=", self.id)],
        }

    def action_mass_change(self):
        """Return the action of the wizard that changes the prices of the products in the book."""
        self.ensure_one()
        self._check_list()
        return self.line_ids._open_mass_change(self)

    def action_copy(self):
        """Return the action of the wizard that copies another dealer's prices to the dealer of the book."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Copy Prices of Another Dealer"),
            "res_model": "dealer.price.copy",
            "view_mode": "form",
            "target": "new",
            "context": {"default_dealer_ids": self.dealer_id.ids, "default_company_id": self.company_id.id},
        }

    def action_export(self):
        """Return the action of the wizard that writes the prices of the dealer of the book into a file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export Prices"),
            "res_model": "dealer.price.export",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_company_id": self.company_id.id,
                "default_dealer_ids": self._dealers().ids,
                "default_date": self.date,
            },
        }

    def action_open_changes(self):
        """Return the action of the price changes of the list: drafts and what was released."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Price Changes"),
            "res_model": "dealer.price.change",
            "view_mode": "list,form",
            "domain": [("pricelist_id", "=", self.pricelist_id.id)],
            "context": {"default_pricelist_id": self.pricelist_id.id},
        }

    @api.model
    def _open_for(self, **vals):
        """Return the action of a filled book for ``vals`` (``subject`` and its record)."""
        book = self.create(vals)
        if book.pricelist_id:
            book.action_show()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Price Book"),
            "res_model": self._name,
            "res_id": book.id,
            "view_mode": "form",
            "target": "current",
        }
