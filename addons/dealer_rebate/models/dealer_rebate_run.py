from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.dealer.models.by_verb import ByVerb

# Runs whose lines are promised: what they pay is not paid by another run.
COMMITTED = ("approved", "settling", "settled")


class DealerRebateRun(models.Model):
    """What one program pays for one period: calculated, reviewed, approved, settled.

    Every run pays what was earned since the period of cumulation began, less what was settled before. A settled run never
    changes: documents that come late make a difference in the next run.
    """

    _name = "dealer.rebate.run"
    _description = "Rebate Run"
    _inherit = ["mail.thread", "mail.activity.mixin", "dealer.approval.mixin"]
    _order = "period_to desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    program_id = fields.Many2one(
        "dealer.rebate.program", required=True, index=True, ondelete="restrict", domain="[('state', '!=', 'draft')]"
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    measure = fields.Selection(related="program_id.measure")
    settle_by = fields.Selection(related="program_id.settle_by")
    kind = fields.Selection(
        [("interim", "Interim"), ("final", "Final"), ("adjustment", "Adjustment")],
        required=True,
        default="final",
        help="Interim: up to a day within the period. Final: the whole period. Adjustment: what came late, without a new"
        " period.",
    )
    period_from = fields.Date(string="From", required=True)
    period_to = fields.Date(string="Until", required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("calculated", "Calculated"),
            ("reviewed", "Reviewed"),
            ("approved", "Approved"),
            ("settling", "Settling"),
            ("settled", "Settled"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    calculated_at = fields.Datetime(readonly=True, copy=False)
    reviewed_by_id = fields.Many2one("res.users", string="Reviewed by", readonly=True, copy=False)
    settle_date = fields.Date(
        string="Booking Date",
        copy=False,
        help="Date of the entries and documents. Where it is locked, they take the first day that is open.",
    )
    refusal_reason = fields.Text(string="Refused because", readonly=True, copy=False)
    previous_id = fields.Many2one("dealer.rebate.run", string="Last Run", readonly=True, copy=False)
    line_ids = fields.One2many("dealer.rebate.line", "run_id", string="Dealers", readonly=True, copy=False)
    note = fields.Text()
    placed = fields.Json(
        string="Dealers that Took Part",
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Technical: on which days dealers took part when the run was calculated; none: all dealers.",
    )

    dealer_count = fields.Integer(string="Number of Dealers", compute="_compute_sums")
    basis_sum = fields.Float(string="Basis", compute="_compute_sums", digits=(16, 2))
    earned_sum = fields.Monetary(string="Earned", compute="_compute_sums")
    settled_before_sum = fields.Monetary(string="Settled before", compute="_compute_sums")
    to_settle_sum = fields.Monetary(string="To Settle", compute="_compute_sums")
    delta_sum = fields.Monetary(string="Δ Last Run", compute="_compute_sums")
    dispute_count = fields.Integer(string="Disputes", compute="_compute_sums")
    error_count = fields.Integer(string="Errors", compute="_compute_sums")
    settled_percent = fields.Float(string="Progress", compute="_compute_sums", help="Percent of the lines settled.")

    _run_unique = models.UniqueIndex(
        "(program_id, period_from, period_to, kind) WHERE state <> 'cancelled' AND kind <> 'adjustment'",
        "The program already has a run of this kind for this period. Open that one.",
    )
    _dates_in_order = models.Constraint("CHECK(period_to >= period_from)", "The last day lies before the first one.")

    @api.depends("program_id.name", "program_id.version", "period_from", "period_to", "kind")
    def _compute_name(self):
        kinds = dict(self._fields["kind"].selection)
        for run in self:
            run.name = run._title(run.period_from or "", run.period_to or "", kinds)

    @api.depends_context("lang", "uid")
    @api.depends("program_id.name", "period_from", "period_to", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            days = (format_date(self.env, day) for day in (run.period_from, run.period_to))
            run.display_name = run._title(*days, kinds)

    def _title(self, first, last, kinds):
        """Return what one run is called: its program and days, and the kind (of {kind: label}) if it is not the usual one."""
        kind = "" if self.kind == "final" else f" · {kinds.get(self.kind, '')}"
        return f"{self.program_id.display_name or ''} · {first} – {last}{kind}"

    @api.depends("line_ids.state", "line_ids.to_settle", "line_ids.error")
    @api.depends_context("uid")
    def _compute_sums(self):
        """Sum what the reader may see: what is out of scope is not told in a sum either. One query for all runs."""
        lines = self.env["dealer.rebate.line"]
        names = ("basis", "earned", "settled_before", "to_settle", "delta")
        rows = lines._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count", *(f"{name}:sum" for name in names)]
        )
        errors = dict(lines._read_group([("run_id", "in", self.ids), ("error", "!=", False)], ["run_id"], ["__count"]))
        for run in self:
            own = [row[1:] for row in rows if row[0] == run]
            counts = {state: count for state, count, *_sums in own}
            run.dealer_count = sum(counts.values())
            for index, name in enumerate(names):
                run[f"{name}_sum"] = sum(row[2 + index] or 0.0 for row in own)
            run.dispute_count = counts.get("disputed", 0)
            run.error_count = errors.get(run, 0)
            done, waiting = counts.get("settled", 0), counts.get("approved", 0)
            run.settled_percent = 100.0 * done / (done + waiting) if done else 0.0

    @api.constrains("program_id", "period_from", "period_to", "kind")
    def _check_period(self):
        for run in self:
            first, last = run.program_id._settlement_period_of(run.period_from)
            if not run.program_id.date_from <= run.period_from <= run.program_id.date_to:
                raise ValidationError(
                    self.env._("%(day)s is no day of %(program)s.", day=run.period_from, program=run.program_id.name)
                )
            if run.period_from != first or run.period_to > last or (run.kind != "interim" and run.period_to != last):
                raise ValidationError(
                    self.env._(
                        "%(program)s is settled from %(first)s to %(last)s: choose these days, or for an interim run a"
                        " last day between them.",
                        program=run.program_id.name,
                        first=format_date(self.env, first),
                        last=format_date(self.env, last),
                    )
                )

    @api.onchange("program_id")
    def _onchange_program_id(self):
        """Propose the first period that has no run yet."""
        if self.program_id and self.kind != "interim":
            self.period_from, self.period_to = self.program_id._next_unsettled_period()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_outcome(vals, new=True)
        runs = super().create(vals_list)
        if drafts := runs.program_id.filtered(lambda program: program.state == "draft"):
            raise UserError(
                self.env._("%(program)s is a draft: activate it before it is settled.", program=drafts[0].name)
            )
        return runs

    def write(self, vals):
        if not ByVerb.gave(vals, "state"):
            self._refuse_outcome(vals)
            if {"program_id", "kind", "period_from", "period_to"} & vals.keys():
                self._check_state(("draft",))
            if "settle_date" in vals:
                self._check_state(("draft", "calculated", "reviewed", "approved"))
        return super().write(ByVerb.plain(vals))

    @api.model
    def _refuse_outcome(self, vals, new=False):
        """Raise if ``vals`` set what only the verbs set."""
        by_verbs = {"state", "calculated_at", "reviewed_by_id", "refusal_reason", "previous_id", "line_ids", "placed"}
        names = {name for name in by_verbs & vals.keys() if not (new and vals[name] in (False, "draft", []))}
        if names:
            raise UserError(
                self.env._(
                    "These fields follow from what is done with the run: %(fields)s.",
                    fields=", ".join(sorted(self._fields[name].string for name in names)),
                )
            )

    def _check_state(self, allowed):
        """Raise a sentence unless all runs are in one of the states ``allowed``."""
        states = dict(self._fields["state"]._description_selection(self.env))
        if wrong := self.filtered(lambda run: run.state not in allowed):
            raise UserError(
                self.env._(
                    "%(run)s is in the state “%(state)s”; this is done in: %(allowed)s.",
                    run=wrong[0].display_name,
                    state=states[wrong[0].state],
                    allowed=", ".join(states[state] for state in allowed),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_not_promised(self):
        self._check_state(("draft", "calculated", "cancelled"))
