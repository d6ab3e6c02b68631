from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dealer.models.by_verb import ByVerb


class DealerRebateRun(models.Model):
    """The verbs of a run. Each checks, locks the program, and may be repeated without a second effect."""

    _inherit = "dealer.rebate.run"

    def action_calculate(self):
        """Calculate these runs, or calculate them again; what is not approved yet may always be. :return: True

        :raise AccessError: if the user settles no rebates, or not of all dealers concerned
        :raise UserError: if a run is approved already, or a later one is
        """
        self._check_may_settle()
        for run in self.sorted("period_to"):
            run._lock()
            run._check_state(("draft", "calculated", "reviewed"))
            run_sudo = run.sudo()
            run_sudo._cancel_approval(self.env._("Calculated again."))
            previous = run_sudo._calculate()
            run._check_all_lines()
            run_sudo.write(
                {
                    "state": ByVerb("calculated"),
                    "calculated_at": fields.Datetime.now(),
                    "previous_id": previous.id,
                    "placed": run_sudo._find_placed(),
                    "reviewed_by_id": False,
                    "refusal_reason": False,
                }
            )
        return True

    def action_review(self):
        """Say that the figures of these runs are right; approval is asked for next. :return: True"""
        self._check_may_settle()
        for run in self:
            run._check_state(("calculated",))
            run._check_all_lines()
            run.sudo().write({"state": ByVerb("reviewed"), "reviewed_by_id": self.env.uid})
        return True

    def action_ask(self):
        """Ask for the approval of these runs from a button. :return: True"""
        self.action_request_approval()
        return True

    def action_approve(self, comment=""):
        """Decide for these runs, as one of those who are asked. :return: True

        :raise UserError: if nobody asked the user
        """
        for run in self:
            request = run.approval_request_id.with_env(self.env)
            if run.approval_state != "pending" or not run.approval_can_decide:
                raise UserError(self.env._("%(run)s is not waiting for your approval.", run=run.display_name))
            request.action_approve(comment)
        return True

    def action_settle(self):
        """Settle what is approved, each line once; what takes long goes on in the background. :return: True

        Repeating it, or doing it twice at once, changes nothing.
        """
        self._check_may_settle()
        for run in self:
            run._check_all_lines()
            run._lock_settling()
            run._check_state(("approved", "settling", "settled"))
            run_sudo = run.sudo()
            if run.state == "approved":
                run_sudo.write(
                    {
                        "state": ByVerb("settling"),
                        "settle_date": run.settle_date or run.company_id._dealer_today(),
                    }
                )
            if run.state == "settling":
                run_sudo._settle_next()
        self.env.ref("dealer_rebate.ir_cron_settle").sudo()._trigger()
        return True

    def action_retry(self):
        """Try the lines again that could not be settled. :return: True"""
        self._check_may_settle()
        self._check_all_lines()
        self.sudo().line_ids.filtered("error").write({"error": False})
        return self.filtered(lambda run: run.state == "settling").action_settle()

    def action_cancel(self):
        """Cancel these runs, of which nothing is settled; what they promised is due again. :return: True"""
        self._check_may_settle()
        for run in self.filtered(lambda run: run.state != "cancelled"):
            run._check_all_lines()
            run._lock()
            run._check_state(("draft", "calculated", "reviewed", "approved"))
            run_sudo = run.sudo()
            run_sudo._cancel_approval(self.env._("The run was cancelled."))
            run_sudo.line_ids.write({"state": "cancelled"})
            run_sudo.write({"state": ByVerb("cancelled")})
        return True

    def action_open_lines(self):
        """Return the action that shows the dealers of one run."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_rebate.dealer_rebate_line_action")
        return {**action, "name": self.display_name, "domain": [("run_id", "=", self.id)]}

    def _check_may_settle(self):
        self.check_access("write")
        self.env["dealer.rebate.line"]._check_officer()

    def _check_all_lines(self):
        """Raise unless the user's scope covers all dealers of one run, also those it cannot see."""
        self.sudo().line_ids.with_env(self.env)._check_officer()

    @api.model
    def _cron_draft_runs(self):
        """Make and calculate the final runs of all settlement periods that are over, as drafts to be reviewed."""
        programs = self.env["dealer.rebate.program"].search([("state", "=", "active")])
        self.env["ir.cron"]._do_each(programs, self._draft_run, self.env._("Calculation"))

    @api.model
    def _draft_run(self, program):
        """Make and calculate the next final run of ``program``, if its period is over where its company is and it has none."""
        days = program._next_unsettled_period()
        if days[1] < program.company_id._dealer_today() and not program._has_final_run(days):
            program._lock_runs()
            self.create({"program_id": program.id, "period_from": days[0], "period_to": days[1]}).action_calculate()
