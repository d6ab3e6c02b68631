from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dealer.models.by_verb import ByVerb


class DealerApprovalRequest(models.Model):
    """How a request is made: route, steps, snapshot of the reviewers, stage after stage."""

    _inherit = "dealer.approval.request"

    @api.model
    def _ask(self, document, comment=""):
        """Make the request on ``document`` for ``env.user``; the caller has checked that the user may ask.

        :return: the new request, pending; or approved, if the route says so for what is below its limits
        :raise UserError: if nobody but the requester could decide
        """
        route_sudo = self.env["dealer.approval.route"]._route_for(document).sudo()
        if not route_sudo:
            document._on_no_route()
        vals = self._prepare_request(document, route_sudo, comment)
        steps_sudo = self._steps_needed(document, route_sudo, vals)
        self.flush_model(["state"])  # one pending request a document: one that ended just now is none
        request_sudo = self.sudo().create({**vals, "state": ByVerb("pending")})
        for code, title in self._in_languages(document, "_approval_title").items():
            request_sudo.with_context(lang=code)._set_state("pending", name=title)
        if route_sudo and not steps_sudo and route_sudo.without_step == "approve":
            request_sudo._log_asked(comment)
            request_sudo._finish("approved", self.env._("Below the limits of all steps of the route."))
            return request_sudo.with_env(self.env)
        request_sudo._make_reviewers(document, steps_sudo)
        request_sudo._start_stage(1)
        request_sudo._log_asked(comment)
        request_sudo._notify_reviewers()
        return request_sudo.with_env(self.env)

    @api.model
    def _prepare_request(self, document, route_sudo, comment):
        """Return the values of a request, with the figures of ``document`` as they are now."""
        document_sudo = document.sudo()
        amount, currency = document_sudo._approval_amount()
        return {
            "name": document_sudo._approval_title(),
            "res_model": document._name,
            "res_id": document.id,
            "route_id": route_sudo.id,
            "dealer_id": document_sudo._approval_dealer().id,
            "company_id": document_sudo._approval_company().id,
            "requester_id": document._approval_requester().id,
            "comment": comment or False,
            "currency_id": currency.id,
            "amount": amount,
            "percent": document_sudo._approval_percent(),
            "figures": document_sudo._approval_figures(),
            "figures_by_lang": self._in_languages(document, "_approval_figures"),
            "fingerprint": document_sudo._approval_fingerprint(),
            "allow_self": route_sudo.allow_self,
        }

    @api.model
    def _in_languages(self, document, hole):
        """Return {language code: what ``hole`` says of ``document``}: who decides may read another language."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        return {code: getattr(document.sudo().with_context(lang=code), hole)() for code in codes}

    @api.model
    def _steps_needed(self, document, route_sudo, vals):
        currency = self.env["res.currency"].browse(vals["currency_id"])
        company_sudo = document.sudo()._approval_company()
        return route_sudo._steps_for(vals["amount"], currency, vals["percent"], company_sudo)

    def _barred(self):
        """Return who may not decide one request: whoever asked, unless the route allows it."""
        return self.env["res.users"] if self.allow_self else self.requester_id

    def _make_reviewers(self, document, steps):
        """Write the snapshot: the people of each step, level by level; administrators where a step finds nobody."""
        rows, stage = [], 0
        barred = self._barred()
        for step in steps:
            levels = step._find_reviewers(document, self.dealer_id, self.company_id, barred)
            for users in levels or [None]:
                stage += 1
                rows += self._prepare_reviewers(stage, step, users, barred)
        if not stage:
            rows = self._prepare_reviewers(1, steps, None, barred)
        self.env["dealer.approval.reviewer"].sudo().create(rows)

    def _prepare_reviewers(self, stage, step, users, barred):
        """Return the values of the rows of one stage; ``users`` None: nobody was found."""
        found = bool(users)
        if not found:
            users = self._administrators_or_raise(barred)
        return [
            {
                "request_id": self.id,
                "step_id": step.id,
                "stage": stage,
                "step_name": step.name or self.env._("Administrators"),
                "decide": step.decide if found else "any",
                "user_id": user.id,
                "role_id": step.role_id.id if found and step.reviewer_kind == "role" else False,
                "origin": "step" if found else "admin",
                "state": ByVerb("waiting"),
            }
            for user in users
        ]

    def _administrators_or_raise(self, barred):
        users = self.env["dealer.approval.step"].sudo()._administrators(self.dealer_id, self.company_id, barred)
        if not users:
            raise UserError(
                self.env._(
                    "Nobody but you could decide on %(name)s. Let the approval route name somebody else, or make"
                    " another person administrator of the dealers.",
                    name=self.name,
                )
            )
        return users

    def _start_stage(self, stage):
        """Ask the people of ``stage``; its time limit begins now."""
        now = fields.Datetime.now()
        rows_sudo = self.sudo().reviewer_ids.filtered(lambda row: row.stage == stage)
        rows_sudo.write({"state": ByVerb("pending")})
        step = rows_sudo.step_id[:1]
        self._set_state(
            "pending",
            stage=stage,
            stage_name=rows_sudo[:1].step_name,
            stage_since=now,
            deadline=step.days and now + timedelta(days=step.days),
            remind_at=step.remind_days and now + timedelta(days=step.remind_days),
            escalations=0,
        )

    def _log_asked(self, comment):
        self.env["dealer.approval.decision"]._log(self, "requested", comment, user_id=self.requester_id.id)
