from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerApprovalDecision(models.Model):
    """What was decided on a request, when, by whom and on which figures. Rows are added and never touched again."""

    _name = "dealer.approval.decision"
    _description = "Approval Decision"
    _order = "id desc"
    _rec_name = "request_id"

    request_id = fields.Many2one(
        "dealer.approval.request", required=True, index=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")
    on_behalf_of_id = fields.Many2one("res.users", string="In the Place of", readonly=True, ondelete="restrict")
    kind = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
            ("cancelled", "Cancelled"),
            ("reminded", "Reminded"),
            ("escalated", "Escalated"),
            ("reassigned", "Reassigned"),
        ],
        string="What",
        required=True,
        readonly=True,
        index=True,
    )
    step_name = fields.Char(string="Step", readonly=True)
    comment = fields.Text(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True)
    percent = fields.Float(readonly=True)
    figures = fields.Json(readonly=True)

    @api.model
    def _log(self, request, kind, comment="", **values):
        """Add a row on ``request`` with the figures it was decided on; any user whose action it is may cause one."""
        request_sudo = request.sudo()
        vals = {
            "request_id": request.id,
            "user_id": self.env.uid,
            "kind": kind,
            "comment": comment or False,
            "step_name": request_sudo.stage_name,
            "currency_id": request_sudo.currency_id.id,
            "amount": request_sudo.amount,
            "percent": request_sudo.percent,
            "figures": request_sudo.figures,
            **values,
        }
        return len(self.sudo().create(vals))

    def write(self, vals):
        self._refuse(self.env._("The history of approvals cannot be changed."))
        return super().write(vals)

    def _refuse(self, sentence):
        raise UserError(sentence)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of approvals cannot be deleted."))
