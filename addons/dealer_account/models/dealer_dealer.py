from odoo import api, fields, models
from odoo.fields import Domain


class DealerDealer(models.Model):
    """Invoices and open balance of a dealer, and its payment terms."""

    _inherit = "dealer.dealer"

    payment_term_id = fields.Many2one(
        compute="_compute_payment_term_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        tracking=True,
    )
    invoice_count = fields.Integer(
        string="Number of Invoices",
        compute="_compute_invoice_count",
        groups="dealer_account.group_dealer_invoice_viewer",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    open_balance = fields.Monetary(
        compute="_compute_open_balance",
        currency_field="company_currency_id",
        groups="dealer_account.group_dealer_invoice_viewer",
        help="What the dealer owes less what is credited to it, posted, in the currency of the company.",
    )

    @api.depends("type_id")
    def _compute_payment_term_id(self):
        """Apart from the other terms: installing this must not take them over from the type once more."""
        for dealer_type, dealers in self.grouped("type_id").items():
            self._take_over_term("payment_term_id", dealer_type, dealers)

    def _compute_invoice_count(self):
        counts = self.env["account.move"]._read_group(self._dealer_invoices_domain(), ["dealer_id"], ["__count"])
        by_dealer = dict(counts)
        for dealer in self:
            dealer.invoice_count = by_dealer.get(dealer._origin, 0)

    def _compute_open_balance(self):
        """Sum the receivables with the reader's rights: what the reader must not see is not told in a sum either."""
        sums = self.env["account.move.line"]._read_group(
            self._open_receivables_domain(), ["dealer_id"], ["amount_residual:sum"]
        )
        by_dealer = dict(sums)
        for dealer in self:
            dealer.open_balance = by_dealer.get(dealer._origin, 0.0)

    def _dealer_invoices_domain(self):
        """Return the domain of the customer invoices and credit notes of these dealers."""
        return Domain("dealer_id", "in", self._origin.ids) & Domain("move_type", "in", ("out_invoice", "out_refund"))

    def _open_receivables_domain(self):
        """Return the domain of the posted receivable journal items of these dealers that are not settled."""
        return Domain(
            [
                ("dealer_id", "in", self._origin.ids),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )

    def action_open_invoices(self):
        """Return the action that shows the customer invoices and credit notes of these dealers."""
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_account.account_move_action")
        return {**action, "domain": list(self._dealer_invoices_domain()), "context": self._document_action_context()}

    def action_open_receivables(self):
        """Return the action that shows the journal items of these dealers that make their open balance."""
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_account.account_move_line_action")
        return {**action, "domain": list(self._open_receivables_domain())}

    def _document_action_context(self):
        """Return the context in which a document opened from one dealer starts with its partner and company."""
        return {
            "default_move_type": "out_invoice",
            "default_partner_id": self.partner_id.id if len(self) == 1 else False,
        }

    def _open_documents(self):
        """A dealer with unpaid or unfinished invoices, whoever may see them, is not terminated."""
        sentences = super()._open_documents()
        unpaid_sudo = (
            self.env["account.move.line"]
            .sudo()
            .search_fetch(
                [*self._open_receivables_domain(), ("amount_residual", "!=", 0)], ["amount_residual", "move_id"]
            )
        )
        if unpaid_sudo:
            sentences.append(
                self.env._(
                    "Receivables of %(amount)s are open, such as on %(name)s.",
                    amount=self.company_id.currency_id[:1].format(sum(unpaid_sudo.mapped("amount_residual"))),
                    name=unpaid_sudo[0].move_id.name,
                )
            )
        drafts = (
            self.env["account.move"].sudo().search_count([*self._dealer_invoices_domain(), ("state", "=", "draft")])
        )
        if drafts:
            sentences.append(self.env._("%(count)s invoices are still drafts.", count=drafts))
        return sentences

    @api.model
    def _payment_term_of(self, documents):
        """Return {document: payment terms} of those ``documents`` whose dealer has payment terms of its own."""
        dealers_sudo = documents.sudo().dealer_id
        terms = {dealer.id: dealer.payment_term_id for dealer in dealers_sudo}
        return {
            document: terms[dealer_id].with_env(document.env)
            for document in documents
            if (dealer_id := document.sudo().dealer_id.id) and terms[dealer_id]
        }
