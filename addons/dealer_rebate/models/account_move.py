from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class AccountMove(models.Model):
    """Rebates as lines of an invoice."""

    _inherit = "account.move"

    def _take_rebates(self):
        """Put rebates that wait for an invoice on these new customer invoices (superuser): never more than one comes to."""
        invoices = self.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "draft" and move.dealer_id
        )
        settlements = self.env["dealer.rebate.settlement"].search(
            [("kind", "=", "invoice_line"), ("dealer_id", "in", invoices.dealer_id.ids)], order="id"
        )
        left = settlements._with_rest()
        if not left:
            return
        left._lock()
        left = left._left_for_invoices()
        for invoice in invoices:
            invoice._take_rebates_of(left)

    def _take_rebates_of(self, left):
        """Take for one invoice out of ``left`` ({settlement: amount}), what is its dealer's and in its currency."""
        room = self.amount_untaxed
        for settlement, amount in left.items():
            if settlement.dealer_id != self.dealer_id or settlement.currency_id != self.currency_id:
                continue
            taken = min(amount, self.currency_id.round(room))
            if self.currency_id.compare_amounts(taken, 0.0) > 0:
                self._add_rebate(settlement, taken)
                left[settlement] = self.currency_id.round(amount - taken)
                room -= taken

    def _add_rebate(self, settlement, amount):
        program = settlement.run_id.program_id.with_company(self.company_id)
        vals = settlement._prepare_document_line(program, amount)
        vals.update(price_unit=-vals["price_unit"], rebate_settlement_id=settlement.id, rebate_amount=amount)
        self.write({"invoice_line_ids": [Command.create(vals)]})

    def _check_rebate_documents(self):
        settled_sudo = self.env["dealer.rebate.settlement"].sudo().search([("move_id", "in", self.ids)], limit=1)
        if settled_sudo:
            raise UserError(
                self.env._(
                    "%(entry)s settles a rebate: it stays as it is. What was wrong is set right by the next run.",
                    entry=settled_sudo.move_id.name,
                )
            )
        accrued_sudo = self.env["dealer.rebate.accrual"].sudo().search([("move_id", "in", self.ids)], limit=1)
        if accrued_sudo:
            raise UserError(
                self.env._(
                    "%(entry)s accrues a rebate: it stays as it is. What was wrong is set right by the next accrual.",
                    entry=accrued_sudo.move_id.name,
                )
            )

    def _check_rebate_lines(self):
        """Raise if one of these gives a rebate to somebody else, or in another currency, than it was earned in."""
        for line in self.sudo().invoice_line_ids.filtered("rebate_settlement_id"):
            settlement, move = line.rebate_settlement_id, line.move_id
            fits = move.dealer_id == settlement.dealer_id and move.currency_id == settlement.currency_id
            if not fits or move.move_type != "out_invoice":
                raise UserError(
                    self.env._(
                        "%(line)s gives a rebate of %(dealer)s in %(currency)s. Delete the line, and the next invoice of that"
                        " dealer takes it.",
                        line=line.name,
                        dealer=settlement.dealer_id.name,
                        currency=settlement.currency_id.name,
                    )
                )

    def _post(self, soft=True):
        self._check_rebate_lines()
        return super()._post(soft)

    def write(self, vals):
        """What an invoice gave of a rebate, or a credit note took back, may stand on another invoice by now."""
        res = super().write(vals)
        if vals.get("state") in ("draft", "cancel"):
            for move_sudo in self.sudo():
                if given_sudo := (move_sudo | move_sudo.reversed_entry_id).invoice_line_ids.rebate_settlement_id:
                    given_sudo._check_given_once(move_sudo)
        return res

    def button_draft(self):
        """A settlement is not taken back: its line would count as settled without being paid."""
        self._check_rebate_documents()
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """See :meth:`button_draft`: reversed, it would have paid nothing, too."""
        self._check_rebate_documents()
        return super()._reverse_moves(default_values_list, cancel)

    def button_cancel(self):
        """See :meth:`button_draft`."""
        self._check_rebate_documents()
        return super().button_cancel()
