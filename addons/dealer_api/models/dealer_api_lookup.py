from datetime import time

from odoo import api, models

from ..engine.shapes import Refusal

# What there are few of in a company, and which an account has to name.
SHORT_LISTS = ("dealer.type", "dealer.tier", "account.payment.term", "dealer.credit.policy")


class DealerApi(models.AbstractModel):
    """Finding what inputs name, for a whole batch at a time."""

    _inherit = "dealer.api"

    @api.model
    def _each(self, items, resolve):
        """Return for each item itself with what ``resolve(item)`` adds, or the Refusal that it raises."""
        resolved = []
        for item in items:
            try:
                resolved.append({**item, **resolve(item)})
            except Refusal as refusal:
                resolved.append(refusal)
        return resolved

    @api.model
    def _check_first(self, coming, key, path):
        """Raise if ``key``, of a record that is still to be made, came before in the batch; else note it in ``coming``."""
        if key in coming:
            raise Refusal("duplicate_in_batch", path, ref=key[0])
        coming.add(key)

    @api.model
    def _claim_new(self, kind, keys):
        """Take the keys of records that are about to be made: made at the same moment by somebody else, they are found."""
        self.env["dealer.api.code"]._claim(kind, keys)

    @api.model
    def _company_of(self, item):
        """Return the company that an input names, by default the caller's own. :raise Refusal: it is out of reach"""
        if not (name := item.get("company")):
            return self.env.company
        for company in self.env.companies:
            if company.name == name:
                return company
        raise Refusal("unknown_company", "company", name=name)

    @api.model
    def _check_currency(self, code, currency, path="currency"):
        """Raise unless ``code`` is empty or that of ``currency``."""
        if code and code.upper() != currency.name:
            raise Refusal("wrong_currency", path, currency=currency.name)

    @api.model
    def _check_language(self, code):
        """Raise unless ``code`` is empty or that of a language that is installed."""
        if code and code not in dict(self.env["res.lang"].get_installed()):
            raise Refusal("unknown_record", "language", name=code)

    @api.model
    def _dealers_by_code(self, codes, right):
        """Return {(company id, code): dealer} of those in the scope of the roles that give ``right``."""
        domain = [("code", "in", list(set(codes))), ("company_id", "in", self.env.companies.ids)]
        dealers = self.env["dealer.dealer"].with_context(active_test=False).search(domain)
        dealers = dealers._in_scope_of(self.env["dealer.access"]._roles_with_group(f"dealer_api.group_api_{right}"))
        return {(dealer.company_id.id, dealer.code): dealer for dealer in dealers.with_context(active_test=True)}

    @api.model
    def _dealer_finder(self, items, right, key="dealer"):
        """Return a function from an input to its dealer; one query for all. :raise Refusal: by that function"""
        dealers = self._dealers_by_code([item[key] for item in items], right)

        def find(item):
            company = self._company_of(item)
            if dealer := dealers.get((company.id, item[key])):
                return dealer
            raise Refusal("unknown_dealer", key, name=item[key])

        return find

    @api.model
    def _product_finder(self, codes):
        """Return a function (code, company, path) to the product; one query for all codes."""
        domain = [("default_code", "in", list(set(codes))), ("company_id", "in", [False, *self.env.companies.ids])]
        products = self.env["product.product"].search(domain)
        by_code = products.grouped("default_code")

        def find(code, company, path="product"):
            found = by_code.get(code, products.browse()).filtered(
                lambda product: not product.company_id or product.company_id == company
            )
            if not found:
                raise Refusal("unknown_product", path, name=code)
            if len(found) > 1:
                raise Refusal("ambiguous", path, name=code)
            return found

        return find

    @api.model
    def _record_finder(self, model, field, values, domain=()):
        """Return a function (value, path) to the one record of ``model`` whose ``field`` is the value.

        An empty value finds no record.
        """
        wanted = list({value for value in values if value})
        records = self.env[model].search([(field, "in", wanted), *domain]) if wanted else self.env[model]
        by_value = records.grouped(field)

        def find(value, path, company=None):
            if not value:
                return records.browse()
            found = by_value.get(value, records.browse())
            if company is not None:
                found = found.filtered(lambda record: not record.company_id or record.company_id == company)
            if not found:
                raise Refusal("unknown_record", path, name=value, known=self._known(model, field, domain))
            return found[:1]

        return find

    @api.model
    def _known(self, model, field, domain):
        """Return what there is instead of what was not found, where that is a short list which is nobody's secret."""
        names = self.env[model].search(domain, limit=20).mapped(field) if model in SHORT_LISTS else []
        return names if len(names) < 20 else []

    @api.model
    def _unit_finder(self, names):
        """Return a function (name, product, path) to the unit so named that converts to the product's, by default the
        product's own; one query for all names.
        """
        wanted = list({name for name in names if name})
        units = self.env["uom.uom"].search([("name", "in", wanted)]) if wanted else self.env["uom.uom"]
        by_name = units.grouped("name")

        def find(name, product, path="unit"):
            if not name:
                return product.uom_id
            found = by_name.get(name, units.browse())
            fitting = found.filtered(lambda unit: unit._has_common_reference(product.uom_id))
            if not fitting:
                raise Refusal("unknown_record", path, name=name)
            return fitting[:1]

        return find

    @api.model
    def _order_finder(self, items, right):
        """Return a function from an input with ``order_ref`` or ``order_id`` to the order in the caller's scope."""
        refs = [item["order_ref"] for item in items if item["order_ref"]]
        requests = self.env["dealer.api.request"]._of_refs("orders_submit", refs)
        by_ref = {request.external_ref: request.record_id for request in requests}
        ids = {*by_ref.values(), *(item["order_id"] for item in items)} - {0, None}
        reached = self._orders_in_scope(ids, right)

        def find(item):
            name = item["order_ref"] or item["order_id"]
            if not name:
                raise Refusal("missing", "order_ref")
            order_id = by_ref.get(item["order_ref"]) if item["order_ref"] else item["order_id"]
            if order_id not in reached:
                raise Refusal("unknown_order", "order_ref" if item["order_ref"] else "order_id", name=name)
            return self.env["sale.order"].browse(order_id)

        return find

    @api.model
    def _orders_in_scope(self, ids, right):
        """Return the ids of those of the orders that are of dealers in the scope of the roles that give ``right``."""
        roles = self.env["dealer.access"]._roles_with_group(f"dealer_api.group_api_{right}")
        domain = [("id", "in", list(ids)), ("dealer_id", "!=", False), ("company_id", "in", self.env.companies.ids)]
        return set(self.env["sale.order"].search(domain)._in_scope_of(roles)._ids)

    @api.model
    def _check_day(self, day, path="date"):
        """Raise unless ``day`` is empty, today, or the caller may give days in the past. Days to come are refused."""
        if not day:
            return
        today = self._today()
        if day > today:
            raise Refusal("date_ahead", path)
        if day < today and not self._has_right("history"):
            self._check_right("history")

    @api.model
    def _today(self):
        """Return the day of the caller's company."""
        return self.env.company._dealer_today()

    @api.model
    def _moment(self, day, company):
        """Return noon of ``day`` in the company's time zone, in UTC: within that day wherever it is read."""
        return company._dealer_moment(day, time(12))
