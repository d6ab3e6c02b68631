from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dealer.models.by_verb import ByVerb


class DealerApprovalReviewer(models.Model):
    """Who is asked on a request: a snapshot of the people found when it was made. Written by the verbs only."""

    _name = "dealer.approval.reviewer"
    _description = "Approval Reviewer"
    _order = "request_id, stage, id"
    _rec_name = "user_id"

    request_id = fields.Many2one(
        "dealer.approval.request", required=True, index=True, readonly=True, ondelete="cascade"
    )
    step_id = fields.Many2one("dealer.approval.step", readonly=True, ondelete="set null", index="btree_not_null")
    stage = fields.Integer(required=True, readonly=True, help="Stages are decided one after the other.")
    step_name = fields.Char(string="Name of the Step", readonly=True)
    decide = fields.Selection(
        [("any", "One of them"), ("all", "All of them")], string="Enough", required=True, default="any", readonly=True
    )
    user_id = fields.Many2one("res.users", string="Reviewer", required=True, index=True, readonly=True)
    role_id = fields.Many2one(
        "res.users.role", string="By Role", readonly=True, ondelete="set null", help="The person must hold it still."
    )
    origin = fields.Selection(
        [("step", "Step"), ("escalation", "Escalation"), ("admin", "Administrator")],
        string="Asked by",
        required=True,
        default="step",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("waiting", "Later"),
            ("pending", "Asked"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("passed", "Not needed"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        index=True,
    )
    decided_by = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(string="Decided on", readonly=True)
    comment = fields.Text(readonly=True)

    _user_stage_unique = models.Constraint(
        "UNIQUE(request_id, stage, user_id)", "A person is asked once in each step of a request."
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not all(ByVerb.gave(vals, "state") for vals in vals_list):
            raise UserError(self.env._("Reviewers follow from the approval route. Ask for the approval instead."))
        return super().create([ByVerb.plain(vals) for vals in vals_list])

    def write(self, vals):
        if not ByVerb.gave(vals, "state"):
            raise UserError(self.env._("Reviewers cannot be edited. Use Approve or Refuse on the request."))
        return super().write(ByVerb.plain(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The reviewers of a request cannot be deleted."))

    def _is_able(self):
        """Tell whether the person of one row may still decide: in scope, and with the role that the step asked for."""
        self.ensure_one()
        row_sudo = self.sudo()
        request_sudo = row_sudo.request_id
        steps_sudo = self.env["dealer.approval.step"].sudo()
        if row_sudo.role_id and row_sudo.user_id not in steps_sudo._holders(row_sudo.role_id, request_sudo.dealer_id):
            return False
        return bool(steps_sudo._able(row_sudo.user_id, request_sudo.dealer_id, request_sudo.company_id))
