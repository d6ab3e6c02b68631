from odoo import api, models
from odoo.tools import format_date, formatLang

from ..report.statement_pdf import StatementPdf


class DealerPortal(models.AbstractModel):
    """The statement of account as a document."""

    _inherit = "dealer.portal"

    @api.model
    def _statement_pdf(self, dealer, date_from, date_to):
        """Return the statement of one dealer as the bytes of a PDF; parameters as :meth:`_statement`."""
        parts = [self._statement_texts(part) for part in self._statement(dealer, date_from, date_to)]
        return StatementPdf(self._statement_words(dealer, date_from, date_to), parts).render()

    @api.model
    def _statement_words(self, dealer, date_from, date_to):
        partner_sudo = dealer.sudo().partner_id
        return {
            "title": self.env._("Statement of account"),
            "company": dealer.company_id.sudo().name,
            "dealer": f"{dealer.name} ({dealer.code})" if dealer.code else dealer.name,
            "address": ", ".join(
                filter(None, (partner_sudo.street, partner_sudo.zip, partner_sudo.city, partner_sudo.country_id.name))
            ),
            "period": f"{format_date(self.env, date_from)} – {format_date(self.env, date_to)}",
            "date": self.env._("Date"),
            "name": self.env._("Document"),
            "due": self.env._("Due"),
            "debit": self.env._("Debit"),
            "credit": self.env._("Credit"),
            "balance": self.env._("Balance"),
            "opening": self.env._("Opening balance"),
            "closing": self.env._("Closing balance"),
            "carried": self.env._("Carried over"),
            "page": self.env._("Page"),
        }

    @api.model
    def _statement_texts(self, part):
        """Return one currency of a statement as texts in the user's formats."""
        digits = part["currency"].decimal_places

        def amount(value):
            return formatLang(self.env, value, digits=digits)

        lines = []
        for line in part["lines"]:
            reference = line["reference"] if line["reference"] != line["name"] else ""
            lines.append(
                {
                    "date": format_date(self.env, line["date"]),
                    "name": f"{line['name']} · {reference}" if reference else line["name"],
                    "due": format_date(self.env, line["due"]) if line["due"] else "",
                    "debit": amount(line["debit"]) if line["debit"] else "",
                    "credit": amount(line["credit"]) if line["credit"] else "",
                    "balance": amount(line["balance"]),
                }
            )
        sums = {name: amount(part[name]) for name in ("opening", "closing", "debit", "credit")}
        return {"currency": part["currency"].name, "lines": lines, **sums}
