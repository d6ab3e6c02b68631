from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date, formatLang

from odoo.addons.dealer.models.by_verb import ByVerb
from odoo.addons.dealer_price.engine import arithmetic

from ..engine.allotment import TOLERANCE, Left, Stock


class DealerPriceRequestLine(models.Model):
    """One special price: a product, its price, and how much of it there is."""

    _name = "dealer.price.request.line"
    _description = "Special Price"
    _inherit = ["dealer.scope.mixin"]
    _order = "request_id desc, sequence, id"

    request_id = fields.Many2one("dealer.price.request", required=True, index=True, ondelete="cascade", readonly=True)
    sequence = fields.Integer(default=10)
    dealer_id = fields.Many2one(related="request_id.dealer_id", store=True, index=True)
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="request_id.currency_id")
    state = fields.Selection(related="request_id.state", store=True, index=True)
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="restrict", domain="[('sale_ok', '=', True)]"
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    price = fields.Float(string="Special Price", digits="Product Price", required=True)
    competitor_price = fields.Float(digits="Product Price")
    quantity_cap = fields.Float(digits="Product Unit", help="How many at the special price. 0: not limited.")
    cap_quantity = fields.Float(
        compute="_compute_in_product_unit", store=True, digits=0, help="Technical: the cap in the product's unit."
    )
    unit_price = fields.Float(
        compute="_compute_in_product_unit", store=True, digits=0, help="Technical: the price of the product's unit."
    )
    item_ids = fields.One2many("product.pricelist.item", "price_request_line_id", readonly=True)
    used_quantity = fields.Float(string="Used", compute="_compute_used", compute_sudo=True, digits="Product Unit")
    used_amount = fields.Monetary(compute="_compute_used", compute_sudo=True)
    remaining_quantity = fields.Float(
        string="Remaining", compute="_compute_used", compute_sudo=True, digits="Product Unit"
    )
    used_percent = fields.Float(string="Used (%)", compute="_compute_used", compute_sudo=True)

    _price_positive = models.Constraint("CHECK(price > 0)", "A special price must be greater than zero.")
    _cap_positive = models.Constraint("CHECK(quantity_cap >= 0)", "The quantity cap cannot be negative.")
    _product_unique = models.UniqueIndex(
        "(request_id, product_id)", "Each product has one price in a request. Put it on one line."
    )

    @api.depends("product_id")
    def _compute_uom_id(self):
        for line in self:
            if not line.uom_id or not line.uom_id._has_common_reference(line.product_id.uom_id):
                line.uom_id = line.product_id.uom_id

    @api.depends("product_id", "uom_id", "price", "quantity_cap")
    def _compute_in_product_unit(self):
        for line in self:
            own, target = line.uom_id.factor or 1.0, line.product_id.uom_id.factor or 1.0
            line.cap_quantity = line.quantity_cap * own / target
            line.unit_price = arithmetic.convert_unit(line.price, own, target)

    @api.depends("product_id", "request_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.request_id.name} {line.product_id.display_name}"

    @api.depends("state", "quantity_cap", "price", "request_id.amount_cap")
    def _compute_used(self):
        """Count what orders hold of each price, in two queries. What remains is 0 where neither cap limits it."""
        used = self._used()
        stock = self._stock(used)
        for line in self:
            in_product_unit = used.get(line._origin.id, 0.0)
            own, target = line.uom_id.factor or 1.0, line.product_id.uom_id.factor or 1.0
            line.used_quantity = in_product_unit * target / own
            line.used_amount = in_product_unit * line.unit_price
            most = stock.most(line._origin.id)
            line.remaining_quantity = most * target / own if most < float("inf") else 0.0
            line.used_percent = 100 * in_product_unit / line.cap_quantity if line.cap_quantity else 0.0

    def _used(self):
        """Return {id: quantity in the product's unit} of what orders hold of these special prices."""
        if not self._origin.ids:
            return {}
        order_lines_sudo = self.env["sale.order.line"].sudo()
        order_lines_sudo.flush_model(["special_taken_id", "special_used"])
        # SQL: special_used is not shown as a sum anywhere, so the ORM would not aggregate it.
        rows = self.env.execute_query(
            SQL(
                "SELECT special_taken_id, SUM(special_used) FROM sale_order_line"
                " WHERE special_taken_id = ANY(%s) AND special_used > 0 GROUP BY 1",
                list(self._origin.ids),
            )
        )
        return dict(rows)

    def _stock(self, used):
        """Return the :class:`Stock` of these special prices, in force or not.

        :param dict used: {id: quantity in the product's unit} that is gone, of all prices of their requests
        """
        spent = {}
        for sibling in self._origin.request_id.line_ids:
            spent.setdefault(sibling.request_id.id, 0.0)
            spent[sibling.request_id.id] += used.get(sibling.id, 0.0) * sibling.unit_price
        return Stock(
            {
                line.id: Left(
                    line.request_id.id,
                    line.unit_price,
                    line.cap_quantity - used.get(line.id, 0.0) if line.cap_quantity else None,
                    line.request_id.amount_cap - spent[line.request_id.id] if line.request_id.amount_cap else None,
                )
                for line in self._origin
            }
        )

    # -- checks ---------------------------------------------------------------------------------------------------

    @api.constrains("uom_id", "product_id")
    def _check_uom(self):
        for line in self:
            if not line.uom_id._has_common_reference(line.product_id.uom_id):
                raise ValidationError(
                    self.env._(
                        "A price of %(product)s cannot be per %(uom)s: that unit does not convert.",
                        product=line.product_id.display_name,
                        uom=line.uom_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.request_id._check_draft()
        return lines

    def write(self, vals):
        """What was asked for is changed in draft only; the figures beside it follow from it."""
        if vals.keys() - {"sequence", "competitor_price"} and not ByVerb.gave(vals, "special_verb"):
            self.request_id._check_draft()
        return super().write({name: value for name, value in vals.items() if name != "special_verb"})

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        self.request_id._check_draft()
        if self._used():
            raise UserError(
                self.env._("Something was sold at this price already: set its cap to what was used instead.")
            )

    # -- in force -------------------------------------------------------------------------------------------------

    def _create_items(self):
        """Put these prices into the dealer's own list."""
        self.env["product.pricelist.item"].sudo().create([line._prepare_item() for line in self.sudo()])

    def _prepare_item(self):
        request, company = self.request_id, self.company_id
        return {
            "pricelist_id": self.dealer_id.pricelist_id.id,
            "applied_on": "0_product_variant",
            "product_tmpl_id": self.product_id.product_tmpl_id.id,
            "product_id": self.product_id.id,
            "uom_id": self.uom_id.id if self.uom_id != self.product_id.uom_id else False,
            "compute_price": "fixed",
            "fixed_price": self.price,
            "date_start": company._dealer_day_start(request.date_from),
            "date_end": company._dealer_day_end(request.date_to),
            "price_request_line_id": self.id,
            "special_verb": ByVerb("request"),
        }

    def _remove_items(self):
        self.env["product.pricelist.item"].sudo().search([("price_request_line_id", "in", self.ids)]).unlink()

    def _relink_waiting(self):
        """Let quotations that still have the same price of a request that has ended draw on these prices."""
        for line_sudo in self.sudo():
            for order_line_sudo in self.env["sale.order.line"].sudo().search(line_sudo._waiting_domain()):
                before = order_line_sudo.special_price_id
                if not before.request_id._in_force() and abs(before.unit_price - line_sudo.unit_price) <= TOLERANCE:
                    order_line_sudo._write_special({"special_price_id": line_sudo.id})

    def _waiting_domain(self):
        return [
            ("state", "in", ("draft", "sent")),
            ("dealer_id", "=", self.dealer_id.id),
            ("product_id", "=", self.product_id.id),
            ("special_price_id", "!=", False),
            ("special_price_id", "!=", self.id),
        ]

    # -- words ----------------------------------------------------------------------------------------------------

    def _why_not_for(self, request):
        """Return (code, sentence) of why this special price does not count for a request of the engine, or ("", "")."""
        self.ensure_one()
        order_line = request.order_line
        if order_line and order_line.sudo().special_excess:
            return "special_excess", self.env._("The line is what goes beyond it.")
        own = order_line and order_line.sudo().special_taken_id == self and order_line.sudo().special_quantity or 0.0
        most = self._most() + own
        if request.step_quantity > max(most, own) + TOLERANCE:
            left = formatLang(self.env, most, dp="Product Unit")
            unit = self.product_id.uom_id.name
            return "special_left", self.env._("Only %(left)s %(unit)s of it are left.", left=left, unit=unit)
        return "", ""

    def _most(self):
        """Return how much can be had at one special price, in the product's unit; infinity without a limit."""
        return self._stock(self.request_id.line_ids._used()).most(self.id)

    def _words(self):
        """Return what one special price is, for an explanation."""
        request = self.request_id
        values = {"name": request.display_name, "date": format_date(self.env, request.date_to)}
        most = self._most()
        if most == float("inf"):
            return self.env._("special price %(name)s, until %(date)s", **values)
        return self.env._(
            "special price %(name)s, until %(date)s, %(left)s %(unit)s left",
            left=formatLang(self.env, most, dp="Product Unit"),
            unit=self.product_id.uom_id.name,
            **values,
        )

    def _facts(self):
        """Return what an explanation says of one special price, JSON-safe; ``left`` is -1 without a limit."""
        request, most = self.request_id, self._most()
        return {
            "request_id": request.id,
            "request": request.name,
            "project": request.project or "",
            "customer": request.customer_name or "",
            "left": -1 if most == float("inf") else most,
            "until": fields.Date.to_string(request.date_to),
        }
