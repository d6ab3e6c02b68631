from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DealerTypePush(models.TransientModel):
    """Hands terms of a type to its dealers, after a preview of what would change."""

    _name = "dealer.type.push"
    _description = "Push Terms to Dealers"

    type_id = fields.Many2one("dealer.type", string="Dealer Type", required=True)
    field_ids = fields.Many2many(
        "ir.model.fields",
        string="Terms",
        domain=lambda self: self._domain_field_ids(),
        default=lambda self: self.env["ir.model.fields"].sudo().search(self._domain_field_ids()),
    )
    overwrite = fields.Boolean(
        string="Also Overridden Terms", help="Without it, terms set by hand on a dealer are left alone."
    )
    line_ids = fields.One2many(
        "dealer.type.push.line",
        "push_id",
        string="Preview",
        compute="_compute_line_ids",
        compute_sudo=False,  # only dealers in the user's scope
        store=True,
        readonly=False,
    )

    @api.model
    def _domain_field_ids(self):
        names = self.env["dealer.type"]._terms_fields()
        return [("model", "=", "dealer.type"), ("name", "in", names)]

    @api.depends("type_id", "field_ids", "overwrite")
    def _compute_line_ids(self):
        for push in self:
            push.line_ids = [
                fields.Command.clear(),
                *(fields.Command.create(push._prepare_line(*change)) for change in push._changes()),
            ]

    def _term_names(self):
        """Return the chosen terms, in the order in which the model names them; other fields are not terms."""
        chosen = set(self.field_ids.sudo().mapped("name"))
        return [name for name in self.type_id._terms_fields() if name in chosen]

    def _dealers(self):
        """Return the dealers in the user's scope that trade under the type and are not terminated."""
        if not self.type_id:
            return self.env["dealer.dealer"]
        domain = [("type_id", "=", self.type_id._origin.id), ("state", "!=", "terminated")]
        return self.env["dealer.dealer"].search(domain)

    def _changes(self):
        """Return [(dealer, term name, new value)] of all that would change."""
        self.ensure_one()
        dealers = self._dealers()
        today = fields.Date.context_today(self)
        changes = []
        for name in self._term_names():
            values = self.type_id._term_value_for(name, dealers, today)
            changes += [
                (dealer, name, value)
                for dealer, value in values.items()
                if dealer._differs_from(name, value) and (self.overwrite or name not in dealer._own_term_names())
            ]
        return changes

    def _prepare_line(self, dealer, name, value):
        new = dealer.new({name: value, "currency_id": dealer.currency_id.id})
        return {
            "dealer_id": dealer.id,
            "term": dealer._fields[name].get_description(self.env, ["string"])["string"],
            "current": dealer._term_text(name),
            "new_value": new._term_text(name),
        }

    def action_apply(self):
        """Write the type's terms to its dealers.

        :raise AccessError: for people who do not configure dealer types
        :raise UserError: if no term is chosen
        """
        self.ensure_one()
        if not (self.env.su or self.env.user.has_group("dealer.group_dealer_admin")):
            raise AccessError(self.env._("Only a dealer administrator may push terms to dealers."))
        if not self._term_names():
            raise UserError(self.env._("Choose at least one term to push."))
        vals_of = {}
        for dealer, name, value in self._changes():
            vals_of.setdefault(dealer, {})[name] = value
        for dealer, vals in vals_of.items():
            dealer.write(vals)
        return {"type": "ir.actions.act_window_close"}


class DealerTypePushLine(models.TransientModel):
    _name = "dealer.type.push.line"
    _description = "Push Terms to Dealers: Preview Line"

    push_id = fields.Many2one("dealer.type.push", required=True, ondelete="cascade")
    dealer_id = fields.Many2one("dealer.dealer", readonly=True)
    term = fields.Char(readonly=True)
    current = fields.Char(readonly=True)
    new_value = fields.Char(string="New", readonly=True)
