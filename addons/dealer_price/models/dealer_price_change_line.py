from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class OwnId(int):
    """Id of an item that only this add-on's methods can give: callers from outside send plain numbers."""

    __slots__ = ()


class DealerPriceChangeLine(models.Model):
    """One new price: a fixed one for a product, unit and quantity, or the copy of a rule of another list."""

    _name = "dealer.price.change.line"
    _description = "Price Change: Price"
    _inherit = ["dealer.scope.mixin"]
    _order = "change_id desc, product_id, min_quantity, id"
    _rec_name = "product_id"

    change_id = fields.Many2one("dealer.price.change", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="change_id.company_id", store=True, index=True)
    dealer_id = fields.Many2one(related="change_id.dealer_id", store=True, index="btree_not_null")
    state = fields.Selection(related="change_id.state")
    currency_id = fields.Many2one(related="change_id.currency_id")
    product_id = fields.Many2one("product.product", ondelete="cascade", index=True, domain="[('sale_ok', '=', True)]")
    categ_id = fields.Many2one(related="product_id.categ_id", store=True)
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    min_quantity = fields.Float(string="From Quantity", required=True, default=0.0, digits="Product Unit")
    source_item_id = fields.Many2one(
        "product.pricelist.item", string="Copy of Rule", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    description = fields.Char(compute="_compute_description", compute_sudo=True)
    old_price = fields.Float(
        string="Price Now", compute="_compute_figures", store=True, precompute=True, min_display_digits="Product Price"
    )
    old_known = fields.Boolean(string="Has a Price Now", compute="_compute_figures", store=True, precompute=True)
    new_price = fields.Float(min_display_digits="Product Price")
    difference = fields.Float(string="Change (%)", compute="_compute_effect", store=True, digits=(16, 2))
    cost = fields.Float(
        compute="_compute_figures",
        store=True,
        precompute=True,
        min_display_digits="Product Price",
        help="Per unit, in the list's currency.",
    )
    floor_price = fields.Float(
        compute="_compute_figures", store=True, precompute=True, min_display_digits="Product Price"
    )
    below_floor = fields.Boolean(string="Below the Floor", compute="_compute_effect", store=True)
    margin_before = fields.Float(string="Margin Now (%)", compute="_compute_effect", store=True, digits=(16, 1))
    margin_after = fields.Float(string="Margin After (%)", compute="_compute_effect", store=True, digits=(16, 1))
    sold_quantity = fields.Float(
        string="Sold Last Quarter",
        compute="_compute_figures",
        store=True,
        precompute=True,
        digits="Product Unit",
        help="To the dealers that the list reaches, in order lines that reach this quantity but not the next.",
    )
    revenue_before = fields.Monetary(string="Sales at the Price Now", compute="_compute_effect", store=True)
    revenue_after = fields.Monetary(string="Sales at the New Price", compute="_compute_effect", store=True)
    effect_amount = fields.Monetary(string="Effect", compute="_compute_effect", store=True)
    cost_amount = fields.Monetary(string="Cost of What Was Sold", compute="_compute_effect", store=True)
    item_id = fields.Many2one(
        "product.pricelist.item",
        string="Released As",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    _quantity_positive = models.Constraint("CHECK(min_quantity >= 0)", "The quantity of a price cannot be negative.")
    _price_positive = models.Constraint("CHECK(new_price >= 0)", "A price cannot be negative.")
    _once = models.UniqueIndex(
        "(change_id, product_id, uom_id, min_quantity) WHERE source_item_id IS NULL",
        "A price change has each product, unit and quantity once.",
    )

    @api.depends("product_id")
    def _compute_uom_id(self):
        for line in self:
            line.uom_id = line.product_id.uom_id

    @api.depends("source_item_id", "product_id")
    def _compute_description(self):
        for line in self:
            item = line.source_item_id
            line.description = f"{item.name}: {item.price}" if item else line.product_id.display_name

    @api.depends(
        "change_id.pricelist_id", "change_id.date_start", "product_id", "uom_id", "min_quantity", "source_item_id"
    )
    def _compute_figures(self):
        """What the new prices are compared with, in a few queries for all lines of a change."""
        empty = {"old_price": 0.0, "old_known": False, "cost": 0.0, "floor_price": 0.0, "sold_quantity": 0.0}
        for change, lines in self.grouped("change_id").items():
            fixed = lines.filtered(
                lambda line: line.product_id and line.change_id.pricelist_id and not line.source_item_id
            )
            (lines - fixed).update(empty)
            fixed._fill_old_prices(change)
            fixed._fill_costs(change)
            fixed._fill_sold(change)

    def _fill_old_prices(self, change):
        moment = change._moment_start()
        for (quantity, uom), lines in self.grouped(lambda line: (line.min_quantity, line.uom_id)).items():
            prices = change.pricelist_id._prices_at(lines.product_id._origin, quantity, uom, moment)
            for line in lines:
                price = prices.get(line.product_id._origin.id)
                line.update({"old_price": price[0] if price else 0.0, "old_known": bool(price)})

    def _fill_costs(self, change):
        figures = self.env["dealer.price.figures"]
        products = self.product_id._origin
        costs = figures._costs(products, change.company_id)
        floors = figures._floors(products, change.company_id)
        rate = figures._rate(change.company_id, change.pricelist_id.currency_id, change.date_start)
        for line in self:
            factor = rate * line._units_per_unit()
            product_id = line.product_id._origin.id
            line.update({"cost": costs[product_id] * factor, "floor_price": floors[product_id] * factor})

    def _fill_sold(self, change):
        """Order lines are shared out among all steps of a product in the change, those saved before included."""
        figures = self.env["dealer.price.figures"]
        dealers = change.pricelist_id._origin._reached_dealers()
        products = self.product_id._origin
        sold = figures._sold(dealers, products, change.company_id, *figures._last_quarter(change.company_id))
        steps = (change.line_ids | self).grouped(lambda line: line.product_id._origin)
        for line in self:
            product = line.product_id._origin
            shares = figures._share_out(sold.get(product.id, ()), [each._own_step() for each in steps[product]])
            line.sold_quantity = shares[line._own_step()][0] / line._units_per_unit()

    @api.depends(
        "old_price", "old_known", "new_price", "cost", "floor_price", "sold_quantity", "currency_id", "source_item_id"
    )
    def _compute_effect(self):
        margin = self.env["dealer.price.figures"]._margin
        for line in self:
            fixed = not line.source_item_id
            old, new = line.old_price, line.new_price if fixed else line.old_price
            line.difference = (new - old) / old * 100 if old else 0.0
            line.margin_before, line.margin_after = margin(old, line.cost), margin(new, line.cost)
            compare = line.currency_id.compare_amounts if line.currency_id else lambda first, second: first - second
            line.below_floor = bool(fixed and line.floor_price and compare(new, line.floor_price) < 0)
            line.revenue_before, line.revenue_after = old * line.sold_quantity, new * line.sold_quantity
            line.effect_amount = line.revenue_after - line.revenue_before
            line.cost_amount = line.cost * line.sold_quantity

    @api.constrains("product_id", "uom_id", "source_item_id")
    def _check_product(self):
        for line in self.filtered(lambda line: not line.source_item_id):
            if not line.product_id:
                raise ValidationError(self.env._("A new price needs a product."))
            if not line.uom_id._has_common_reference(line.product_id.uom_id):
                raise ValidationError(
                    self.env._(
                        "%(product)s is not sold by %(unit)s: choose a unit that converts to %(own)s.",
                        product=line.product_id.display_name,
                        unit=line.uom_id.name,
                        own=line.product_id.uom_id.name,
                    )
                )

    @api.model
    def _figure_fields(self):
        """Return the names of the fields that are worked out, not typed."""
        return {"old_price", "old_known", "cost", "floor_price", "sold_quantity"}

    @api.model_create_multi
    def create(self, vals_list):
        """Add new prices to drafts; what they are compared with is worked out, whatever is given for it."""
        lines = super().create([self._prepare_create(vals) for vals in vals_list])
        if any(name.startswith("default_") for name in self.env.context):
            lines._refresh_figures()
        lines.change_id._check_draft()
        return lines

    @api.model
    def _prepare_create(self, vals):
        source_id = vals.get("source_item_id")
        return {
            **{name: value for name, value in vals.items() if name not in self._figure_fields()},
            "source_item_id": int(source_id) if isinstance(source_id, OwnId) else False,
            "item_id": False,
        }

    def write(self, vals):
        guarded = {name for name in ("item_id", "source_item_id") if not isinstance(vals.get(name), OwnId)}
        if vals.keys() & (self._figure_fields() | guarded):
            raise UserError(self.env._("Prices of now, costs and sales are worked out, they cannot be written."))
        self.change_id._check_draft()
        res = super().write({name: int(value) if isinstance(value, OwnId) else value for name, value in vals.items()})
        if "change_id" in vals:
            self.change_id._check_draft()
        return res

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for line, vals in zip(self, vals_list, strict=True):
            vals["source_item_id"] = OwnId(line.source_item_id.id) if line.source_item_id else False
        return vals_list

    @api.model
    def _copy_rules(self, change, items):
        """Add lines that release as copies of ``items``: percentages, formulas, and rules with conditions."""
        return self.create([{"change_id": change.id, "source_item_id": OwnId(item.id)} for item in items])

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        if any(line.change_id.state == "released" for line in self):
            raise UserError(self.env._("The prices of a released change are part of the price history."))

    def _sums(self):
        """Return what ``dealer.price.change._sums_of_lines`` gives for one change, of lines being edited."""
        names = ("revenue_before", "revenue_after")
        weighed = self.filtered("cost_amount")
        return (
            len(self),
            len(self.filtered("below_floor")),
            *(sum(self.mapped(name)) for name in (*names, "cost_amount")),
            *(sum(weighed.mapped(name)) for name in names),
        )

    def _refresh_figures(self):
        """Work the figures out anew: prices and sales have moved on since the lines were made."""
        for name in self._figure_fields():
            self.env.add_to_compute(self._fields[name], self)

    def _set_items(self, items):
        """Note which items the lines were released as. ``items`` is {line id: item id}."""
        for line in self:
            line.write({"item_id": OwnId(items[line.id])})

    def _units_per_unit(self):
        """Return how many of the product's unit one of this line's unit is."""
        self.ensure_one()
        return (self.uom_id.factor / self.product_id.uom_id.factor) if self.uom_id and self.product_id else 1.0

    def _own_step(self):
        """Return the minimum quantity in the product's unit, as the sales figures have it."""
        return round(self.min_quantity * self._units_per_unit(), 6)

    def _prepare_stage(self, start, end):
        """Return the staged price (see ``dealer.price.version``) of one line."""
        self.ensure_one()
        template = self.product_id.product_tmpl_id
        single = template.product_variant_count == 1
        return {
            "row": self.id,
            "pricelist_id": self.change_id.pricelist_id.id,
            "product_tmpl_id": template.id,
            "product_id": None if single else self.product_id.id,
            "only_product_id": self.product_id.id if single else None,
            "uom_id": self.uom_id.id,
            "product_uom_id": template.uom_id.id,
            "quantity": self.min_quantity,
            "price": self.new_price,
            "date_start": start,
            "date_end": end or None,
        }

    def _release_rule(self, start, end):
        """Copy the source rule into the list of the change and close the same rule that is open there; return the copy."""
        self.ensure_one()
        source = self.source_item_id
        pricelist = self.change_id.pricelist_id
        if not end:
            self._close_rules(source, pricelist, start)
        return source.copy({"pricelist_id": pricelist.id, "date_start": start, "date_end": end})

    @api.model
    def _close_rules(self, source, pricelist, start):
        same = self.env["product.pricelist.item"].search(
            [
                ("pricelist_id", "=", pricelist.id),
                ("applied_on", "=", source.applied_on),
                ("product_tmpl_id", "=", source.product_tmpl_id.id),
                ("product_id", "=", source.product_id.id),
                ("categ_id", "=", source.categ_id.id),
                ("uom_id", "=", source.uom_id.id),
                ("min_quantity", "=", source.min_quantity),
                ("condition_count", "=", source.condition_count),
                "|",
                ("date_start", "=", False),
                ("date_start", "<", start),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", start),
            ]
        )
        same = same.filtered(
            lambda item: (
                item.tier_ids == source.tier_ids
                and item.type_ids == source.type_ids
                and item.territory_id == source.territory_id
            )
        )
        same.write({"date_end": fields.Datetime.subtract(start, seconds=1)})
