from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_round


class DealerPriceCopy(models.TransientModel):
    """Prepares for one or more dealers the prices that another dealer's own list has, as draft price changes."""

    _name = "dealer.price.copy"
    _description = "Copy Prices of Another Dealer"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    source_id = fields.Many2one(
        "dealer.dealer",
        string="Copy From",
        required=True,
        domain="[('company_id', '=', company_id), ('pricelist_id', '!=', False), ('id', 'not in', dealer_ids)]",
    )
    dealer_ids = fields.Many2many(
        "dealer.dealer", string="To", required=True, domain="[('company_id', '=', company_id), ('id', '!=', source_id)]"
    )
    date = fields.Date(
        string="Prices Valid On",
        required=True,
        default=fields.Date.context_today,
        help="The prices of the source on this day are copied.",
    )
    date_start = fields.Date(
        string="Effective From",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=1),
    )
    percent = fields.Float(string="Change (%)", digits=(16, 2), help="Added to fixed prices; −2 lowers them by 2 %.")
    rounding = fields.Float(
        min_display_digits="Product Price", default=0.01, help="New prices are a multiple of this. 0: not rounded."
    )

    @api.model
    def _prepare_rows(self, items):
        """Return (items that are fixed prices of products without conditions, the other rules)."""
        fixed = items.filtered(
            lambda item: item.compute_price == "fixed" and item.product_tmpl_id and not item.condition_count
        )
        return fixed, items - fixed

    def action_prepare(self):
        """Make one draft price change for each dealer and return the action that shows them.

        :raise AccessError: for people who do not set the prices of one of the dealers
        :raise UserError: if the source has no prices of its own on that day
        """
        self.ensure_one()
        self.source_id.check_access("read")
        self.dealer_ids._check_price_settable()
        items = self._source_items()
        if not items:
            raise UserError(
                self.env._(
                    "%(dealer)s has no prices of its own on that day: it pays those of the lists behind its own.",
                    dealer=self.source_id.display_name,
                )
            )
        self.dealer_ids.filtered(lambda dealer: not dealer.pricelist_id).action_create_pricelist()
        changes = self.env["dealer.price.change"]
        for dealer in self.dealer_ids - self.source_id:
            changes |= self._prepare_change(dealer, items)
        if not changes:
            raise UserError(self.env._("Choose a dealer other than the source."))
        return changes._get_records_action(name=self.env._("Copied Prices"))

    def _source_items(self):
        """Return the items of the source's own list that count on the day; of several versions the latest start."""
        company = self.company_id
        day = Domain("date_start", "=", False) | Domain("date_start", "<=", company._dealer_day_end(self.date))
        day &= Domain("date_end", "=", False) | Domain("date_end", ">=", company._dealer_day_start(self.date))
        items = self.env["product.pricelist.item"].search(
            Domain("pricelist_id", "=", self.source_id.pricelist_id.id) & day,
            order="date_start DESC NULLS LAST, id DESC",
        )
        latest = {}
        for item in items:
            latest.setdefault(self._item_key(item), item.id)
        return items.browse(latest.values())

    @api.model
    def _item_key(self, item):
        return (
            item.applied_on,
            item.product_tmpl_id.id,
            item.product_id.id,
            item.categ_id.id,
            item.uom_id.id,
            item.min_quantity,
            item.tier_ids,
            item.type_ids,
            item.territory_id,
        )

    def _prepare_change(self, dealer, items):
        fixed, rules = self._prepare_rows(items)
        change = self.env["dealer.price.change"].create(
            {
                "company_id": self.company_id.id,
                "pricelist_id": dealer.pricelist_id.id,
                "date_start": self.date_start,
                "reason": self.env._("Copied from %(dealer)s", dealer=self.source_id.display_name),
            }
        )
        lines = self.env["dealer.price.change.line"]
        lines.create([vals for item in fixed for vals in self._prepare_lines(change, dealer, item)])
        lines._copy_rules(change, rules)
        return change

    def _prepare_lines(self, change, dealer, item):
        """Return the values of the lines of one fixed price, one for each variant that it is for."""
        products = item.product_id or item.product_tmpl_id.product_variant_ids
        source = item.pricelist_id.currency_id
        target = dealer.pricelist_id.currency_id
        price = source._convert(item.fixed_price, target, self.company_id, self.date_start, round=False)
        price *= 1 + self.percent / 100
        if self.rounding:
            price = float_round(price, precision_rounding=self.rounding)
        return [
            {
                "change_id": change.id,
                "product_id": product.id,
                "uom_id": (item.uom_id or product.uom_id).id,
                "min_quantity": item.min_quantity,
                "new_price": price,
            }
            for product in products
        ]
