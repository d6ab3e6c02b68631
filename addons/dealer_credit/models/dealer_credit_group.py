from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class DealerCreditGroup(models.Model):
    """Dealers that share one credit line."""

    _name = "dealer.credit.group"
    _description = "Credit Group"
    _inherit = ["dealer.scope.mixin"]
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: dealers of several companies share the line.",
    )
    dealer_ids = fields.Many2many(
        "dealer.dealer",
        relation="dealer_credit_group_dealer_rel",
        column1="group_id",
        column2="dealer_id",
        string="Dealers",
        domain="['|', ('company_id', '=', company_id), (not company_id, '=', True)]",
    )
    line_ids = fields.One2many("dealer.credit.line", "group_id", string="Credit Line")

    def init(self):
        # A dealer draws on one line: the fence behind _check_dealers, also for two people at the same moment. The
        # platform inserts such rows with ON CONFLICT DO NOTHING: the second person finds the dealer not in the group.
        self.env.cr.execute(
            "CREATE UNIQUE INDEX IF NOT EXISTS dealer_credit_group_dealer_unique ON dealer_credit_group_dealer_rel (dealer_id)"
        )

    def write(self, vals):
        res = super().write(vals)
        if "dealer_ids" in vals:  # whose orders draw on the line is part of what it allows
            self.sudo().line_ids._mark_ours()
        return res

    @api.constrains("dealer_ids", "company_id", "active")
    def _check_dealers(self):
        for group in self:
            foreign = group.dealer_ids.filtered(
                lambda dealer, g=group: g.company_id and dealer.company_id != g.company_id
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(dealer)s trades with another company than the group %(group)s. Leave the company of the group"
                        " empty if dealers of several companies share the line.",
                        dealer=foreign[0].display_name,
                        group=group.name,
                    )
                )
            elsewhere_sudo = self.sudo().search([("dealer_ids", "in", group.dealer_ids.ids), ("id", "!=", group.id)])
            if elsewhere_sudo:
                raise ValidationError(
                    self.env._(
                        "%(dealer)s already belongs to the credit group %(group)s.",
                        dealer=(elsewhere_sudo.dealer_ids & group.sudo().dealer_ids)[:1].display_name,
                        group=elsewhere_sudo[0].name,
                    )
                )
        self.env["dealer.credit.line"]._check_one_line(self.dealer_ids)

    @api.model
    def _dealer_scope_depends(self):
        return ["dealer_ids", "dealer_ids.unit_id", "dealer_ids.user_id"]

    @api.model
    def _dealer_scope_domain(self, roles=None):
        """A group is seen with any of its dealers, and by all while it has none."""
        dealers = self.env["dealer.dealer"]
        reached = dealers._scope_domain_by("id", "id", dealers._scope_conditions(roles))
        return Domain("dealer_ids", "=", False) | Domain("dealer_ids", "any", reached)
