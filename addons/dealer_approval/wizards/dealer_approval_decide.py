from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerApprovalDecide(models.TransientModel):
    """Asks for a comment and decides many requests: those that are the user's to decide, each for itself."""

    _name = "dealer.approval.decide"
    _description = "Approve or Refuse Requests"

    request_ids = fields.Many2many(
        "dealer.approval.request", relation="dealer_approval_decide_rel", string="Requests", required=True
    )
    decision = fields.Selection([("approve", "Approve"), ("refuse", "Refuse")], required=True, default="approve")
    comment = fields.Text()
    other_count = fields.Integer(string="Not Mine to Decide", compute="_compute_other_count")

    @api.depends("request_ids")
    @api.depends_context("uid")
    def _compute_other_count(self):
        for wizard in self:
            wizard.other_count = len(wizard.request_ids) - len(wizard.request_ids.filtered("can_decide"))

    def action_apply(self):
        """Decide the requests that wait for the user.

        :return: the client action that tells what was decided and what failed, and why
        :raise UserError: if none of them waits for the user, or a refusal has no reason
        """
        self.ensure_one()
        mine = self.request_ids.filtered("can_decide")
        if not mine:
            raise UserError(
                self.env._("None of these requests waits for you. Filter by 'Waiting for Me' to see those that do.")
            )
        if len(mine) == 1:
            self._decide(mine)
            return {"type": "ir.actions.act_window_close"}
        failed = [error for request in mine if (error := self._try_decide(request))]
        return self._notification(len(mine) - len(failed), failed)

    def _decide(self, request):
        if self.decision == "approve":
            request.action_approve(self.comment or "")
        else:
            request.action_refuse(self.comment or "")

    def _try_decide(self, request):
        """Decide one request in a savepoint; return the sentence that says why it failed, or an empty one."""
        try:
            with self.env.cr.savepoint():
                self._decide(request)
        except UserError as error:
            return str(error)
        return ""

    def _notification(self, count, failed):
        lines = [self.env._("Decided: %(count)s.", count=count), *failed]
        if self.other_count:
            lines.append(self.env._("Left alone, as others decide them: %(count)s.", count=self.other_count))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failed else "success",
                "sticky": bool(failed),
                "message": "\n".join(lines),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
