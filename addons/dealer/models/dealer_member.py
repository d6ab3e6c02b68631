from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DealerMember(models.Model):
    """A person of the dealer's who works on the portal, and what for."""

    _name = "dealer.member"
    _description = "Dealer Member"
    _inherit = ["dealer.scope.mixin"]
    _rec_name = "user_id"
    _order = "dealer_id, role, id"

    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one(
        "res.users",
        string="Portal User",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", True)],
    )
    role = fields.Selection(
        [
            ("admin", "Administrator"),
            ("buyer", "Buyer"),
            ("approver", "Approver"),
            ("finance", "Finance"),
            ("viewer", "Viewer"),
        ],
        required=True,
        default="buyer",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(related="dealer_id.company_id", store=True, index=True)

    _dealer_user_unique = models.Constraint(
        "UNIQUE(dealer_id, user_id)", "The person is already a member of this dealer."
    )

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"company_id"}

    @api.model
    def _dealer_scope_depends(self):
        return [*super()._dealer_scope_depends(), "user_id", "active"]

    @api.constrains("user_id")
    def _check_share(self):
        for member in self:
            user_sudo = member.user_id.sudo()
            if user_sudo._is_public():
                raise ValidationError(
                    self.env._(
                        "%(user)s stands for all visitors and cannot be a member. Choose a portal user.",
                        user=user_sudo.name,
                    )
                )
            if not user_sudo.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s is an internal user. Members of a dealer are portal users; give internal users a role"
                        " instead.",
                        user=member.user_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members._open_company()
        self._invalidate_scope()
        return members

    def write(self, vals):
        res = super().write(vals)
        self._open_company()
        self._invalidate_scope()
        return res

    def _open_company(self):
        """Let portal users work with the companies that their dealers trade with; else membership shows nothing."""
        for member_sudo in self.sudo():
            if member_sudo.company_id not in member_sudo.user_id.company_ids:
                member_sudo.user_id.company_ids += member_sudo.company_id

    def unlink(self):
        res = super().unlink()
        self._invalidate_scope()
        return res
