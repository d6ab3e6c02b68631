from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.text import plain

MOST_ROWS = 1000


class DealerOrderTemplate(models.Model):
    """Rows that the people of a dealer order again and again."""

    _name = "dealer.order.template"
    _description = "Order Template of a Dealer"
    _inherit = ["dealer.scope.mixin"]
    _order = "name, id"

    name = fields.Char(required=True)
    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="dealer_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", string="Kept by", readonly=True, default=lambda self: self.env.user)
    line_ids = fields.One2many("dealer.order.template.line", "template_id", string="Rows")
    line_count = fields.Integer(compute="_compute_line_count")

    _name_unique = models.Constraint("UNIQUE(dealer_id, name)", "The dealer has a template of this name already.")

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["dealer.order.template.line"]._read_group(
                [("template_id", "in", self.ids)], ["template_id"], ["__count"]
            )
        )
        for template in self:
            template.line_count = counts.get(template._origin, 0)

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"company_id"}

    def _pad_rows(self):
        """Return the rows of this template as the pad takes them."""
        self.ensure_one()
        return [
            {"product_id": line.product_id.id, "quantity": line.quantity, "unit_id": line.uom_id.id}
            for line in self.sudo().line_ids
        ]

    @api.model
    def _keep(self, dealer, name, rows):
        """Keep ``rows`` (checked ones of the pad) under ``name``; one of the same name is replaced.

        :raise UserError: no name, or no row that names a product
        """
        name = " ".join(plain(name, 200).split())[:80]
        lines = [
            fields.Command.create(
                {"product_id": row["product_id"], "uom_id": row["unit_id"], "quantity": row["order_quantity"]}
            )
            for row in rows
            if row.get("product_id") and row.get("order_quantity")
        ]
        if not name or not lines:
            raise UserError(self.env._("Give the template a name, and keep at least one row with a known product."))
        template_sudo = self.sudo().search([("dealer_id", "=", dealer.id), ("name", "=", name)])
        if template_sudo:
            template_sudo.write({"line_ids": [fields.Command.clear(), *lines]})
        else:
            template_sudo = self.sudo().create({"dealer_id": dealer.id, "name": name, "line_ids": lines})
        return template_sudo.with_env(self.env)


class DealerOrderTemplateLine(models.Model):
    _name = "dealer.order.template.line"
    _description = "Row of a Dealer's Order Template"
    _inherit = ["dealer.scope.mixin"]
    _order = "template_id, sequence, id"
    _rec_name = "product_id"

    template_id = fields.Many2one("dealer.order.template", required=True, index=True, ondelete="cascade")
    dealer_id = fields.Many2one(related="template_id.dealer_id", store=True, index=True)
    company_id = fields.Many2one(related="template_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one("product.product", required=True, index=True, ondelete="cascade")
    uom_id = fields.Many2one("uom.uom", string="Unit", required=True, ondelete="restrict")
    quantity = fields.Float(digits="Product Unit", required=True)

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "The quantity of a row is greater than 0.")

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"dealer_id", "company_id"}


class DealerDealer(models.Model):
    _inherit = "dealer.dealer"

    def _drop_template(self, template_id):
        """Remove one of this dealer's templates. :return: a sentence; :raise UserError: it is not there"""
        self._check_portal_right("order")
        template_sudo = self.env["dealer.order.template"].sudo()
        template_sudo = template_sudo.search([("id", "=", template_id), ("dealer_id", "=", self.id)])
        if not template_sudo:
            raise UserError(self.env._("This template is not there any more."))
        name = template_sudo.name
        template_sudo.unlink()
        return self.env._("The template %(name)s was removed.", name=name)
