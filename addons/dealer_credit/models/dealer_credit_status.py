from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.ageing import BUCKETS


class DealerCreditStatus(models.Model):
    """One row per controlled line with its figures of this moment: for lists to sort and search, pivot and graph."""

    _name = "dealer.credit.status"
    _description = "Credit Utilisation"
    _inherit = ["dealer.scope.mixin"]
    _auto = False
    _order = "utilisation desc, id"
    _rec_name = "line_id"

    line_id = fields.Many2one("dealer.credit.line", string="Credit Line", readonly=True)
    dealer_id = fields.Many2one("dealer.dealer", readonly=True)
    group_id = fields.Many2one("dealer.credit.group", string="Credit Group", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    unit_id = fields.Many2one("dealer.unit", string="Dealer Unit", readonly=True)
    user_id = fields.Many2one("res.users", string="Account Manager", readonly=True)
    type_id = fields.Many2one("dealer.type", string="Dealer Type", readonly=True)
    tier_id = fields.Many2one("dealer.tier", string="Dealer Tier", readonly=True)
    policy_id = fields.Many2one("dealer.credit.policy", readonly=True)
    control = fields.Selection(selection="_selection_control", readonly=True)
    frozen = fields.Boolean(readonly=True)
    review_date = fields.Date(string="Next Review", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    allowed_amount = fields.Monetary(string="Limit Today", readonly=True)
    used_amount = fields.Monetary(string="Used", readonly=True)
    held_amount = fields.Monetary(string="Held", readonly=True)
    available_amount = fields.Monetary(string="Available", readonly=True)
    over_amount = fields.Monetary(string="Over by", readonly=True)
    overdue_amount = fields.Monetary(string="Overdue", readonly=True)
    utilisation = fields.Float(string="Utilisation (%)", readonly=True, aggregator="avg")
    age_0 = fields.Monetary(string="Not Due", readonly=True)
    age_30 = fields.Monetary(string="1–30 Days", readonly=True)
    age_60 = fields.Monetary(string="31–60 Days", readonly=True)
    age_90 = fields.Monetary(string="61–90 Days", readonly=True)
    age_more = fields.Monetary(string="More than 90 Days", readonly=True)

    @api.model
    def _selection_control(self):
        return self.env["dealer.credit.line"]._fields["control"]._description_selection(self.env)

    @api.model
    def _dealer_scope_depends(self):
        return []

    @api.model
    def _dealer_scope_domain(self, roles=None):
        lines_sudo = self.env["dealer.credit.line"].sudo().with_context(active_test=False)
        return Domain("line_id", "any", lines_sudo._dealer_scope_domain(roles))

    @property
    def _table_query(self):
        """One query: the documents by line, summed by kind and by age, against what the line allows today.

        The rules are those of ``engine.terms``; a test compares both for lines of every sort.
        """
        Exposures = self.env["dealer.credit.exposure"]
        Exposures._flush_documents()
        return SQL(
            """
            SELECT figures.*,
                   figures.allowed_amount - figures.used_amount - figures.held_amount AS available_amount,
                   GREATEST(figures.used_amount + figures.held_amount
                            - ROUND(figures.allowed_amount * (1 + figures.tolerance / 100.0), figures.digits), 0) AS over_amount,
                   CASE WHEN figures.allowed_amount > 0
                        THEN 100.0 * (figures.used_amount + figures.held_amount) / figures.allowed_amount
                        WHEN figures.used_amount + figures.held_amount > 0 THEN 100.0 ELSE 0.0 END AS utilisation
              FROM (
                    SELECT line.id, line.id AS line_id, line.dealer_id, line.group_id, line.company_id, line.policy_id, line.control,
                           line.frozen, line.review_date, line.currency_id, currency.decimal_places AS digits,
                           dealer.unit_id, dealer.user_id, dealer.type_id, dealer.tier_id,
                           COALESCE(policy.tolerance_percent, 0) AS tolerance,
                           CASE line.control WHEN 'prepaid' THEN 0
                                ELSE GREATEST(COALESCE(line.limit_amount, 0)
                                              - CASE WHEN line.guarantee_until < %(today)s
                                                     THEN COALESCE(line.guarantee_amount, 0) ELSE 0 END, 0)
                                     + COALESCE(temporary.amount, 0) END AS allowed_amount,
                           COALESCE(document.used, 0)
                           + CASE WHEN policy.count_prepayments OR line.control = 'prepaid' THEN COALESCE(document.prepaid, 0)
                                  ELSE 0 END AS used_amount,
                           COALESCE(document.held, 0) AS held_amount,
                           COALESCE(document.overdue, 0) AS overdue_amount,
                           %(bucket_columns)s
                      FROM dealer_credit_line line
                      JOIN dealer_credit_policy policy ON policy.id = line.policy_id
                      JOIN res_currency currency ON currency.id = line.currency_id
                      LEFT JOIN dealer_dealer dealer ON dealer.id = line.dealer_id
                      LEFT JOIN (SELECT line.id AS line_id, SUM(temporary.amount) AS amount
                                   FROM dealer_credit_temporary temporary
                                   JOIN dealer_credit_line line ON line.id = temporary.line_id
                                  WHERE %(today)s BETWEEN temporary.date_from AND temporary.date_to
                                  GROUP BY line.id) temporary
                        ON temporary.line_id = line.id
                      LEFT JOIN (%(documents)s) document ON document.line_id = line.id
                     WHERE line.active AND line.control <> 'none'
                   ) figures
            """,
            today=self.env["res.company"]._dealer_today_sql("line.company_id"),
            bucket_columns=SQL(", ").join(
                SQL("COALESCE(document.%s, 0) AS %s", SQL.identifier(name), SQL.identifier(name))
                for name, *_days in BUCKETS
            ),
            documents=self._documents_by_line(),
        )

    @api.model
    def _documents_by_line(self):
        """Return the SQL of one row per line: used (without payments on account), prepaid, held, overdue, buckets."""
        Exposures = self.env["dealer.credit.exposure"]
        buckets = [
            SQL(
                "SUM(document.amount) FILTER (WHERE document.kind = 'receivable' AND document.late BETWEEN %s AND %s) AS %s",
                -(10**6) if first is None else first,
                10**6 if last is None else last,
                SQL.identifier(name),
            )
            for name, first, last in BUCKETS
        ]
        return SQL(
            """
            SELECT document.line_id,
                   SUM(document.amount) FILTER (WHERE document.kind NOT IN ('prepaid', 'held')) AS used,
                   SUM(document.amount) FILTER (WHERE document.kind = 'prepaid') AS prepaid,
                   SUM(document.amount) FILTER (WHERE document.kind = 'held') AS held,
                   SUM(document.amount) FILTER (WHERE document.kind = 'receivable' AND document.late > 0) AS overdue,
                   %(buckets)s
              FROM (
                    SELECT summed.line_id, summed.kind, summed.late,
                           ROUND((summed.amount * %(factor)s)::numeric, currency.decimal_places) AS amount
                      FROM (
                            SELECT member.line_id, part.company_id, part.currency_id, part.kind,
                                   CASE WHEN part.kind = 'receivable' THEN %(today)s - part.due_date ELSE 0 END AS late,
                                   SUM(part.amount) AS amount
                              FROM (%(members)s) member
                              JOIN (%(documents)s) part ON part.dealer_id = member.dealer_id
                             GROUP BY 1, 2, 3, 4, 5
                           ) summed
                      JOIN dealer_credit_line line ON line.id = summed.line_id
                      JOIN res_currency currency ON currency.id = line.currency_id
                      JOIN res_company company ON company.id = summed.company_id
                   ) document
             GROUP BY document.line_id
            """,
            buckets=SQL(", ").join(buckets),
            factor=Exposures._factor("summed.currency_id", "line.currency_id", "company"),
            today=self.env["res.company"]._dealer_today_sql("part.company_id"),
            members=Exposures._members(),
            documents=Exposures._documents(),
        )

    def action_open(self):
        """Return the action that opens the credit line."""
        self.ensure_one()
        line = self.line_id
        return {
            "type": "ir.actions.act_window",
            "res_model": line._name,
            "res_id": line.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
