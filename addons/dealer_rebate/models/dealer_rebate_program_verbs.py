from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dealer.models.by_verb import ByVerb


class DealerRebateProgram(models.Model):
    """Life of a program: what is active does not change; a new version takes over from a day on."""

    _inherit = "dealer.rebate.program"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state", "draft") != "draft":
                raise UserError(self.env._("A program begins as a draft. Activate it when it is complete."))
        return super().create([self._without_version(vals) for vals in vals_list])

    @api.model
    def _without_version(self, vals):
        """Return ``vals`` without what only :meth:`action_new_version` gives, unless that calls."""
        if ByVerb.gave(vals, "state"):
            return ByVerb.plain(vals)
        return {name: value for name, value in vals.items() if name not in ("version", "replaces_id")}

    def write(self, vals):
        if not ByVerb.gave(vals, "state"):
            if names := {"state", "version", "replaces_id"} & vals.keys():
                raise UserError(
                    self.env._(
                        "These fields follow from what is done with the program: %(fields)s.",
                        fields=", ".join(sorted(self._fields[name].string for name in names)),
                    )
                )
            if vals.keys() - self._free_fields():
                self._check_draft()
        return super().write(ByVerb.plain(vals))

    @api.model
    def _free_fields(self):
        """Return the names of the fields that may change while a program is in force: nothing it is calculated by."""
        prefixes = ("message_", "activity_", "my_activity_")
        return {"name", "description", "job_error"} | {name for name in self._fields if name.startswith(prefixes)}

    def _check_draft(self):
        if fixed := self.filtered(lambda program: program.state != "draft"):
            raise UserError(
                self.env._(
                    "%(program)s is in force: what was promised does not change. Make a new version from a day on.",
                    program=fixed[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        self._check_draft()

    def copy_data(self, default=None):
        rows = super().copy_data(default)
        for program, row in zip(self, rows, strict=True):
            if not default or "code" not in default:
                row["code"] = self.env._("%(code)s-copy", code=program.code)
        return rows

    def action_activate(self):
        """Put these drafts in force: from now on they do not change. :return: True

        :raise UserError: if one is incomplete, or overlaps the version that it replaces
        """
        self.check_access("write")
        for program in self.filtered(lambda program: program.state != "active"):
            program._check_draft()
            program._check_complete()
            program._end_replaced()
            program.sudo().write({"state": ByVerb("active")})
        return True

    def action_close(self):
        """End these programs: what they have earned is still settled. Repeating it changes nothing. :return: True"""
        self.check_access("write")
        for program in self.filtered(lambda program: program.state == "active"):
            program.sudo().write({"state": ByVerb("closed")})
        return True

    def action_new_version(self, date_from=None):
        """Copy one program into a draft that takes over on a day; return the action that opens it.

        :param date_from: first day of the new version, by default the day after the last period begun
        """
        self.ensure_one()
        self.check_access("write")
        new = self._new_version(fields.Date.to_date(date_from) or self._next_period_start())
        return new._action_open()

    def _new_version(self, date_from):
        if self.state != "active":
            raise UserError(self.env._("%(program)s is not active: edit it as it is.", program=self.display_name))
        if not self.date_from < date_from:
            raise UserError(
                self.env._("A new version of %(program)s begins after its first day.", program=self.display_name)
            )
        versions = self.search([("code", "=", self.code), ("company_id", "=", self.company_id.id)])
        vals = self.copy_data({"code": self.code})[0]
        return self.create(
            {
                **vals,
                "name": self.name,
                "state": ByVerb("draft"),
                "version": max(versions.mapped("version")) + 1,
                "replaces_id": self.id,
                "date_from": date_from,
                "date_to": max(self.date_to, date_from),
            }
        )

    def _next_period_start(self):
        """Return the first day of the settlement period after today's (after the first one, before it began)."""
        today = max(self.company_id._dealer_today(), self.date_from)
        last = self._settlement_period_of(min(today, self.date_to))[1]
        return last + timedelta(days=1)

    def _end_replaced(self):
        """End the version that this one takes over from, the day before it does."""
        replaced = self.replaces_id
        if replaced.state == "active" and replaced.date_to >= self.date_from:
            self._check_replaced(replaced)
            replaced.sudo().write({"state": ByVerb("active"), "date_to": self.date_from - timedelta(days=1)})

    def _check_replaced(self, replaced):
        """Raise unless the version may end where this one begins: what is promised of it stays."""
        run = self.env["dealer.rebate.run"].search(
            [
                ("program_id", "=", replaced.id),
                ("period_to", ">=", self.date_from),
                ("state", "not in", ("draft", "cancelled")),
            ],
            limit=1,
        )
        if run:
            raise UserError(
                self.env._(
                    "%(run)s reaches beyond the first day of %(program)s: begin later, or cancel the run.",
                    run=run.display_name,
                    program=self.display_name,
                )
            )

    def _check_complete(self):
        """Raise a sentence on what is missing for the program to be calculated."""
        self.ensure_one()
        if not self.band_ids:
            raise UserError(self.env._("%(program)s has no bands: say what is paid for what.", program=self.name))
        if self.comparison == "target" and not self.target_ids:
            raise UserError(self.env._("%(program)s needs a target for each dealer.", program=self.name))
        if self.comparison == "growth" and self.growth_base == "given" and not self.base_date_to:
            raise UserError(self.env._("Say over which days %(program)s compares.", program=self.name))
        if self.paid_gate == "coefficient" and not self.coefficient_ids:
            raise UserError(self.env._("%(program)s has no coefficients by days to payment.", program=self.name))
        self.band_ids._check_table()
        self._check_group()

    def _check_group(self):
        """Raise if the programs of a group cannot be compared: each might win over days of its own, and both be paid."""
        rivals = self._rivals((self.date_from, self.date_to)) if self.combination == "best" else self.browse()
        for rival in rivals - self.replaces_id:
            same = rival.cumulation_period == self.cumulation_period and rival._pays_goods() == self._pays_goods()
            if not same:
                raise UserError(
                    self.env._(
                        "%(program)s and %(other)s are of one group: they must add up over the same period, and both give"
                        " amounts or both goods.",
                        program=self.display_name,
                        other=rival.display_name,
                    )
                )

    def action_new_run(self):
        """Return the action that opens a new run of one program for the first period that has none."""
        self.ensure_one()
        first, last = self._next_unsettled_period()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rebate Run"),
            "res_model": "dealer.rebate.run",
            "views": [(False, "form")],
            "context": {"default_program_id": self.id, "default_period_from": first, "default_period_to": last},
        }

    def action_simulate(self):
        """Return the action that opens a simulation of one program."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_rebate.dealer_rebate_simulation_action")
        return {**action, "context": {"default_program_id": self.id}}

    def action_open_runs(self):
        """Return the action that lists the runs of one program."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_rebate.dealer_rebate_run_action")
        return {**action, "domain": [("program_id", "=", self.id)], "context": {"default_program_id": self.id}}

    def action_open_cost(self):
        """Return the action that shows what one program has cost, as a chart."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_rebate.dealer_rebate_line_action_cost")
        return {**action, "domain": [("program_id", "=", self.id), ("state", "in", ("approved", "settled"))]}

    def _action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rebate Program"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }
