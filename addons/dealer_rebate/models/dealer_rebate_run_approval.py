from odoo import models
from odoo.tools import format_date

from odoo.addons.dealer.models.by_verb import ByVerb


class DealerRebateRun(models.Model):
    """The holes of the approval: what of a run matters, and what a decision does."""

    _inherit = "dealer.rebate.run"

    def _approval_dealer(self):
        """A run is about many dealers: the reviewers are looked for on nobody's side."""
        return self.env["dealer.dealer"]

    def _approval_requester(self):
        return self.reviewed_by_id or self.env.user

    def _check_may_request(self):
        res = super()._check_may_request()
        self._check_may_settle()
        self._check_state(("reviewed",))
        return res

    def _approval_amount(self):
        """Return (amount that is paid by the run, its currency); goods count with what they are worth."""
        amount = self._goods_worth() if self.program_id._pays_goods() else self._sum_to_settle()
        return amount, self.currency_id

    def _goods_worth(self):
        """Return what the goods of one run are worth: at the product's sales price of today, without taxes, in the currency of
        the program, rounded once. So who may approve so much in money approves so much in goods."""
        program_sudo = self.sudo().program_id
        product_sudo = program_sudo.free_product_id.with_company(program_sudo.company_id)
        quantity = program_sudo.uom_id._compute_quantity(self._sum_to_settle(), product_sudo.uom_id, round=False)
        return product_sudo.currency_id._convert(
            quantity * product_sudo.lst_price,
            program_sudo.currency_id,
            program_sudo.company_id,
            program_sudo.company_id._dealer_today(),
        )

    def _sum_to_settle(self):
        """Return what one run pays, of all its dealers, those in dispute aside."""
        lines_sudo = self.sudo().line_ids.filtered(lambda line: line.state != "disputed")
        return self.program_id._round(sum(lines_sudo.mapped("to_settle")))

    def _approval_fingerprint(self):
        lines_sudo = self.sudo().line_ids
        parts = [f"{self.program_id.id} {self.period_from} {self.period_to} {self.kind}"]
        parts += sorted(
            f"{line.dealer_id.id} {line.earned:.6f} {line.settled_before:.6f} {line.to_settle:.6f}"
            for line in lines_sudo
        )
        return "|".join(parts)

    def _approval_material_fields(self):
        return ["program_id", "period_from", "period_to", "kind", "line_ids.earned", "line_ids.to_settle"]

    def _approval_figures(self):
        run_sudo = self.sudo()
        lines = run_sudo.line_ids
        rows = [
            (self.env._("Program"), self.program_id.display_name),
            (
                self.env._("Period"),
                f"{format_date(self.env, self.period_from)} – {format_date(self.env, self.period_to)}",
            ),
            (self.env._("Dealers"), str(len(lines))),
            (self.env._("Earned to date"), self._amount_text(sum(lines.mapped("earned")))),
            (self.env._("Settled before"), self._amount_text(sum(lines.mapped("settled_before")))),
            (self.env._("To settle"), self._amount_text(run_sudo._sum_to_settle())),
            *self._worth_figures(),
            (self.env._("Δ last run"), self._amount_text(sum(lines.mapped("delta")))),
            (self.env._("Disputed"), str(len(lines.filtered(lambda line: line.state == "disputed")))),
        ]
        return [{"label": label, "value": value} for label, value in rows]

    def _worth_figures(self):
        if not self.program_id._pays_goods():
            return []
        return [(self.env._("Worth at the sales price"), self.currency_id.format(self._goods_worth()))]

    def _amount_text(self, amount):
        if self.program_id._pays_goods():
            return f"{amount:g} {self.program_id.uom_id.name}"
        return self.currency_id.format(amount)

    def _on_approved(self, request):
        self._approve()

    def _on_refused(self, request, reason):
        self.write({"state": ByVerb("calculated"), "refusal_reason": reason})

    def _approve(self):
        """Promise what one run pays; called with the superuser's rights after the decision was checked.

        From here on other runs count it as settled.
        """
        self._lock()
        self._check_state(("reviewed",))
        self._check_current()
        waiting = self.line_ids.filtered(lambda line: line.state == "open")
        for state, lines in waiting.grouped(lambda line: line._state_when_approved()).items():
            lines.write({"state": state})
        self.write({"state": ByVerb("approved"), "refusal_reason": False})
