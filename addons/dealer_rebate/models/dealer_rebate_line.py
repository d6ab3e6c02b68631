from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Lines whose amounts count as settled for the runs after them.
COUNTED = ("approved", "settled")


class DealerRebateLine(models.Model):
    """What one run pays to one dealer. Only the verbs of runs and lines write it: nobody has the right to."""

    _name = "dealer.rebate.line"
    _description = "Rebate of a Dealer"
    _inherit = ["mail.thread", "mail.activity.mixin", "dealer.scope.mixin"]
    _order = "run_id desc, to_settle desc, id"

    run_id = fields.Many2one("dealer.rebate.run", required=True, index=True, ondelete="cascade", readonly=True)
    program_id = fields.Many2one(related="run_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, help="None where goods are earned."
    )
    period_from = fields.Date(related="run_id.period_from", store=True)
    period_to = fields.Date(related="run_id.period_to", store=True)
    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="restrict", readonly=True)
    dealer_unit_id = fields.Many2one(related="dealer_id.unit_id", string="Dealer Unit", store=True, index=True)
    dealer_user_id = fields.Many2one(
        related="dealer_id.user_id", string="Account Manager", store=True, index="btree_not_null"
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("disputed", "Disputed"),
            ("approved", "Approved"),
            ("settled", "Settled"),
            ("carried", "Carried Over"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    basis = fields.Float(digits=(16, 2), readonly=True, help="In the program's currency or unit.")
    achievement = fields.Float(string="Achievement (%)", digits=(16, 2), readonly=True)
    rate = fields.Float(string="Rate (%)", digits=(16, 4), readonly=True)
    band_id = fields.Many2one("dealer.rebate.band", readonly=True, ondelete="set null")
    earned = fields.Monetary(string="Earned to Date", readonly=True)
    settled_before = fields.Monetary(readonly=True)
    difference = fields.Monetary(readonly=True, help="Earned to date less settled before.")
    to_settle = fields.Monetary(readonly=True, help="Negative: collected from the dealer.")
    carried = fields.Monetary(
        string="Carried Over", readonly=True, help="Not settled now: it comes again with the next run."
    )
    carried_because = fields.Selection(
        [("withheld", "Withheld: overdue amounts"), ("claw_back", "Overpaid before")], readonly=True
    )
    previous_amount = fields.Monetary(string="In the Last Run", readonly=True)
    delta = fields.Monetary(string="Δ Last Run", readonly=True)
    free_quantity = fields.Float(digits="Product Unit", readonly=True)
    part_ids = fields.One2many("dealer.rebate.line.part", "line_id", string="Periods", readonly=True)
    settlement_ids = fields.One2many("dealer.rebate.settlement", "line_id", string="Settlements", readonly=True)
    accrual_released = fields.Monetary(string="Accrual Reversed", readonly=True)
    dispute_reason = fields.Text(string="What the Dealer Says", readonly=True, tracking=True)
    dispute_answer = fields.Text(string="Our Answer", readonly=True, tracking=True)
    error = fields.Text(readonly=True, help="Why it could not be settled.")
    arithmetic = fields.Text(compute="_compute_arithmetic", compute_sudo=True)

    _run_dealer_unique = models.UniqueIndex("(run_id, dealer_id)", "A dealer has one line in a run.")
    _settled_idx = models.Index("(program_id, dealer_id) WHERE state IN ('approved', 'settled')")

    @api.depends("run_id")
    def _compute_currency_id(self):
        for line in self:
            program = line.run_id.program_id
            line.currency_id = False if program._pays_goods() else program.currency_id

    @api.depends("dealer_id.name", "run_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.dealer_id.sudo().name} · {line.run_id.sudo().display_name}"

    @api.depends("part_ids.explain", "part_ids.difference", "state", "to_settle")
    @api.depends_context("lang")
    def _compute_arithmetic(self):
        for line in self:
            line.arithmetic = "\n".join([*(part._sentence() for part in line.part_ids), line._closing_sentence()])

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"dealer_unit_id", "dealer_user_id", "company_id", "program_id"}

    def _check_officer(self):
        """Raise unless the user settles rebates by a role whose scope covers all dealers of these lines."""
        if self.env.su:
            return
        group = "dealer_rebate.group_rebate_officer"
        roles = self.env["dealer.access"]._roles_with_group(group)
        covered = self._in_scope_of(roles)
        if not self.env.user.has_group(group) or covered != self:
            raise AccessError(
                self.env._(
                    "This needs an officer of rebates whose roles cover all dealers of the run. Not covered:"
                    " %(count)s of %(all)s.",
                    count=len(self - covered) or len(self),
                    all=len(self),
                )
            )

    # -- disputes -------------------------------------------------------------------------------------------------

    def action_dispute(self, reason):
        """Say that these figures are wrong; dealers do it by ``dealer.dealer.dispute_rebate``.

        A disputed line is not settled. What the dispute comes to is paid by a later run.

        :param str reason: what is wrong
        :return: True
        :raise UserError: without a reason, or if a line is decided already
        """
        self.check_access("read")
        self._dispute(reason)
        return True

    def _dispute(self, reason):
        reason = (reason or "").strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say what is wrong with the figures."))
        for line_sudo in self.sudo():
            line_sudo._lock()
            if line_sudo.state not in ("open", "disputed"):
                raise UserError(
                    self.env._(
                        "%(line)s is decided: it can no longer be disputed. What is wrong is set right by the next run.",
                        line=line_sudo.display_name,
                    )
                )
            line_sudo.write({"state": "disputed", "dispute_reason": reason[:4000], "dispute_answer": False})
            line_sudo._tell_dispute()

    def _tell_dispute(self):
        self.message_post(
            body=self.env._("Objection of %(user)s: %(reason)s", user=self.env.user.name, reason=self.dispute_reason),
            author_id=self.env.user.partner_id.id,
        )
        manager = self.dealer_user_id
        if manager.active and self.with_user(manager).has_access("read"):
            # On the line, not on the run: whoever reads runs need not see this dealer.
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=manager.id,
                summary=self.env._("Objection to a rebate: %(dealer)s", dealer=self.dealer_id.name),
                note=self.dispute_reason,
            )

    def action_resolve(self, answer):
        """Answer the objections: the lines go on as they are, or with what the next calculation gives.

        :param str answer: told to the dealer
        :return: True
        :raise UserError: without an answer, or if a line is not disputed
        """
        self._check_officer()
        answer = (answer or "").strip() if isinstance(answer, str) else ""
        if not answer:
            raise UserError(self.env._("Write an answer: the dealer will read it."))
        for line_sudo in self.sudo():
            if line_sudo.state != "disputed":
                raise UserError(self.env._("%(line)s is not disputed.", line=line_sudo.display_name))
            # Where the run is past its approval, what is not paid of it comes with the next run.
            state = "open" if line_sudo.run_id.state in ("calculated", "reviewed") else "cancelled"
            line_sudo.write({"state": state, "dispute_answer": answer[:4000]})
        return True

    def _state_when_approved(self):
        """Return the state that the approval of its run gives one line; differences that even out are settled by it."""
        if self.carried:
            return "carried"
        return "approved" if self.to_settle else "settled"

    def _lock(self):
        """Lock the runs of these lines, so that nobody approves them meanwhile."""
        self.run_id._lock()

    def action_open(self):
        """Return the action that opens one line: documents, bands and arithmetic."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.dealer_id.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
