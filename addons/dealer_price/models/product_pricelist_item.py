from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, sql

# Changing one of these may change who prices the list (see ``product.pricelist._update_dealer_terms``).
TERMS_FIELDS = {
    "pricelist_id",
    "tier_ids",
    "type_ids",
    "territory_id",
    "uom_id",
    "base",
    "base_pricelist_id",
    "compute_price",
}


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    tier_ids = fields.Many2many(
        "dealer.tier",
        relation="dealer_price_item_tier_rel",
        column1="item_id",
        column2="tier_id",
        string="Tiers",
        ondelete="restrict",
        help="Only for dealers of one of these tiers. Empty: of any.",
    )
    type_ids = fields.Many2many(
        "dealer.type",
        relation="dealer_price_item_type_rel",
        column1="item_id",
        column2="type_id",
        string="Dealer Types",
        ondelete="restrict",
        help="Only for dealers of one of these types. Empty: of any.",
    )
    territory_id = fields.Many2one(
        "dealer.territory",
        index="btree_not_null",
        ondelete="restrict",
        help="Only for dealers of this territory and of those below.",
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        index="btree_not_null",
        ondelete="restrict",
        help="Minimum quantity and prices of this line are in this unit. Empty: the product's unit.",
    )
    condition_count = fields.Integer(
        string="Number of Conditions",
        compute="_compute_condition_count",
        store=True,
        help="How many of tiers, types and territory restrict the line.",
    )

    # The price query probes one of these for each product and list; their conditions are repeated there word for word
    # (product_pricelist_chain.py). Together they hold every item once.
    _dealer_template_idx = models.Index(
        "(pricelist_id, product_tmpl_id, min_quantity DESC, date_start DESC NULLS LAST, id DESC)"
        " WHERE product_tmpl_id IS NOT NULL AND product_id IS NULL AND condition_count = 0 AND uom_id IS NULL"
    )
    _dealer_variant_idx = models.Index(
        "(pricelist_id, product_id, min_quantity DESC, date_start DESC NULLS LAST, id DESC)"
        " WHERE product_id IS NOT NULL AND condition_count = 0 AND uom_id IS NULL"
    )
    _dealer_special_idx = models.Index(
        "(pricelist_id, product_tmpl_id, product_id)"
        " WHERE product_tmpl_id IS NOT NULL AND (condition_count > 0 OR uom_id IS NOT NULL)"
    )
    _dealer_generic_idx = models.Index("(pricelist_id, categ_id) WHERE product_tmpl_id IS NULL")
    # Which lists lie below which: asked when lists are changed, not when they are priced.
    _dealer_base_idx = models.Index("(base_pricelist_id, pricelist_id) WHERE base = 'pricelist'")
    _dealer_bases_idx = models.Index("(pricelist_id, base_pricelist_id) WHERE base = 'pricelist'")

    def _auto_init(self):
        """Items that are there already have no conditions: a default spares computing a million zeros."""
        if not sql.column_exists(self.env.cr, self._table, "condition_count"):
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s ADD COLUMN condition_count int4 NOT NULL DEFAULT 0",
                    SQL.identifier(self._table),
                )
            )
        return super()._auto_init()

    @api.depends("tier_ids", "type_ids", "territory_id")
    def _compute_condition_count(self):
        for item in self:
            item.condition_count = bool(item.tier_ids) + bool(item.type_ids) + bool(item.territory_id)

    @api.constrains("uom_id", "product_tmpl_id")
    def _check_uom(self):
        for item in self:
            if (
                item.uom_id
                and item.product_tmpl_id
                and not item.uom_id._has_common_reference(item.product_tmpl_id.uom_id)
            ):
                raise ValidationError(
                    self.env._(
                        "A price of %(product)s cannot be per %(uom)s: that unit does not convert to %(product_uom)s.",
                        product=item.product_tmpl_id.display_name,
                        uom=item.uom_id.name,
                        product_uom=item.product_tmpl_id.uom_id.name,
                    )
                )

    @api.constrains("base", "base_pricelist_id", "pricelist_id", "compute_price")
    def _check_base_cycle(self):
        self.filtered(
            lambda item: item.base == "pricelist" and item.compute_price != "fixed"
        ).pricelist_id._check_list_cycle()

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items.filtered(lambda item: item._has_dealer_terms())._update_lists()
        return items

    def write(self, vals):
        if not vals.keys() & TERMS_FIELDS:
            return super().write(vals)
        before = self.pricelist_id
        res = super().write(vals)
        (before | self.pricelist_id)._update_dealer_terms()
        return res

    def unlink(self):
        pricelists = self.filtered(lambda item: item._has_dealer_terms()).pricelist_id
        res = super().unlink()
        pricelists.exists()._update_dealer_terms()
        return res

    @api.model
    def _drop_restricted_prices(self):
        """Delete the prices with conditions or in a unit of their own, as this add-on goes.

        Without their conditions they would be the prices of all who have the list, those of a dozen the prices of a piece.
        """
        self.sudo().search(["|", ("condition_count", ">", 0), ("uom_id", "!=", False)]).unlink()

    def _update_lists(self):
        self.pricelist_id._update_dealer_terms()

    def _show_discount(self):
        """Whether the item is a discount is no secret of the list; order lines ask it whoever may read the list."""
        return super(ProductPricelistItem, self.sudo())._show_discount()

    def _compute_price(self, product, quantity, uom, date, currency=None, **kwargs):
        """Price by one item of a list with dealer terms as the engine does: in the list's currency and the item's unit."""
        if not (self and self.pricelist_id.sudo().priced_by_dealer_engine):
            return super()._compute_price(product, quantity, uom, date, currency=currency, **kwargs)
        pricelist = self.pricelist_id
        run = pricelist._dealer_price_run(
            pricelist._dealer_requests([(product, quantity, uom)]), currency=currency, date=date
        )
        row = self._dealer_row()
        return run.answer(run.requests[0], row, run.bases([row]).get(0))[0] or 0.0

    def _dealer_row(self):
        """Return this item as a row of ``product.pricelist._dealer_candidates``, as if it had been found for request 0."""
        item_sudo = self.sudo()
        amounts = (
            "price_discount",
            "price_markup",
            "price_round",
            "price_surcharge",
            "price_min_margin",
            "price_max_margin",
        )
        key = (0, 0, 0, 0, -item_sudo.min_quantity, 0.0, -item_sudo.id)
        return (
            0,
            *key,
            item_sudo.uom_id.id,
            item_sudo.categ_id.id,
            item_sudo.compute_price,
            item_sudo.fixed_price,
            item_sudo.percent_price,
            item_sudo.base,
            item_sudo.base_pricelist_id.id,
            [item_sudo[name] for name in amounts],
        )

    def _has_dealer_terms(self):
        """Tell whether this item may decide by whom its list is priced."""
        self.ensure_one()
        return bool(self.condition_count or self.uom_id or (self.base == "pricelist" and self.base_pricelist_id))
