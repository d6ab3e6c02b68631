from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class DealerDealer(models.Model):
    """Documents that were written while their dealer was: neither transaction has seen what the other did."""

    _inherit = "dealer.dealer"

    @api.model_create_multi
    def create(self, vals_list):
        dealers = super().create(vals_list)
        dealers._follow_up_documents()
        return dealers

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {"partner_id", "company_id", "unit_id", "user_id"}:
            self._follow_up_documents()
        return res

    def _follow_up_documents(self):
        """Have the job look again: soon, and when the longest request that may be running now has ended."""
        if self and (job := self.env.ref("dealer.cron_documents", raise_if_not_found=False)):
            now = fields.Datetime.now()
            job.sudo()._trigger([now + timedelta(minutes=1), now + timedelta(minutes=30)])

    @api.model
    def _cron_follow_documents(self, days=2):
        """Give the documents of dealers changed in the last ``days`` the dealer, unit and account manager of today."""
        since = fields.Datetime.now() - timedelta(days=days)
        dealers_sudo = self.sudo().with_context(active_test=False).search([("write_date", ">", since)])
        names = self._dealer_documents_models()
        for done, name in enumerate(names):
            self.env[name].sudo()._follow_dealers(dealers_sudo)
            self.env.flush_all()
            self.env["ir.cron"]._commit_progress(1, remaining=len(names) - done - 1)


class DealerDocumentMixin(models.AbstractModel):
    _inherit = "dealer.document.mixin"

    @api.model
    def _follow_dealers(self, dealers_sudo):
        """Recompute the documents of ``dealers_sudo`` that have another unit or account manager, and those without dealer."""
        self._recompute_dealer_of(dealers_sudo.partner_id, missing_only=True)
        self.flush_model(["dealer_id", "dealer_unit_id", "dealer_user_id"])
        dealers_sudo.flush_model(["unit_id", "user_id"])
        # SQL: the ORM cannot compare the fields of two tables.
        rows = self.env.execute_query(
            SQL(
                """SELECT document.id
                     FROM %s document JOIN dealer_dealer dealer ON dealer.id = document.dealer_id
                    WHERE dealer.id IN %s
                      AND (document.dealer_unit_id IS DISTINCT FROM dealer.unit_id
                           OR document.dealer_user_id IS DISTINCT FROM dealer.user_id)""",
                SQL.identifier(self._table),
                dealers_sudo._ids or (None,),
            )
        )
        self.browse(document_id for (document_id,) in rows).modified(["dealer_id"])
