"""Whose past is kept: dealers and products, and the trees that they stand in."""

from odoo import models
from odoo.tools import SQL

from .dealer_rebate_past import ids_above

PLACEMENT = {"type_id", "tier_id", "territory_id", "unit_id", "tag_ids"}


class DealerDealer(models.Model):
    _name = "dealer.dealer"
    _inherit = ["dealer.dealer", "dealer.rebate.past.mixin"]

    _rebate_past_field = "dealer_id"

    def _rebate_facts(self):
        return {
            dealer.id: {
                "type": dealer.type_id.ids,
                "tier": dealer.tier_id.ids,
                "territory": ids_above(dealer.territory_id),
                "unit": ids_above(dealer.unit_id),
                "tag": sorted(dealer.tag_ids.ids),
            }
            for dealer in self
        }

    def _rebate_made_on(self):
        """The day it was where the company is, as that of what changes: else a record had a past before it was made."""
        zoned = self.with_context(tz=self.sudo().company_id._dealer_tz().zone)
        return super(DealerDealer, zoned)._rebate_made_on()

    def _rebate_first_days(self, before, now):
        """Today where the company is; a new tier counts from the day that the tier history says."""
        changes_sudo = (
            self.env["dealer.tier.change"]
            .sudo()
            .search([("dealer_id", "in", self.ids), ("state", "=", "effective")], order="id")
        )
        since = {change.dealer_id.id: change.effective_date for change in changes_sudo}
        days = {}
        for dealer in self:
            days[dealer.id] = dealer.company_id._dealer_today()
            if before[dealer.id]["tier"] != now[dealer.id]["tier"] and dealer.id in since:
                days[dealer.id] = min(days[dealer.id], since[dealer.id])
        return days

    def write(self, vals):
        if not PLACEMENT & vals.keys():
            return super().write(vals)
        with self._keeping_past():
            return super().write(vals)

    def _compute_territory_id(self):
        """A new address may move a dealer without anybody writing it."""
        known = self._stored_territories()
        res = super()._compute_territory_id()
        moved_sudo = self.browse(known).filtered(lambda dealer: dealer.territory_id.id != known[dealer.id]).sudo()
        if moved_sudo:
            territories_sudo = self.env["dealer.territory"].sudo().browse(filter(None, set(known.values())))
            paths = {territory.id: ids_above(territory) for territory in territories_sudo}
            facts = moved_sudo._rebate_facts()
            moved_sudo._keep_past({key: {**own, "territory": paths.get(known[key], [])} for key, own in facts.items()})
        return res

    def _stored_territories(self):
        """Return {id: id of the territory, or None} as the database has it: the cache holds what is just being computed."""
        ids = [key for key in self.ids if key]
        query = SQL("SELECT id, territory_id FROM dealer_dealer WHERE id = ANY(%s)", ids)
        return {key: territory_id or False for key, territory_id in self.env.execute_query(query)} if ids else {}


class DealerUnit(models.Model):
    _inherit = "dealer.unit"

    def write(self, vals):
        if "parent_id" not in vals:
            return super().write(vals)
        with self.env["dealer.dealer"]._keeping_past_below("unit_id", self):
            return super().write(vals)


class DealerTerritory(models.Model):
    _inherit = "dealer.territory"

    def write(self, vals):
        if "parent_id" not in vals:
            return super().write(vals)
        with self.env["dealer.dealer"]._keeping_past_below("territory_id", self):
            return super().write(vals)


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "dealer.rebate.past.mixin"]

    _rebate_past_field = "product_tmpl_id"

    def _rebate_facts(self):
        return {template.id: {"category": ids_above(template.categ_id)} for template in self}

    def write(self, vals):
        if "categ_id" not in vals:
            return super().write(vals)
        with self._keeping_past():
            return super().write(vals)


class ProductCategory(models.Model):
    _inherit = "product.category"

    def write(self, vals):
        if "parent_id" not in vals:
            return super().write(vals)
        with self.env["product.template"]._keeping_past_below("categ_id", self):
            return super().write(vals)
