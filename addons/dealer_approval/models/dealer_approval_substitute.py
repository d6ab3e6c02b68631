from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain


class DealerApprovalSubstitute(models.Model):
    """Who decides in somebody's place, and on which days. People name their own substitutes."""

    _name = "dealer.approval.substitute"
    _description = "Substitute for Approvals"
    _order = "date_from desc, id desc"
    _rec_name = "substitute_id"

    user_id = fields.Many2one(
        "res.users",
        string="Approver",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    substitute_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    date_from = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="To", required=True, help="Last day, included.")
    reason = fields.Char()
    is_current = fields.Boolean(string="In Force", compute="_compute_is_current", search="_search_is_current")

    can_choose = fields.Boolean(compute="_compute_can_choose", default=lambda self: self._may_choose())

    _dates_order = models.Constraint("CHECK(date_from <= date_to)", "A substitution ends on or after its first day.")
    _not_self = models.Constraint("CHECK(user_id <> substitute_id)", "Nobody is his or her own substitute.")

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = fields.Date.today()
        for substitution in self:
            first, last = substitution.date_from, substitution.date_to
            substitution.is_current = bool(first and last and first <= today <= last)

    @api.depends_context("uid")
    def _compute_can_choose(self):
        self.can_choose = self._may_choose()

    @api.model
    def _may_choose(self):
        """Tell whether the user names substitutes for others, too."""
        return self.env.su or self.env.user.has_group("dealer.group_dealer_admin")

    def _search_is_current(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._current_domain()

    @api.constrains("substitute_id")
    def _check_internal(self):
        if portal := self.substitute_id.filtered("share"):
            raise ValidationError(
                self.env._("%(user)s is no employee and cannot be a substitute.", user=portal[0].name)
            )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_own()
        return records

    def write(self, vals):
        self._check_own()
        res = super().write(vals)
        self._check_own()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        self._check_own()
        if begun := self.filtered(lambda record: record.date_from <= fields.Date.today()):
            raise UserError(
                self.env._(
                    "The substitution by %(user)s has begun. Bring its last day forward instead.",
                    user=begun[0].substitute_id.name,
                )
            )

    def _check_own(self):
        """Raise unless all of ``self`` are of the user, or the user is an administrator."""
        if self._may_choose():
            return
        if any(record.user_id != self.env.user for record in self):
            raise AccessError(
                self.env._("You can name substitutes for yourself only. For others, ask an administrator.")
            )

    @api.model
    def _current_domain(self):
        today = fields.Date.today()
        return Domain("date_from", "<=", today) & Domain("date_to", ">=", today)

    @api.model
    def _represented_by(self, user):
        """Return the users in whose place ``user`` decides today; not the user."""
        return self.sudo().search(self._current_domain() & Domain("substitute_id", "=", user.id)).user_id

    @api.model
    def _substitutes_of(self, users):
        """Return the users who decide today in the place of one of ``users``."""
        found_sudo = self.sudo().search(self._current_domain() & Domain("user_id", "in", users.ids))
        return self.env["res.users"].browse(found_sudo.substitute_id.filtered("active").ids)
