import math

from odoo import api, fields, models
from odoo.tools import float_compare

from odoo.addons.dealer.models.by_verb import ByVerb

from ..engine.allotment import TOLERANCE, Want

PRICE_FIELDS = {"price_unit", "technical_price_unit", "discount", "price_source"}


class SaleOrderLine(models.Model):
    """Which special price a line is charged, and what it says about it."""

    _inherit = "sale.order.line"

    special_price_id = fields.Many2one(
        "dealer.price.request.line",
        compute="_compute_special_price_id",
        compute_sudo=True,
        store=True,
        precompute=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
    )
    special_note = fields.Char(
        string="Special Price: What Is Left",
        compute="_compute_special_note",
        compute_sudo=True,
        groups="base.group_user",
    )
    rebate_excluded = fields.Boolean(
        string="No Rebate on It",
        compute="_compute_rebate_excluded",
        compute_sudo=True,
        store=True,
        precompute=True,
        copy=False,
        groups="base.group_user",
        help="Sold at a special price that was agreed on without rebate.",
    )

    @api.depends("special_excess")
    def _compute_dealer_price(self):
        return super()._compute_dealer_price()

    @api.depends("special_excess")
    def _compute_price_unit(self):
        return super()._compute_price_unit()

    @api.depends("special_excess")
    def _compute_price_source(self):
        return super()._compute_price_source()

    @api.depends("product_id", "product_uom_id", "product_uom_qty", "special_excess")
    def _compute_special_price_id(self):
        """Computed whenever the price is; frozen with it."""
        moving = self.filtered(lambda line: not line._is_price_frozen())
        asking = moving.filtered(lambda line: line.order_id.pricelist_id.has_special_prices)
        (moving - asking).special_price_id = False
        items_sudo = self.env["product.pricelist.item"].sudo().browse({line.dealer_item for line in asking} - {0})
        special = {item.id: item.price_request_line_id for item in items_sudo}
        for line in asking:
            line.special_price_id = special.get(line.dealer_item, False)

    @api.depends("special_price_id", "special_excess", "price_unit", "discount")
    def _compute_rebate_excluded(self):
        for line in self:
            special = line.special_price_id
            line.rebate_excluded = bool(special.request_id.exclude_rebate and line._at_special_price())

    def _at_special_price(self):
        """Tell whether one line is charged a special price: found for it, and not changed by hand."""
        self.ensure_one()
        line_sudo = self.sudo()
        return bool(line_sudo.special_price_id and not line_sudo.special_excess and line_sudo._wants_special())

    def _wants_special(self):
        """Tell whether one line orders goods at the price that was found for it."""
        return bool(
            self.product_id
            and self.product_uom_id
            and not self.display_type
            and not self.is_downpayment
            and not self.combo_item_id
            and self.product_uom_qty > 0
            and not self.discount
            and self._charges_what_was_found()
        )

    def _charges_what_was_found(self):
        source = self.sudo().price_source
        if not source or source["missing"]:
            return False
        taxes = self.product_id.taxes_id._filter_taxes_by_company(self.company_id)
        expected = self.product_id._get_tax_included_unit_price_from_price(
            source["price"], product_taxes=taxes, fiscal_position=self.order_id.fiscal_position_id
        )
        digits = self.env["decimal.precision"].precision_get("Product Price")
        return float_compare(expected, self.price_unit, precision_digits=digits) == 0

    def _want(self, special):
        """Return what one line wants of ``special``, in the product's unit; of a part only whole units of its own."""
        whole = abs(self.product_uom_qty - round(self.product_uom_qty)) <= TOLERANCE
        digits = 0 if whole else self.env["decimal.precision"].precision_get("Product Unit")
        step = self.product_uom_id._compute_quantity(math.pow(10, -digits), self.product_id.uom_id, round=False)
        return Want(self, special.id, self._in_product_unit(), step)

    def _split_special(self, given):
        """Leave ``given`` (product's unit, more than 0) on one line; the rest becomes a line that the lists price."""
        self.ensure_one()
        kept = self.product_id.uom_id._compute_quantity(given, self.product_uom_id, round=False)
        vals = self.copy_data({"order_id": self.order_id.id, "product_uom_qty": self.product_uom_qty - kept})[0]
        for name in PRICE_FIELDS:
            vals.pop(name, None)
        self._write_special({"product_uom_qty": kept})
        self.sudo().create([{**vals, "special_excess": True, "special_verb": ByVerb("special")}])

    def copy_data(self, default=None):
        """What was agreed on for one occasion is not copied with the order: the copy is priced anew."""
        copied = super().copy_data(default)
        for line, vals in zip(self, copied, strict=True):
            if line.sudo().special_price_id:
                for name in PRICE_FIELDS - (default or {}).keys():
                    vals.pop(name, None)
        return copied

    @api.depends("special_price_id", "special_excess", "product_uom_qty", "state", "price_source")
    @api.depends_context("lang")
    def _compute_special_note(self):
        """Say beside the price what is left of the special price, or why the line has none."""
        for line in self:
            special = line.special_price_id
            if line.special_excess:
                line.special_note = self.env._("beyond the special price")
            elif special and line._at_special_price():
                line.special_note = line._special_note_text(special)
            else:
                line.special_note = False

    def _special_note_text(self, special):
        most = special._most()
        if most == float("inf"):
            return special.request_id.name
        return self.env._("%(name)s: %(left)g left", name=special.request_id.name, left=max(most, 0.0))

    def _floor_findings(self, severities):
        """What was approved as a special price has been compared with floor and margin by those who approved it.

        Discounts that are lines of their own lower it further: then it is looked at like any other price.
        """
        special = self.browse()
        if self and self.order_id._price_share_after_discounts() >= 1:
            special = self.filtered(lambda line: line._at_special_price())
        return super(SaleOrderLine, self - special)._floor_findings(severities)
