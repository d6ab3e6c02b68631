from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.ageing import BUCKETS


class DealerCreditDocument(models.Model):
    """Every document that counts against a credit line: the rows of which the exposure is the sum."""

    _name = "dealer.credit.document"
    _description = "Credit Exposure by Document"
    _inherit = ["dealer.scope.mixin"]
    _auto = False
    _order = "due_date, id"
    _rec_name = "reference"

    reference = fields.Char(string="Document", readonly=True)
    line_id = fields.Many2one("dealer.credit.line", string="Credit Line", readonly=True)
    dealer_id = fields.Many2one("dealer.dealer", readonly=True)
    dealer_unit_id = fields.Many2one("dealer.unit", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(
        [
            ("receivable", "Open receivable"),
            ("credit", "Credit note"),
            ("prepaid", "Payment on account"),
            ("draft", "Invoice in draft"),
            ("delivered", "Delivered, not invoiced"),
            ("ordered", "Confirmed, not delivered"),
            ("held", "Held"),
        ],
        readonly=True,
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(string="Amount in Currency", readonly=True, aggregator=None)
    line_currency_id = fields.Many2one("res.currency", string="Currency of the Line", readonly=True)
    line_amount = fields.Monetary(string="Amount", readonly=True, currency_field="line_currency_id")
    rate = fields.Float(digits=0, readonly=True, aggregator=None, help="Today's, to the currency of the line.")
    date = fields.Date(readonly=True)
    due_date = fields.Date(string="Due", readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    bucket = fields.Selection(
        [
            ("age_0", "Not due"),
            ("age_30", "1–30 days"),
            ("age_60", "31–60 days"),
            ("age_90", "61–90 days"),
            ("age_more", "More than 90 days"),
        ],
        string="Overdue since",
        readonly=True,
    )
    move_id = fields.Many2one("account.move", string="Invoice or Entry", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)

    @property
    def _table_query(self):
        Exposures = self.env["dealer.credit.exposure"]
        Exposures._flush_documents()
        return SQL(
            """
            SELECT document.*,
                   document.amount * document.rate AS line_amount,
                   CASE WHEN document.kind = 'receivable' THEN %(bucket)s END AS bucket
              FROM (
                    SELECT (COALESCE(part.item_id, part.move_id, part.order_id)::bigint << 4) + %(kind_number)s AS id,
                           member.line_id, part.dealer_id, dealer.unit_id AS dealer_unit_id, part.company_id, part.kind,
                           part.currency_id, part.amount, line.currency_id AS line_currency_id, part.date,
                           CASE WHEN part.kind IN ('receivable', 'draft') THEN part.due_date END AS due_date,
                           CASE WHEN part.kind = 'receivable' THEN GREATEST(%(today)s - part.due_date, 0) ELSE 0 END AS days_overdue,
                           part.move_id, part.order_id, %(factor)s AS rate,
                           COALESCE(move.name, sale_order.name) AS reference
                      FROM (%(members)s) member
                      JOIN dealer_credit_line line ON line.id = member.line_id
                      JOIN (%(documents)s) part ON part.dealer_id = member.dealer_id
                      JOIN dealer_dealer dealer ON dealer.id = member.dealer_id
                      JOIN res_company company ON company.id = part.company_id
                      LEFT JOIN account_move move ON move.id = part.move_id
                      LEFT JOIN sale_order ON sale_order.id = part.order_id
                   ) document
            """,
            bucket=self._bucket_sql(),
            kind_number=self._kind_number_sql(),
            today=self.env["res.company"]._dealer_today_sql("part.company_id"),
            factor=Exposures._factor("part.currency_id", "line.currency_id", "company"),
            members=Exposures._members(),
            documents=Exposures._documents(),
        )

    @api.model
    def _bucket_sql(self):
        """Return the SQL of the bucket of ``document.days_overdue``."""
        cases = [SQL("WHEN document.days_overdue <= %s THEN %s", last, name) for name, _first, last in BUCKETS[:-1]]
        return SQL("CASE %s ELSE %s END", SQL(" ").join(cases), BUCKETS[-1][0])

    @api.model
    def _kind_number_sql(self):
        """Return the SQL of a number per kind, so that the two parts of one order have different ids."""
        kinds = [name for name, _label in self._fields["kind"].selection]
        cases = [SQL("WHEN %s THEN %s", name, number) for number, name in enumerate(kinds)]
        return SQL("CASE part.kind %s END", SQL(" ").join(cases))

    def action_open(self):
        """Return the action that opens the document itself."""
        self.ensure_one()
        record = self.order_id or self.move_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
