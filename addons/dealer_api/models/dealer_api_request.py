from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.shapes import Refusal


class DealerApiRequest(models.Model):
    """What a caller has had carried out, by its own reference: sent again, it gets the first answer."""

    _name = "dealer.api.request"
    _description = "API Request"
    _inherit = ["dealer.api.account.mixin"]
    _order = "id desc"
    _rec_name = "external_ref"

    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    method = fields.Char(required=True, readonly=True)
    external_ref = fields.Char(string="External Reference", required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True, help="What the content was: another one is refused.")
    record_id = fields.Many2oneReference(model_field="record_model", readonly=True, index=True)
    record_model = fields.Char(readonly=True)
    answer = fields.Json(readonly=True)

    _key_unique = models.Constraint("UNIQUE(user_id, method, external_ref)", "This reference has been used before.")

    @api.model
    def _claim(self, method, digests):
        """Take the references ``digests`` ({external_ref: digest}) for this transaction; the first statement of a call.

        Plain SQL, because the ORM knows no ON CONFLICT: whoever sends the same reference at the same moment waits here, and is
        then repeated by the platform and finds the answer. Sorted, so that two batches never wait for each other in a circle.

        :return: {external_ref: {"new": True, "id"} or {"new": False, "result"}}
        """
        if not digests:
            return {}
        rows = [(self.env.uid, method, ref, digests[ref]) for ref in sorted(digests)]
        taken = self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_api_request
                       (user_id, method, external_ref, digest, create_uid, write_uid, create_date, write_date)
                SELECT user_id, method, external_ref, digest, user_id, user_id, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM (VALUES %s) AS sent (user_id, method, external_ref, digest)
                    ON CONFLICT (user_id, method, external_ref) DO NOTHING
             RETURNING external_ref, id
                """,
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )
        claims = {ref: {"new": True, "id": claim_id} for ref, claim_id in taken}
        known = [ref for ref in digests if ref not in claims]
        for request in self._of_refs(method, known):
            ref = request.external_ref
            claims[ref] = {"new": False, "result": request._replay(digests[ref])}
        return claims

    @api.model
    def _of_refs(self, method, refs):
        """Return the caller's requests of ``method`` with the references ``refs``."""
        domain = [("user_id", "=", self.env.uid), ("method", "=", method), ("external_ref", "in", refs)]
        return self.search(domain) if refs else self.browse()

    def _replay(self, digest):
        """Return the first result, marked as a replay, or the Refusal of another content."""
        if self.digest != digest:
            return Refusal("payload_conflict", "external_ref", ref=self.external_ref)
        return {**self.answer, "replay": True}

    @api.model
    def _keep(self, method, claims, results):
        """Store the results of what was carried out; give the references of the rest free again."""
        new = {ref: claim["id"] for ref, claim in claims.items() if claim["new"]}
        done = {ref: results[ref] for ref in new if isinstance(results.get(ref), dict)}
        if failed := [new[ref] for ref in new if ref not in done]:
            self.env.cr.execute(SQL("DELETE FROM dealer_api_request WHERE id IN %s", tuple(failed)))
        model = self._record_models().get(method)
        for ref, result in done.items():
            self.browse(new[ref]).write(
                {"answer": result, "record_id": result.get("id") or False, "record_model": model}
            )

    @api.model
    def _record_models(self):
        """Return {method: model of the records that its results name}."""
        return {
            "units_upsert": "dealer.unit",
            "users_upsert": "res.users",
            "dealers_upsert": "dealer.dealer",
            "products_upsert": "product.product",
            "prices_upsert": "product.pricelist.item",
            "stock_count": "product.product",
            "orders_submit": "sale.order",
            "orders_release": "sale.order",
            "orders_cancel": "sale.order",
            "deliveries_confirm": "stock.picking",
            "invoices_create": "account.move",
            "payments_register": "account.payment",
        }
