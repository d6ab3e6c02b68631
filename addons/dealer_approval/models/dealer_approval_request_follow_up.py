from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.dealer.models.by_verb import ByVerb


class DealerApprovalRequest(models.Model):
    """What happens while nobody decides: reminder, escalation, reviewers who can no longer decide."""

    _inherit = "dealer.approval.request"

    @api.model
    def _cron_follow_up(self):
        """Hourly job: ask others where nobody asked can decide any more, escalate what is late, remind the rest.

        Each request for itself: one that fails is logged and stops no other.
        """
        pending = self.search(Domain("state", "=", "pending"), order="id")
        self.env["ir.cron"]._do_each(pending, lambda request: request._follow_up(), self.env._("Follow-up"))

    def _follow_up(self):
        """Do what is due on one pending request."""
        self._lock_rows()
        if self.state != "pending":
            return
        if not self._document().exists():
            self._finish("cancelled", self.env._("The document was deleted."))
            return
        now = fields.Datetime.now()
        if not self.reviewer_ids.filtered(lambda row: row.state == "pending" and row._is_able()):
            self._reassign()
        elif self.deadline and self.deadline <= now:
            self._escalate()
        elif self.remind_at and self.remind_at <= now:
            self._remind()
        self._sync_activities()

    def _asked(self):
        """Return the users asked in the current stage of one request, whether they still can decide or not."""
        request_sudo = self.sudo()
        return request_sudo.reviewer_ids.filtered(lambda row: row.stage == request_sudo.stage).user_id

    def _reassign(self):
        """Find the people of the step anew: none of those asked can decide any more."""
        barred = self._barred() | self._asked()
        row = self.reviewer_ids.filtered(lambda row: row.stage == self.stage)[:1]
        levels = (
            row.step_id._find_reviewers(self._document(), self.dealer_id, self.company_id, barred)
            if row.step_id
            else []
        )
        users, origin = (levels[0], "step") if levels else (self._spare_administrators(barred), "admin")
        if not users:
            return
        gone = self.reviewer_ids.filtered(lambda row: row.stage == self.stage and row.state == "pending")
        gone.write({"state": ByVerb("passed")})
        self._ask_too(users, origin)
        self._log_follow_up("reassigned", users)

    def _spare_administrators(self, barred):
        return self.env["dealer.approval.step"].sudo()._administrators(self.dealer_id, self.company_id, barred)

    def _escalate(self):
        """Ask, too, whom the step names; when that is late as well, the administrators; then leave it with all of them."""
        step = self.reviewer_ids.filtered(lambda row: row.stage == self.stage).step_id[:1]
        barred = self._barred() | self._asked()
        users = self.env["res.users"]
        if not self.escalations:
            users = step._escalation(self.dealer_id, self.company_id, barred)
        users = users or self._spare_administrators(barred)
        limit = timedelta(days=step.days) if users and step.days and not self.escalations else None
        self._set_state("pending", escalations=self.escalations + 1, deadline=limit and fields.Datetime.now() + limit)
        if users:
            self._ask_too(users, "escalation")
            self._log_follow_up("escalated", users)

    def _ask_too(self, users, origin):
        """Add ``users`` to the current stage of one request and tell them."""
        row = self.reviewer_ids.filtered(lambda row: row.stage == self.stage)[:1]
        by_role = origin == "step" and row.step_id.reviewer_kind == "role"
        self.env["dealer.approval.reviewer"].sudo().create(
            [
                {
                    "request_id": self.id,
                    "step_id": row.step_id.id,
                    "stage": self.stage,
                    "step_name": self.stage_name,
                    "decide": row.decide,
                    "user_id": user.id,
                    "role_id": row.step_id.role_id.id if by_role else False,
                    "origin": origin,
                    "state": ByVerb("pending"),
                }
                for user in users
            ]
        )
        self._set_state("pending")
        self._notify_reviewers()

    def _log_follow_up(self, kind, users):
        self.env["dealer.approval.decision"]._log(self, kind, ", ".join(users.mapped("name")))

    def _remind(self):
        """Remind those who are asked, once a step."""
        asked = self.reviewer_ids.filtered(lambda row: row.state == "pending").user_id
        people = asked | self.env["dealer.approval.substitute"]._substitutes_of(asked)
        self._set_state("pending", remind_at=False)
        self._log_follow_up("reminded", asked)
        for user in people:
            self._mail(user, "reminded")
