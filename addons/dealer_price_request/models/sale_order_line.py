from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import sql

from odoo.addons.dealer.models.by_verb import ByVerb

from ..engine.allotment import TOLERANCE

# What the verbs of the order keep: which special price a line has, and how much of it.
KEPT = {"special_price_id", "special_taken_id", "special_quantity", "special_used", "special_excess"}
# What decides how much of a special price a line wants.
WANTED = {"order_id", "product_id", "product_uom_id", "product_uom_qty"}


class SaleOrderLine(models.Model):
    """How much of a special price a line has drawn, and what becomes of it when the line changes or comes back."""

    _inherit = "sale.order.line"

    special_taken_id = fields.Many2one(
        "dealer.price.request.line",
        string="Drawn on",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="base.group_user",
    )
    special_quantity = fields.Float(
        string="Drawn",
        readonly=True,
        copy=False,
        digits=0,
        groups="base.group_user",
        help="Given to the line when its order was submitted, in the product's unit.",
    )
    special_used = fields.Float(
        string="Used of the Special Price",
        compute="_compute_special_used",
        compute_sudo=True,
        store=True,
        copy=False,
        digits=0,
        groups="base.group_user",
        help="What counts against the cap: drawn, and neither cancelled nor returned. In the product's unit.",
    )
    special_excess = fields.Boolean(
        string="Beyond the Special Price",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Split off a line because no more was left at its special price: priced by the lists.",
    )

    _special_taken_idx = models.Index("(special_taken_id) INCLUDE (order_id, special_used) WHERE special_used > 0")

    def _auto_init(self):
        """No line that is there already has a special price: spare asking the price engine for all of them."""
        cr = self.env.cr
        if not sql.column_exists(cr, self._table, "special_used"):
            for name, kind in (("special_price_id", "int4"), ("special_used", "float8"), ("rebate_excluded", "bool")):
                sql.create_column(cr, self._table, name, kind)
        return super()._auto_init()

    @api.depends(
        *("special_quantity", "special_taken_id", "product_uom_qty", "product_uom_id", "product_id", "state"),
        *("move_ids.state", "move_ids.quantity", "move_ids.to_refund"),
    )
    def _compute_special_used(self):
        for line in self:
            if not line.special_taken_id or line.state == "cancel":
                line.special_used = 0.0
                continue
            held = min(line.special_quantity, line._in_product_unit())
            line.special_used = max(held - line._special_returned(), 0.0)

    def _in_product_unit(self):
        self.ensure_one()
        return self.product_uom_id._compute_quantity(self.product_uom_qty, self.product_id.uom_id, round=False)

    def _special_returned(self):
        """Return how much of one line has come back to be credited, in the product's unit.

        What is delivered in its place is another matter: it draws on nothing.
        """
        if not self.special_quantity or not self.move_ids:
            return 0.0
        _outgoing, incoming = self._get_outgoing_incoming_moves()
        return sum(
            move.product_uom._compute_quantity(move.quantity, self.product_id.uom_id, round=False)
            for move in incoming
            if move.state == "done"
        )

    # -- CRUD -----------------------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        by_verb = [ByVerb.gave(vals, "special_verb") for vals in vals_list]
        for vals, allowed in zip(vals_list, by_verb, strict=True):
            if not allowed:
                self._guard_special(vals)
        lines = super().create(
            [{name: value for name, value in vals.items() if name != "special_verb"} for vals in vals_list]
        )
        written = lines.browse([line.id for line, allowed in zip(lines, by_verb, strict=True) if not allowed])
        written.order_id._special_arrange()
        return lines

    def write(self, vals):
        """A change of the quantity arranges the order anew; less than was drawn gives the rest back at once."""
        by_verb = ByVerb.gave(vals, "special_verb")
        vals = {name: value for name, value in vals.items() if name != "special_verb"}
        if by_verb:
            return super().write(vals)
        self._guard_special(vals)
        if not WANTED & vals.keys():
            return super().write(vals)
        if "product_id" in vals and (beyond := self.filtered(lambda line: line.sudo().special_excess)):
            beyond._write_special({"special_excess": False})  # it was about the product before
        res = super().write(vals)
        self._special_shrink()
        self.order_id._special_arrange()
        return res

    @api.model
    def _guard_special(self, vals):
        if names := KEPT & vals.keys():
            raise UserError(
                self.env._(
                    "These fields follow from the special price requests and cannot be written: %(fields)s.",
                    fields=", ".join(self._fields[name]._description_string(self.env) for name in sorted(names)),
                )
            )

    def _write_special(self, vals):
        """Write what only the verbs of the order keep, with the superuser's rights."""
        self.sudo().write({**vals, "special_verb": ByVerb("special")})

    def _special_shrink(self):
        """Give back what these lines drew beyond the quantity that they have now; to have it again is to draw anew."""
        for line_sudo in self.sudo().filtered("special_quantity"):
            quantity = line_sudo._in_product_unit()
            if line_sudo.special_quantity > quantity + TOLERANCE:
                line_sudo._write_special({"special_quantity": max(quantity, 0.0)})
