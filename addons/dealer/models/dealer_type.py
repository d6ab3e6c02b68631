from odoo import api, fields, models


class DealerType(models.Model):
    """Operating model of a dealer: a template of terms that new dealers take over and may override."""

    _name = "dealer.type"
    _description = "Dealer Type"
    _inherit = ["dealer.terms.mixin"]
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    currency_id = fields.Many2one(default=lambda self: self.env.company.currency_id)
    dealer_ids = fields.One2many("dealer.dealer", "type_id", string="Dealers")
    dealer_count = fields.Integer(string="Number of Dealers", compute="_compute_dealer_count")

    _code_unique = models.Constraint("UNIQUE(code)", "Another dealer type already has this code.")

    @api.depends_context("uid")
    def _compute_dealer_count(self):
        counts = dict(self.env["dealer.dealer"]._read_group([("type_id", "in", self.ids)], ["type_id"], ["__count"]))
        for dealer_type in self:
            dealer_type.dealer_count = counts.get(dealer_type, 0)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for dealer_type, vals in zip(self, vals_list, strict=True):
            vals.setdefault("code", f"{dealer_type.code}_copy")
        return vals_list

    def action_push_terms(self):
        """Return the window action of the wizard that hands this type's terms to its dealers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Push Terms to Dealers"),
            "res_model": "dealer.type.push",
            "view_mode": "form",
            "target": "new",
            "context": {"default_type_id": self.id},
        }

    def _term_value_for(self, name, dealers, date):
        """Return {dealer: value} of the term ``name`` for ``dealers``; money in each dealer's currency at ``date``."""
        self.ensure_one()
        value = self[name]
        if self._fields[name].type != "monetary":
            return dict.fromkeys(dealers, value)
        return {
            dealer: self.currency_id._convert(value, dealer.currency_id, dealer.company_id, date)
            if dealer.currency_id
            else value
            for dealer in dealers
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.env["dealer.dealer"]._check_unused("type_id", self)
