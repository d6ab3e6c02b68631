from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class DealerCreditLine(models.Model):
    """The figures of a line: how much is allowed, used, held, available and overdue at this moment."""

    _inherit = "dealer.credit.line"

    temporary_amount = fields.Monetary(string="Temporary Limit", compute="_compute_figures")
    allowed_amount = fields.Monetary(
        string="Limit Today",
        compute="_compute_figures",
        help="Permanent and temporary limit, less what is no longer guaranteed.",
    )
    used_amount = fields.Monetary(
        string="Used", compute="_compute_figures", help="What the documents say, without what is held."
    )
    held_amount = fields.Monetary(
        string="Held",
        compute="_compute_figures",
        help="Reserved by orders that are being confirmed or wait for a release.",
    )
    available_amount = fields.Monetary(string="Available", compute="_compute_figures", help="Negative: over the limit.")
    overdue_amount = fields.Monetary(string="Overdue", compute="_compute_figures")
    receivable_amount = fields.Monetary(string="Open Receivables", compute="_compute_figures")
    credit_amount = fields.Monetary(string="Open Credit Notes", compute="_compute_figures")
    prepaid_amount = fields.Monetary(string="Payments on Account", compute="_compute_figures")
    draft_amount = fields.Monetary(string="Invoices in Draft", compute="_compute_figures")
    delivered_amount = fields.Monetary(string="Delivered, Not Invoiced", compute="_compute_figures")
    ordered_amount = fields.Monetary(string="Confirmed, Not Delivered", compute="_compute_figures")
    utilisation = fields.Float(
        string="Utilisation (%)", compute="_compute_figures", help="Used and held, in percent of the limit of today."
    )
    is_over = fields.Boolean(string="Over the Limit", compute="_compute_figures", search="_search_is_over")
    is_overdue = fields.Boolean(string="With Overdue", compute="_compute_figures", search="_search_is_overdue")
    unsecured_amount = fields.Monetary(
        string="Not Guaranteed",
        compute="_compute_figures",
        help="Used and held beyond what a guarantee in force covers.",
    )
    over_amount = fields.Monetary(
        string="Over by", compute="_compute_figures", help="Beyond the limit of today and the tolerance."
    )
    status_ids = fields.One2many("dealer.credit.status", "line_id", string="Ageing")
    situation = fields.Selection(
        [
            ("free", "Not controlled"),
            ("frozen", "Frozen"),
            ("over", "Over the limit"),
            ("overdue", "Overdue"),
            ("fine", "Fine"),
        ],
        compute="_compute_figures",
    )

    @api.depends("control", "limit_amount", "currency_id", "guarantee_amount", "guarantee_until", "policy_id", "frozen")
    @api.depends("temporary_ids.amount", "temporary_ids.date_from", "temporary_ids.date_to", "valid_until")
    def _compute_figures(self):
        """Two queries for any number of lines; lines that are not saved yet have only what was agreed."""
        found = self.env["dealer.credit.exposure"]._figures(self._origin) if self._origin else {}
        for line in self:
            figures = found.get(line._origin.id)
            line.update(line._display(figures) if figures else dict.fromkeys(self._figure_names(), 0))

    @api.model
    def _figure_names(self):
        return [name for name, field in self._fields.items() if field.compute == "_compute_figures"]

    def _display(self, figures):
        """Return the values of all computed figures of this line."""
        terms, exposure = figures.terms, figures.exposure
        exposed = terms.exposed(exposure)
        prepaid = exposure.prepaid if terms.counts_prepayments else 0.0
        agreed = terms.agreed or 0.0
        values = {
            "temporary_amount": terms.temporary,
            "allowed_amount": agreed,
            "used_amount": exposure.used(count_prepayments=terms.counts_prepayments),
            "held_amount": exposure.held,
            "available_amount": terms.available(exposure) or 0.0,
            "overdue_amount": figures.overdue,
            "receivable_amount": exposure.receivable,
            "credit_amount": exposure.credit,
            "prepaid_amount": prepaid,
            "draft_amount": exposure.draft,
            "delivered_amount": exposure.delivered,
            "ordered_amount": exposure.ordered,
            "utilisation": 100.0 * exposed / agreed if agreed else (100.0 if exposed > 0 else 0.0),
            "over_amount": terms.over(exposure),
            "is_over": terms.over(exposure) > 0,
            "is_overdue": figures.overdue > 0,
            "unsecured_amount": max(exposed - (self.guarantee_amount - terms.guarantee_lapsed), 0.0),
        }
        return {**values, "situation": self._situation(terms, values)}

    @api.model
    def _situation(self, terms, values):
        if terms.control == "none":
            return "free"
        if terms.frozen:
            return "frozen"
        if values["is_over"]:
            return "over"
        return "overdue" if values["is_overdue"] else "fine"

    def _search_is_over(self, operator, value):
        return self._search_status(operator, value, SQL("status.over_amount > 0"))

    def _search_is_overdue(self, operator, value):
        return self._search_status(operator, value, SQL("status.overdue_amount > 0"))

    def _search_status(self, operator, value, condition):
        """Return the domain of the lines whose row of ``dealer.credit.status`` meets ``condition``; one query for all."""
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        status = self.env["dealer.credit.status"]
        query = SQL("(SELECT status.line_id FROM (%s) status WHERE %s)", status._table_query, condition)
        return Domain("id", "in", query)

    def action_open_documents(self):
        """Return the action that shows every document that counts against this line."""
        self.ensure_one()
        self.check_access("read")  # who asks comes from an order or a hold, whose fields tell the line with all rights
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_credit.dealer_credit_document_action")
        return {
            **action,
            "domain": [("line_id", "=", self.id)],
            "display_name": self.env._("Exposure of %(name)s", name=self.name),
            "context": {"search_default_group_kind": 1},
        }

    def action_open_decisions(self):
        """Return the action that shows the history of decisions on these lines."""
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_credit.dealer_credit_decision_action")
        return {**action, "domain": [("line_id", "in", self.ids)], "context": {}}

    def action_open_use(self):
        """Return the action that shows how the exposure of these lines developed, decision by decision."""
        action = self.env["ir.actions.actions"]._for_xml_id("dealer_credit.dealer_credit_decision_action")
        return {
            **action,
            "display_name": self.env._("Use over Time"),
            "view_mode": "graph,list,pivot,form",
            "views": [(False, view) for view in ("graph", "list", "pivot", "form")],
            "domain": [("line_id", "in", self.ids), ("order_id", "!=", False)],
            "context": {"graph_mode": "line"},
        }
