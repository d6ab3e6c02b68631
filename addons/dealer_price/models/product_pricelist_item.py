from odoo import api, fields, models


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    tier_ids = fields.Many2many(
        "dealer.tier",
        relation="dealer_price_item_tier_rel",
        column1="item_id",
        column2="tier_id",
        string="Tiers",
        help="Only for dealers of one of these tiers. Empty: of any.",
    )
    type_ids = fields.Many2many(
        "dealer.type",
        relation="dealer_price_item_type_rel",
        column1="item_id",
        column2="type_id",
        string="Dealer Types",
        help="Only for dealers of one of these types. Empty: of any.",
    )
    territory_id = fields.Many2one(
        "dealer.territory",
        string="Territory",
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
        precompute=True,
        help="How many of tiers, types and territory restrict the line.",
    )

    @api.depends("tier_ids", "type_ids", "territory_id")
    def _compute_condition_count(self):
        for item in self:
            item.condition_count = bool(item.tier_ids) + bool(item.type_ids) + bool(item.territory_id)
