from odoo import api, models
from odoo.fields import Domain

from ..engine.shapes import Refusal

# Fields of an address that are fields of the contact as they are.
PLAIN = ("ref", "name", "street", "street2", "city", "zip", "phone", "email", "active")
# Ways in which an order names an address, and the field of the contact that each means.
NAMED_BY = {"ship_to": "id", "ship_to_ref": "ref"}


class DealerApi(models.AbstractModel):
    """How the addresses of dealers are kept by another system, and found when an order names one."""

    _inherit = "dealer.api"

    @api.model
    def _country_finder(self, items):
        """Return a function (ISO code in capitals, path) to the country, for dealers and their addresses; one query."""
        places = [*items, *(address for item in items for address in item["addresses"])]
        return self._record_finder("res.country", "code", [place["country"].upper() for place in places])

    @api.model
    def _region(self, name, country, path):
        """Return the state or province of ``country`` that has this code or name. :raise Refusal: there is none"""
        region = country.state_ids.filtered(lambda state: name in (state.code, state.name))[:1]
        if not region:
            raise Refusal("unknown_record", path, name=name, known=country.state_ids.mapped("code"))
        return region

    @api.model
    def _address_vals(self, item, find):
        """Return the values of the addresses that the input of one dealer gives. :raise Refusal: one comes twice"""
        coming = set()
        found = []
        for index, address in enumerate(item["addresses"]):
            path = f"addresses[{index}]"
            self._check_first(coming, (address["ref"],), f"{path}.ref")
            country = find["country"](address["country"].upper(), f"{path}.country")
            region = address["region"] and self._region(address["region"], country, f"{path}.region").id
            plain = {name: address[name] or False for name in PLAIN}
            found.append({**plain, "type": address["kind"], "country_id": country.id, "state_id": region or False})
        return found

    @api.model
    def _keep_addresses(self, dealer, vals_list):
        """Write each address of one dealer as it was given, under its reference; others stay as they are."""
        known = self._addresses(dealer, [("ref", "in", [vals["ref"] for vals in vals_list])]).grouped("ref")
        new = [vals for vals in vals_list if vals["ref"] not in known]
        self._claim_new("address", [(dealer.id, vals["ref"]) for vals in new])
        self.env["res.partner"].create([{"parent_id": dealer.partner_id.id, **vals} for vals in new])
        for vals in vals_list:
            address = known.get(vals["ref"], self.env["res.partner"])[:1]
            if address and (changed := self._differing(address, vals)):
                address.write(changed)

    @api.model
    def _addresses(self, dealer, domain=()):
        """Return the addresses of one dealer, those put away included; people are contacts, not addresses."""
        mine = Domain("parent_id", "=", dealer.partner_id.id) & Domain("type", "!=", "contact") & Domain(domain)
        return self.env["res.partner"].with_context(active_test=False).search(mine, order="id")

    @api.model
    def _told_addresses(self, dealer):
        """Return what a caller is told of the addresses of one dealer, wherever they were entered."""
        return [
            {"id": address.id, "ref": address.ref or "", "kind": address.type, "active": address.active}
            for address in self._addresses(dealer)
        ]

    @api.model
    def _address_finder(self, items):
        """Return a function (input, dealer) to the address of the dealer that an order names; one query for all."""
        named = Domain.OR(
            Domain(field, "in", values)
            for key, field in NAMED_BY.items()
            if (values := [item[key] for item in items if item[key]])
        )
        addresses = self.env["res.partner"].search(named, order="id")

        def find(item, dealer):
            given = {key: field for key, field in NAMED_BY.items() if item[key]}
            if not given:
                return addresses.browse()
            mine = addresses.filtered(lambda address: address.commercial_partner_id == dealer.partner_id)
            for key, field in given.items():
                mine = mine.filtered_domain([(field, "=", item[key])])
                if not mine:
                    raise Refusal("unknown_record", key, name=item[key])
            return mine[:1]

        return find
