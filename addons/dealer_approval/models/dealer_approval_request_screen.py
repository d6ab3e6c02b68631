from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

ACTIVITY = "dealer_approval.activity_approval"


class DealerApprovalRequest(models.Model):
    """What people see and are sent: figures, history, tasks and messages."""

    _inherit = "dealer.approval.request"

    figures_html = fields.Html(string="Figures", compute="_compute_figures_html", sanitize=False)
    waiting_for = fields.Char(string="Where It Stands", compute="_compute_waiting_for", compute_sudo=True)
    outdated = fields.Boolean(compute="_compute_outdated", compute_sudo=True)
    waiting_hours = fields.Float(string="Waiting (Hours)", compute="_compute_waiting_hours")
    is_requester = fields.Boolean(compute="_compute_is_requester")
    late = fields.Boolean(compute="_compute_waiting_hours", search="_search_late")
    earlier_ids = fields.Many2many("dealer.approval.request", string="Earlier Requests", compute="_compute_earlier_ids")

    @api.depends("figures")
    @api.depends_context("lang")
    def _compute_figures_html(self):
        for request in self:
            rows = Markup("").join(
                Markup('<tr><td class="text-muted text-nowrap pe-3">%s</td><td class="text-end fw-bold">%s</td></tr>')
                % (row["label"], row["value"])
                for row in (request.figures_by_lang or {}).get(self.env.lang) or request.figures or []
            )
            request.figures_html = rows and Markup('<table class="table table-sm mb-0">%s</table>') % rows

    @api.depends("state", "stage_name", "reviewer_ids.state")
    @api.depends_context("lang")
    def _compute_waiting_for(self):
        for request in self:
            request.waiting_for = request._waiting_text()

    @api.depends("state", "fingerprint")
    def _compute_outdated(self):
        for request in self:
            request.outdated = request.state == "pending" and request._is_outdated()

    @api.depends_context("uid")
    @api.depends("requester_id")
    def _compute_is_requester(self):
        for request in self:
            request.is_requester = request.requester_id == self.env.user

    @api.depends("state", "decided_at", "deadline")
    def _compute_waiting_hours(self):
        now = fields.Datetime.now()
        for request in self:
            end = request.decided_at or now
            request.waiting_hours = max((end - (request.create_date or end)).total_seconds() / 3600, 0)
            late = request.escalations or (request.deadline and request.deadline <= now)
            request.late = request.state == "pending" and bool(late)

    def _search_late(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        now = fields.Datetime.now()
        return [("state", "=", "pending"), "|", ("escalations", ">", 0), ("deadline", "<=", now)]

    @api.depends_context("uid")
    @api.depends("dealer_id", "res_model")
    def _compute_earlier_ids(self):
        """The last requests of the same kind for the same dealer that the reader may see; for one record on screen."""
        for request in self:
            domain = [("dealer_id", "=", request.dealer_id.id), ("res_model", "=", request.res_model)]
            domain.append(("id", "<", request._origin.id or 0))
            request.earlier_ids = self.search(domain, limit=5) if request.dealer_id else False

    def action_open_document(self):
        """Return the action that opens the document of one request, with the user's own rights."""
        self.ensure_one()
        document = self._document()
        if not document.exists():
            raise UserError(self.env._("The document was deleted."))
        document.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
            "name": self.name,
        }

    def action_approve_on_screen(self):
        """Approve without a comment, from a button. :return: True; raises as :meth:`action_approve`"""
        self.action_approve()
        return True

    def action_withdraw_on_screen(self):
        """Withdraw from a button. :return: True; raises as :meth:`action_withdraw`"""
        self.action_withdraw()
        return True

    def action_open_approve(self):
        """Return the action that asks for a comment and approves these requests."""
        return self._open_decide("approve", self.env._("Approve"))

    def action_open_refuse(self):
        """Return the action that asks for the reason and refuses these requests."""
        return self._open_decide("refuse", self.env._("Refuse"))

    def _open_decide(self, decision, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "dealer.approval.decide",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_ids": self.ids, "default_decision": decision},
        }

    def _people_asked(self):
        """Return who is to have a task for one request: those asked now and their substitutes of today."""
        if self.sudo().state != "pending":
            return self.env["res.users"]
        asked_sudo = self.sudo().reviewer_ids.filtered(lambda row: row.state == "pending").user_id
        people = asked_sudo | self.env["dealer.approval.substitute"]._substitutes_of(asked_sudo)
        return people - self.sudo()._barred()

    def _notify_reviewers(self):
        """Give a task, with a mail that links to the request, to everybody who is asked now."""
        self._sync_activities()

    def _sync_activities(self):
        """Let exactly those have a task who are asked now or stand in for one who is."""
        request_sudo = self.sudo()
        people = self._people_asked()
        tasks_sudo = request_sudo.activity_ids.filtered(lambda task: task.activity_type_id == self.env.ref(ACTIVITY))
        stale_sudo = tasks_sudo.filtered(lambda task: task.user_id not in people)
        missing = people - (tasks_sudo - stale_sudo).user_id
        stale_sudo.unlink()
        for user in missing:
            request_sudo.with_context(lang=user.lang).activity_schedule(
                ACTIVITY,
                date_deadline=fields.Date.today(),
                user_id=user.id,
                summary=request_sudo.name,
            )

    def _clear_activities(self):
        self.sudo().activity_unlink([ACTIVITY])

    def _notify_requester(self, state, comment):
        """Tell whoever asked what became of it, unless it was that person's own doing; dealers read it on the document."""
        requester_sudo = self.sudo().requester_id
        if requester_sudo != self.env.user and not requester_sudo.share:
            self._mail(requester_sudo, state, comment)

    def _mail(self, user, kind, body=""):
        """Send one message about this request to ``user``, in that person's language, with a link to it.

        :param str kind: the state that was reached, or ``reminded``
        """
        request_sudo = self.sudo().with_context(lang=user.lang)
        subject = request_sudo._mail_subject(kind)
        request_sudo.message_notify(partner_ids=user.sudo().partner_id.ids, subject=subject, body=body or subject)

    def _mail_subject(self, kind):
        subjects = {
            "approved": self.env._("%(name)s is approved", name=self.name),
            "refused": self.env._("%(name)s is refused", name=self.name),
            "withdrawn": self.env._("The request on %(name)s is withdrawn", name=self.name),
            "cancelled": self.env._("The request on %(name)s is cancelled", name=self.name),
            "reminded": self.env._("%(name)s waits for your approval", name=self.name),
        }
        return subjects[kind]
