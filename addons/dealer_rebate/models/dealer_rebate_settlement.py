import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.dealer.models.by_verb import ByVerb

_logger = logging.getLogger(__name__)

BATCH = 40


class DealerRebateSettlement(models.Model):
    """The one settlement of a line. It is inserted with the document that pays, and the database allows no second one.

    So whatever is interrupted, killed or done twice: a line is paid once, or not yet.
    """

    _name = "dealer.rebate.settlement"
    _description = "Settlement of a Rebate"
    _inherit = ["dealer.scope.mixin"]
    _order = "id desc"

    line_id = fields.Many2one("dealer.rebate.line", required=True, ondelete="restrict", readonly=True, index=True)
    run_id = fields.Many2one(related="line_id.run_id", store=True, index=True)
    dealer_id = fields.Many2one(related="line_id.dealer_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="line_id.currency_id")
    kind = fields.Selection(
        [
            ("fund", "Fund of the dealer"),
            ("credit_note", "Credit note"),
            ("invoice_line", "Line on the next invoice"),
            ("free_goods", "Free goods"),
            ("payment", "Payment"),
            ("collection", "Collected"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(required=True, readonly=True, help="Goods: the quantity.")
    date = fields.Date(required=True, readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    payment_id = fields.Many2one("account.payment", readonly=True, ondelete="restrict", index="btree_not_null")
    order_id = fields.Many2one("sale.order", readonly=True, ondelete="restrict", index="btree_not_null")
    invoice_line_ids = fields.One2many("account.move.line", "rebate_settlement_id", readonly=True)
    document_name = fields.Char(string="Document", compute="_compute_document_name", compute_sudo=True)

    _line_unique = models.Constraint("UNIQUE(line_id)", "This rebate has been settled already.")

    @api.depends("move_id.name", "payment_id.name", "order_id.name", "invoice_line_ids.move_id.name")
    def _compute_document_name(self):
        for settlement in self:
            invoices = settlement.invoice_line_ids.move_id.mapped(lambda move: move.name or "")
            document = settlement.order_id or settlement.payment_id or settlement.move_id
            settlement.document_name = document.name or ", ".join(filter(None, invoices)) or ""

    @api.depends("kind", "document_name")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for settlement in self:
            settlement.display_name = " ".join(filter(None, (kinds.get(settlement.kind), settlement.document_name)))

    def action_open_document(self):
        """Return the action that opens the document by which one line was settled."""
        self.ensure_one()
        document = self.order_id or self.payment_id or self.move_id or self.invoice_line_ids.move_id[:1]
        if not document:
            raise UserError(self.env._("It stands on no invoice yet: the next one of the dealer takes it."))
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }

    @api.model
    def _settle(self, lines):
        """Settle these lines, all superuser's and of one run; what fails is tried line by line and says why on it."""
        try:
            with self.env.cr.savepoint():
                self._settle_together(lines)
        except psycopg2.OperationalError:
            raise  # somebody else was quicker: the platform, or the next round, repeats it
        except Exception as error:
            self.env.invalidate_all()
            if len(lines) > 1:
                for line in lines:
                    self._settle(line)
            else:
                _logger.info("Rebate line %s was not settled", lines.id, exc_info=True)
                lines.error = str(error) or repr(error)

    @api.model
    def _settle_together(self, lines):
        self = self.with_company(lines.run_id.company_id)
        run = lines.run_id
        program = run.program_id.with_env(self.env)
        for kind, group in lines.grouped(lambda line: self._kind_of(program, line)).items():
            date = run.settle_date
            settlements = self.create(
                [{"line_id": line.id, "kind": kind, "amount": abs(line.to_settle), "date": date} for line in group]
            )
            settlements.flush_recordset(["line_id"])
            getattr(settlements, f"_pay_by_{kind}")(program)
            settlements._tell_other_date()
        lines._release_accrual(program)
        lines.write({"state": "settled", "error": False})

    @api.model
    def _kind_of(self, program, line):
        return "collection" if line.to_settle < 0 else program.settle_by

    def _memo(self, program):
        """Return the text on the documents of one settlement, in the dealer's language."""
        run = self.line_id.run_id.with_context(lang=self.dealer_id.partner_id.lang or self.env.lang)
        return run.env._("Rebate %(run)s", run=run.display_name)

    def _tell_other_date(self):
        """Say on the run which date the documents took because the one of the run is locked."""
        moved = self.move_id.filtered(lambda move: move.date != self[:1].date)
        if moved:
            self.run_id.message_post(
                body=self.env._(
                    "%(wanted)s is locked: %(count)s documents are booked on %(date)s.",
                    wanted=self[:1].date,
                    count=len(moved),
                    date=", ".join(sorted({str(move.date) for move in moved})),
                )
            )


class DealerRebateRun(models.Model):
    """Settlement in batches, each committed by itself where it runs in the background."""

    _inherit = "dealer.rebate.run"

    settle_seq = fields.Integer(readonly=True, copy=False, help="Technical: changed by whoever settles.")

    def _lock_settling(self):
        """Let only one transaction at a time settle lines of these runs; whoever waited is repeated by the platform."""
        self.flush_recordset()
        for run in self.sorted("id"):
            self.env.cr.execute(
                SQL("UPDATE dealer_rebate_run SET settle_seq = COALESCE(settle_seq, 0) + 1 WHERE id = %s", run.id),
                log_exceptions=False,
            )
        self.invalidate_recordset()

    def _lines_to_settle(self, limit=None):
        return self.env["dealer.rebate.line"].search(
            [("run_id", "in", self.ids), ("state", "=", "approved"), ("error", "=", False)], limit=limit, order="id"
        )

    def _settle_next(self):
        """Settle the next lines of one run and return how many were looked at; close the run after the last one."""
        lines = self._lines_to_settle(BATCH)
        if lines:
            self.env["dealer.rebate.settlement"]._settle(lines)
        self._close_if_done()
        return len(lines)

    def _close_if_done(self):
        waiting = self.env["dealer.rebate.line"].search_count(
            [("run_id", "=", self.id), ("state", "=", "approved")], limit=1
        )
        if self.state == "settling" and not waiting:
            self.write({"state": ByVerb("settled")})

    @api.model
    def _cron_settle(self):
        """Settle what is approved and begun, batch by batch; each batch is committed, so that a kill loses one at most."""
        runs = self.search([("state", "=", "settling")])
        self.env["ir.cron"]._commit_progress(remaining=len(runs._lines_to_settle()))
        for run in runs:
            self._settle_in_batches(run.id)

    @api.model
    def _settle_in_batches(self, run_id):
        """Settle one run as long as there is time; leave it to whoever else is just settling it."""
        while True:
            free = self.env.execute_query(
                SQL(
                    "SELECT id FROM dealer_rebate_run WHERE id = %s AND state = 'settling' FOR UPDATE SKIP LOCKED",
                    run_id,
                )
            )
            if not free:
                return
            run = self.browse(run_id)
            run.invalidate_recordset()
            done = run._settle_next_in_job()
            if not self.env["ir.cron"]._commit_progress(done) or not done:
                return

    def _settle_next_in_job(self):
        """Do :meth:`_settle_next` so that a run that fails holds up no other: then nothing was looked at."""
        done = []
        self.env["ir.cron"]._do_one(self, lambda run: done.append(run._settle_next()), self.env._("Settlement"))
        return sum(done)
