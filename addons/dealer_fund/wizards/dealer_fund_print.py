import base64

from odoo import api, fields, models
from odoo.tools import date_utils, format_date

from ..report.fund_statement_pdf import render


class DealerFundPrint(models.TransientModel):
    """Asks for the period of a fund's statement and draws it."""

    _name = "dealer.fund.print"
    _description = "Fund Statement"

    fund_id = fields.Many2one("dealer.fund", required=True, readonly=True)
    date_from = fields.Date(
        string="From", required=True, default=lambda self: date_utils.start_of(fields.Date.context_today(self), "year")
    )
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)
    file = fields.Binary(string="Statement", readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    def action_draw(self):
        """Draw the statement and show the dialog again, with the file to be downloaded."""
        self.ensure_one()
        statement = self.fund_id.statement(self.date_from, self.date_to)
        name = f"{self.fund_id.sudo().dealer_id.code}-{self.fund_id.sudo().type_id.code}-{statement['date_to']}.pdf"
        self.write({"file": base64.b64encode(self._draw(statement)), "file_name": name})
        return self.fund_id.action_open_print(self)

    def _draw(self, statement):
        """Return the statement (see ``dealer.fund.statement``) as a PDF, in the user's language."""
        fund_sudo = self.fund_id.sudo()
        title = self.env._("Statement of Fund: %(fund)s", fund=statement["name"])
        period = self.env._(
            "%(first)s to %(last)s, in %(currency)s",
            first=format_date(self.env, statement["date_from"]),
            last=format_date(self.env, statement["date_to"]),
            currency=statement["currency"],
        )
        dealer = f"{statement['dealer']} ({fund_sudo.dealer_id.code})"
        head = [
            self.env._("Date"),
            self.env._("Movement"),
            self.env._("Text"),
            self.env._("Amount"),
            self.env._("Balance"),
        ]
        opening = ["", "", self.env._("Opening balance"), "", self._money(statement["opening"])]
        closing = ["", "", self.env._("Closing balance"), "", self._money(statement["closing"])]
        rows = [(opening, True), *((self._row(line), False) for line in statement["lines"]), (closing, True)]
        return render(title, [dealer, fund_sudo.company_id.name, period], head, rows, self.env._("Page"))

    @api.model
    def _row(self, line):
        text = " · ".join(dict.fromkeys(part for part in (line["memo"], line["document"], line["entry"]) if part))
        amounts = [self._money(line["amount"]), self._money(line["balance"])]
        return [format_date(self.env, line["date"]), line["kind_name"], text, *amounts]

    def _money(self, amount):
        return self.fund_id.currency_id.format(amount)
