from odoo import api, models
from odoo.tools import plaintext2html

from ..engine.shapes import Refusal

# Fields of the API that are fields of the contact as they are.
CONTACT = {
    "name": "name",
    "street": "street",
    "street2": "street2",
    "city": "city",
    "zip": "zip",
    "phone": "phone",
    "email": "email",
    "vat": "vat",
    "language": "lang",
    "note": "comment",
}
VERBS = {"on_hold": "action_hold", "terminated": "action_terminate"}


class DealerApi(models.AbstractModel):
    """How dealers are kept by another system."""

    _inherit = "dealer.api"

    @api.model
    def _resolve_dealers_upsert(self, items):
        known = self._dealers_by_code([item["code"] for item in items], "master")
        find = self._dealer_references(items)
        coming = set()

        def resolve(item):
            company = self._company_of(item)
            dealer = known.get((company.id, item["code"]), self.env["dealer.dealer"])
            if item["given"] & {"credit"}:
                self._check_right("credit")
            if not dealer:
                self._check_new_dealer(item, company)
            found = {
                "dealer": dealer,
                "company_record": company,
                "vals": self._dealer_vals(item, company, find),
                "contact_vals": self._contact_vals(item, find),
                "address_vals": self._address_vals(item, find),
                "credit_vals": self._credit_vals(item, company, find),
            }
            if not dealer:
                self._check_first(coming, (item["code"], company.id), "code")
            return found

        return self._each(items, resolve)

    @api.model
    def _check_new_dealer(self, item, company):
        """Raise unless the input holds what a new dealer needs."""
        if not item["name"]:
            raise Refusal("missing", "name")
        if not item["type"] and not company.dealer_default_type_id:
            raise Refusal("missing", "type")

    @api.model
    def _dealer_references(self, items):
        """Return {field: function that finds what the field names}; one query a field."""

        def finder(model, field, key, domain=()):
            return self._record_finder(model, field, [item[key] for item in items], domain)

        companies = [("company_id", "in", [False, *self.env.companies.ids])]
        return {
            "type": finder("dealer.type", "code", "type"),
            "tier": finder("dealer.tier", "code", "tier", companies),
            "unit": finder("dealer.unit", "code", "unit", companies),
            "account_manager": finder("res.users", "login", "account_manager", [("share", "=", False)]),
            "currency": finder("res.currency", "name", "currency"),
            "country": self._country_finder(items),
            "payment_terms": finder("account.payment.term", "name", "payment_terms", companies),
        }

    @api.model
    def _dealer_vals(self, item, company, find):
        """Return the values of the dealer that the input gives, without state."""
        columns = {"type": "type_id", "unit": "unit_id", "account_manager": "user_id", "currency": "currency_id"}
        vals = {columns[key]: find[key](item[key], key).id for key in columns if key in item["given"]}
        if "tier" in item["given"]:
            vals["tier_id"] = find["tier"](item["tier"], "tier", company).id
        if "payment_terms" in item["given"]:
            vals["payment_term_id"] = find["payment_terms"](item["payment_terms"], "payment_terms", company).id
        return {name: value for name, value in vals.items() if value or name in ("tier_id", "user_id")}

    @api.model
    def _contact_vals(self, item, find):
        """Return the values of the contact that the input gives."""
        vals = {
            CONTACT[key]: item[key] or False for key in CONTACT if key in item["given"] and (item[key] or key != "name")
        }
        if vals.get("comment"):
            vals["comment"] = plaintext2html(vals["comment"])
        country = find["country"](item["country"].upper(), "country")
        if "country" in item["given"]:
            vals["country_id"] = country.id
        if item["region"]:
            vals["state_id"] = self._region(item["region"], country, "region").id
        self._check_language(item["language"])
        return vals

    @api.model
    def _credit_vals(self, item, company, find):
        """Return the values of the credit line that the input gives; ``{}`` for none."""
        if not (credit := item["credit"]):
            return {}
        mine = [("company_id", "in", [False, company.id])]
        policies = self._record_finder("dealer.credit.policy", "name", [credit["policy"]], mine)
        currencies = self._record_finder("res.currency", "name", [credit["currency"].upper()])
        vals = {
            "control": credit["control"] or "limit",
            "limit_amount": credit["limit"],
            "valid_until": credit["valid_until"],
            "currency_id": currencies(credit["currency"].upper(), "credit.currency").id,
            "policy_id": policies(credit["policy"], "credit.policy").id,
        }
        return {name: value for name, value in vals.items() if value or name in ("limit_amount", "valid_until")}

    @api.model
    def _execute_dealers_upsert(self, items, undo):
        del undo
        new = [item for item in items if not item["dealer"]]
        self._claim_new("dealer", [(item["company_record"].id, item["code"]) for item in new])
        partners = self.env["res.partner"].create([self._new_contact_vals(item) for item in new])
        created = iter(
            self.env["dealer.dealer"].create(
                [self._new_dealer_vals(item, partner) for item, partner in zip(new, partners, strict=True)]
            )
        )
        results = []
        for item in items:
            is_new = not item["dealer"]
            dealer = next(created) if is_new else item["dealer"]
            if not is_new:
                self._change_dealer(dealer, item)
            self._bring_to_state(dealer, item["state"])
            self._keep_contact(dealer, item["contact"])
            self._keep_credit(dealer, item["credit_vals"])
            result = {"id": dealer.id, "code": dealer.code, "created": is_new, "state": dealer.state}
            if "addresses" in item["given"]:
                self._keep_addresses(dealer, item["address_vals"])
                result["addresses"] = self._told_addresses(dealer)
            results.append(result)
        self._check_in_reach([result["id"] for result in results])
        return results

    @api.model
    def _new_contact_vals(self, item):
        return {"is_company": True, **item["contact_vals"]}

    @api.model
    def _new_dealer_vals(self, item, partner):
        return {
            "code": item["code"],
            "partner_id": partner.id,
            "company_id": item["company_record"].id,
            "state": "applicant" if item["state"] == "applicant" else "active",
            "user_id": False,
            **item["vals"],
        }

    @api.model
    def _change_dealer(self, dealer, item):
        """Write what differs, so that sending the same again leaves no trace."""
        for record, vals in ((dealer.partner_id, item["contact_vals"]), (dealer, item["vals"])):
            if changed := self._differing(record, vals):
                record.write(changed)

    @api.model
    def _differing(self, record, vals):
        """Return those of ``vals`` that ``record`` does not have already."""
        values = record._convert_to_write(record.read(list(vals), load="")[0]) if vals else {}
        return {name: value for name, value in vals.items() if (values.get(name) or False) != (value or False)}

    @api.model
    def _bring_to_state(self, dealer, state):
        """Bring one dealer to ``state`` by the verbs of its life cycle."""
        if not state or dealer.state == state:
            return
        if state == "active":
            if dealer.state == "terminated":
                dealer.action_reapply()
            return dealer.action_resume() if dealer.state == "on_hold" else dealer.action_activate()
        if state == "applicant":
            return dealer.action_reapply()
        return getattr(dealer, VERBS[state])(self.env._("Told by %(account)s", account=self.env.user.name))

    @api.model
    def _keep_contact(self, dealer, name):
        """See that the dealer has a contact person ``name``."""
        if name and name not in dealer.partner_id.child_ids.mapped("name"):
            self._claim_new("contact", [(dealer.id, name)])
            self.env["res.partner"].create({"name": name, "type": "contact", "parent_id": dealer.partner_id.id})

    @api.model
    def _keep_credit(self, dealer, vals):
        """Open or change the dealer's own credit line."""
        if not vals:
            return
        lines = self.env["dealer.credit.line"]
        line = lines.search([("dealer_id", "=", dealer.id)])
        if not line:
            self._claim_new("credit", [dealer.id])
            lines.create({"dealer_id": dealer.id, **vals})
        elif changed := self._differing(line, vals):
            line.write(changed)

    @api.model
    def _check_in_reach(self, dealer_ids):
        """Raise if the caller would not reach these dealers any more, or never has."""
        dealers = self.env["dealer.dealer"].browse(dealer_ids)
        roles = self.env["dealer.access"]._roles_with_group("dealer_api.group_api_master")
        if outside := dealers - dealers._in_scope_of(roles):
            raise Refusal("out_of_scope", "unit", name=outside[0].display_name)
