from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.dealer.models import side_transaction


class DealerFundClaim(models.Model):
    """What a running transaction is about to take of a fund, for others to see before it commits.

    Rows are inserted by :meth:`dealer.fund._claim` alone and count exactly as long as that transaction runs. A process
    that is killed leaves a row that no longer counts.
    """

    _name = "dealer.fund.claim"
    _description = "Claim on a Fund"
    _log_access = False

    fund_ref = fields.Integer(string="Fund Number", required=True, readonly=True, index=True)
    amount = fields.Float(digits=0, required=True, readonly=True)

    _amount_positive = models.Constraint("CHECK(amount >= 0)", "A claim cannot be negative.")

    def init(self):
        side_transaction.add_main_xid(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE UNIQUE INDEX IF NOT EXISTS dealer_fund_claim_xid_fund_unique ON dealer_fund_claim (main_xid, fund_ref)"
            )
        )

    @api.model
    def _cron_reap(self):
        """Drop claims that no longer count. Nothing depends on it: it keeps the table small."""
        self.env.cr.execute(
            SQL("DELETE FROM dealer_fund_claim claim WHERE %s", side_transaction.is_over("claim")),
        )
        self.invalidate_model()
