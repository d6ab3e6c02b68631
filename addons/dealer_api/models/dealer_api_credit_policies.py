from odoo import api, models


class DealerApi(models.AbstractModel):
    """Credit policies: what happens beyond the limit and for overdue invoices."""

    _inherit = "dealer.api"

    @api.model
    def credit_policies_upsert(self, policies):
        """Create credit policies of a company or change those whose name is known. Needs the right *API: credit lines*.

        A policy made here comes after all others: only credit lines that name it follow it (``credit.policy`` of
        :meth:`dealers_upsert`). Policies shared by all companies are not changed. Only what is given is changed.

        :param list policies: dicts ``name`` (the key, unique in the company), ``company`` (name), ``on_limit``, ``on_overdue``,
            ``on_expired`` (``warn``, ``hold``, ``refuse``), ``tolerance_percent`` (0 to 100), ``overdue_days``, ``overdue_amount``,
            ``count_prepayments`` (payments not matched with an invoice reduce the exposure), ``reservation_days`` (0 to 365:
            how long an order that waits keeps its amount), ``external_ref``
        :return: answer; each result has ``id``, ``name``, ``created``
        """
        return self._run("credit_policies_upsert", policies)

    @api.model
    def _resolve_credit_policies_upsert(self, items):
        return self._each(items, lambda item: {"company": self._company_of(item)})

    @api.model
    def _execute_credit_policies_upsert(self, items, undo):
        return [self._execute_credit_policy(item) for item in items]

    @api.model
    def _execute_credit_policy(self, item):
        Policy = self.env["dealer.credit.policy"]
        company = item["company"]
        policy = Policy.search([("name", "=", item["name"]), ("company_id", "=", company.id)], limit=1)
        given = item["given"] - {"name", "company", "external_ref"}
        values = {name: item[name] for name in given if item[name] != ""}
        created = not policy
        if created:
            self._claim_new("policy", [(company.id, item["name"])])
            last = Policy.search([], order="sequence DESC", limit=1)
            policy = Policy.create(
                {
                    "name": item["name"],
                    "company_id": company.id,
                    "currency_id": company.currency_id.id,
                    "sequence": max(last.sequence, 1000) + 1,
                    **values,
                }
            )
        else:
            policy.write(values)
        return {"id": policy.id, "name": item["name"], "created": created}
