from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dealer.models.by_verb import ByVerb


class DealerApprovalRequest(models.Model):
    """The verbs: approve, refuse, withdraw. All are guarded alike and leave evidence."""

    _inherit = "dealer.approval.request"

    def action_approve(self, comment=""):
        """Approve in the user's own name, or as a substitute valid today. The last approval lets the document go on.

        :param str comment: kept in the history
        :return: dict ``{"results": [{id, state, document, message}]}``, JSON-safe
        :raise AccessError: if the user is not asked now, is the requester, or may no longer see the dealer
        :raise UserError: if the request has been decided, or the document has changed since
        """
        return {"results": [request._decide("approved", comment) for request in self]}

    def action_refuse(self, reason=""):
        """Refuse: one refusal ends the request.

        :param str reason: required, told to the requester
        :return: as :meth:`action_approve`
        :raise AccessError, UserError: as :meth:`action_approve`
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason of the refusal: whoever asked will read it."))
        return {"results": [request._decide("refused", reason) for request in self]}

    def action_withdraw(self, comment=""):
        """Take requests back before they are decided; only whoever asked may, or an administrator.

        :return: as :meth:`action_approve`
        """
        self.check_access("read")
        admin = self.env.user.has_group("dealer.group_dealer_admin")
        if foreign := self.filtered(lambda request: request.requester_id != self.env.user and not admin):
            raise AccessError(
                self.env._(
                    "Only %(requester)s, who asked for it, can withdraw the request on %(name)s.",
                    requester=foreign[0].sudo().requester_id.name,
                    name=foreign[0].name,
                )
            )
        self._lock_rows()
        self._check_pending()
        for request in self:
            request._finish("withdrawn", comment)
        return {"results": [request._result() for request in self]}

    def _decide(self, decision, comment):
        """Write the user's decision on one request; return what became of it."""
        self.ensure_one()
        self.check_access("read")
        self._lock_rows()
        row_sudo = self._deciding_row().sudo()
        if decision == "approved":
            self._check_current()
        row_sudo.write(
            {
                "state": ByVerb(decision),
                "decided_by": self.env.uid,
                "decided_at": fields.Datetime.now(),
                "comment": comment or False,
            }
        )
        behalf = row_sudo.user_id if row_sudo.user_id != self.env.user else self.env["res.users"]
        self.env["dealer.approval.decision"]._log(self, decision, comment, on_behalf_of_id=behalf.id)
        self._set_state("pending")  # counts up, so that a decision made at the same moment starts again
        if decision == "refused":
            self._finish("refused", comment, log=False)
        elif self._stage_is_complete():
            self._go_on(comment)
        else:
            self._sync_activities()
        return self._result()

    def _deciding_row(self):
        """Return the row by which the user decides one request: the own one first, else as substitute.

        :raise UserError: if the request is not pending; :raise AccessError: if the user is not asked now
        """
        self._check_pending()
        if self.requester_id == self.env.user and not self.sudo().allow_self:
            raise AccessError(
                self.env._("You asked for the approval of %(name)s: somebody else must decide.", name=self.name)
            )
        rows_sudo = self.sudo().reviewer_ids.filtered(lambda row: row.state == "pending" and row._is_able())
        own_sudo = rows_sudo.filtered(lambda row: row.user_id == self.env.user)
        if own_sudo:
            return own_sudo.with_env(self.env)
        represented = self._acting_for() - self.env.user
        standing_in_sudo = rows_sudo.filtered(lambda row: row.user_id in represented)[:1]
        if standing_in_sudo and not self._has_approved():
            self._check_reach()
            return standing_in_sudo.with_env(self.env)
        raise AccessError(self._not_asked_error())

    def _has_approved(self):
        """Tell whether the user has approved one request before: nobody counts twice by standing in for others."""
        return self.env.user in self.sudo().reviewer_ids.filtered(lambda row: row.state == "approved").decided_by

    def _check_reach(self):
        """Raise unless the user's own rights reach the dealer: standing in for somebody widens no scope."""
        request_sudo = self.sudo()
        steps_sudo = self.env["dealer.approval.step"].sudo()
        if not steps_sudo._able(self.env.user, request_sudo.dealer_id, request_sudo.company_id):
            raise AccessError(self._not_asked_error())

    def _not_asked_error(self):
        asked_sudo = self.sudo().reviewer_ids.filtered(lambda row: row.state == "pending").user_id
        return self.env._(
            "You are not asked to decide on %(name)s now. Asked: %(people)s.",
            name=self.name,
            people=", ".join(asked_sudo.mapped("name")) or "-",
        )

    def _check_pending(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        if decided := self.sudo().filtered(lambda request: request.state != "pending"):
            raise UserError(
                self.env._(
                    "The request on %(name)s is no longer pending: %(state)s.",
                    name=decided[0].name,
                    state=states[decided[0].state],
                )
            )

    def _check_current(self):
        """Raise if what is material of the document is no longer what the reviewers were shown."""
        if self._is_outdated():
            raise UserError(
                self.env._(
                    "%(name)s has changed since its approval was asked for. It must be asked for again, with the new"
                    " figures.",
                    name=self.name,
                )
            )

    def _is_outdated(self):
        """Tell whether the document of one request is gone or materially another than when it was asked for."""
        self.ensure_one()
        document_sudo = self.sudo()._document().exists()
        return not document_sudo or document_sudo._approval_fingerprint() != (self.sudo().fingerprint or "")

    def _stage_is_complete(self):
        """Tell whether the current stage has the approvals it needs; one of whom it was escalated to is enough."""
        rows_sudo = self.sudo().reviewer_ids.filtered(lambda row: row.stage == self.sudo().stage)
        approved_sudo = rows_sudo.filtered(lambda row: row.state == "approved")
        if approved_sudo.filtered(lambda row: row.decide == "any" or row.origin != "step"):
            return True
        return all(row.state == "approved" for row in rows_sudo if row.origin == "step")

    def _go_on(self, comment):
        """Ask the next stage, or approve if there is none."""
        request_sudo = self.sudo()
        rows_sudo = request_sudo.reviewer_ids.filtered(lambda row: row.stage == request_sudo.stage)
        rows_sudo.filtered(lambda row: row.state == "pending").write({"state": ByVerb("passed")})
        self._clear_activities()
        if request_sudo.reviewer_ids.filtered(lambda row: row.state == "waiting"):
            self._start_stage(request_sudo.stage + 1)
            self._notify_reviewers()
        else:
            self._finish("approved", comment, log=False)

    def _finish(self, state, comment="", log=True):
        """End one request; tell the document and the requester."""
        request_sudo = self.sudo()
        request_sudo.reviewer_ids.filtered(lambda row: row.state in ("pending", "waiting")).write(
            {"state": ByVerb("passed")}
        )
        self._set_state(
            state,
            decided_at=fields.Datetime.now(),
            decided_by=self.env.uid,
            decision_comment=comment or False,
            deadline=False,
            remind_at=False,
        )
        if log:
            self.env["dealer.approval.decision"]._log(self, state, comment)
        self._clear_activities()
        self._tell_document(state, comment)
        self._notify_requester(state, comment)

    def _tell_document(self, state, comment):
        """Tell the document what was decided, with the superuser's rights and the decider as user."""
        document_sudo = self.sudo()._document().exists()
        if document_sudo and state == "approved":
            document_sudo._on_approved(self.sudo())
        elif document_sudo and state == "refused":
            document_sudo._on_refused(self.sudo(), comment)

    def _result(self):
        """Return what a caller is told about one request."""
        request_sudo = self.sudo()
        return {
            "id": request_sudo.id,
            "document": request_sudo.name,
            "state": request_sudo.state,
            "message": request_sudo.with_env(self.env(su=True))._waiting_text(),
        }

    def _waiting_text(self):
        """Return in words where one request stands."""
        states = dict(self._fields["state"]._description_selection(self.env))
        if self.state != "pending":
            return states[self.state]
        rows = self.reviewer_ids.filtered(lambda row: row.state == "pending")
        return self.env._(
            "%(step)s: waiting for %(people)s",
            step=rows.step_id[:1].name or self.stage_name or "-",  # of the step, in the reader's language
            people=", ".join(rows.user_id.mapped("name")),
        )
