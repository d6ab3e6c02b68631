from odoo import api, models
from odoo.tools import SQL

from odoo.addons.dealer.models import side_transaction


class DealerCreditExposure(models.AbstractModel):
    """What dealers have in prepayment funds counts like any other payment on account, if the policy counts these.

    What is held for orders does not: those orders take so much less of the line. Nor does what has expired, or what
    another transaction, running right now, is about to take. Rebates, marketing support and deposits never count.
    """

    _inherit = "dealer.credit.exposure"

    @api.model
    def _document_columns(self):
        columns = super()._document_columns()
        items = [*columns["account.move.line"], "amount_currency"]
        return {
            **columns,
            "account.move.line": items,
            "dealer.fund": None,
            "dealer.fund.type": ["kind", "account_id"],
            "dealer.fund.hold": None,
        }

    @api.model
    def _prepaid_funds(self, dealer_ids):
        """Return the SQL of one row per prepayment fund: ``fund_id dealer_id company_id currency_id amount`` (what may be used)."""
        return SQL(
            """
            SELECT fund.id AS fund_id, fund.dealer_id, fund.company_id, fund.currency_id,
                   -SUM(item.amount_currency)
                   + COALESCE(SUM(item.amount_residual_currency) FILTER (
                         WHERE item.amount_residual_currency < 0 AND item.date_maturity < %(today)s), 0)
                   - COALESCE((SELECT SUM(hold.amount) FROM dealer_fund_hold hold
                                WHERE hold.fund_id = fund.id AND hold.state = 'live'), 0)
                   - COALESCE((SELECT SUM(claim.amount) FROM dealer_fund_claim claim
                                WHERE claim.fund_ref = fund.id AND %(in_flight)s), 0) AS amount
              FROM dealer_fund fund
              JOIN dealer_fund_type type ON type.id = fund.type_id AND type.kind = 'prepayment'
              JOIN account_move_line item
                ON item.account_id = type.account_id AND item.company_id = fund.company_id
               AND item.dealer_id = fund.dealer_id AND item.currency_id = fund.currency_id
             WHERE item.parent_state = 'posted' AND %(among)s
             GROUP BY fund.id
            """,
            today=self.env["dealer.fund"]._day_query(),
            in_flight=side_transaction.in_flight("claim"),
            among=self._among("fund.dealer_id", dealer_ids),
        )

    @api.model
    def _documents(self, dealer_ids=None, without_order=None):
        return SQL(
            """
            %s
            UNION ALL
            SELECT 'prepaid', prepaid.dealer_id, prepaid.company_id, prepaid.currency_id, -prepaid.amount, %s, NULL,
                   -prepaid.fund_id, NULL, NULL
              FROM (%s) prepaid WHERE prepaid.amount > 0
            """,
            super()._documents(dealer_ids, without_order),
            self.env["res.company"]._dealer_today_sql("prepaid.company_id"),
            self._prepaid_funds(dealer_ids),
        )

    @api.model
    def _sums_query(self, dealer_ids, graces, without_order=None):
        return SQL(
            """
            %s
            UNION ALL
            SELECT 'prepaid', prepaid.dealer_id, prepaid.company_id, prepaid.currency_id, -SUM(prepaid.amount), %s
              FROM (%s) prepaid WHERE prepaid.amount > 0 GROUP BY 2, 3, 4
            """,
            super()._sums_query(dealer_ids, graces, without_order),
            SQL(", ").join(SQL("NULL::numeric") for _grace in graces),
            self._prepaid_funds(dealer_ids),
        )
