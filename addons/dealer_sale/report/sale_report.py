from odoo import fields, models


class SaleReport(models.Model):
    _name = "sale.report"
    _inherit = ["sale.report", "dealer.scope.mixin"]

    dealer_id = fields.Many2one("dealer.dealer", readonly=True)
    dealer_unit_id = fields.Many2one("dealer.unit", readonly=True)
    dealer_type_id = fields.Many2one("dealer.type", readonly=True)
    dealer_tier_id = fields.Many2one("dealer.tier", readonly=True)
    dealer_territory_id = fields.Many2one("dealer.territory", readonly=True)

    def _select_additional_fields(self):
        return {
            **super()._select_additional_fields(),
            "dealer_id": "s.dealer_id",
            "dealer_unit_id": "s.dealer_unit_id",
            "dealer_type_id": "dealer.type_id",
            "dealer_tier_id": "dealer.tier_id",
            "dealer_territory_id": "dealer.territory_id",
        }

    def _from_sale(self):
        return f"{super()._from_sale()} LEFT JOIN dealer_dealer dealer ON dealer.id = s.dealer_id"

    def _group_by_sale(self):
        columns = "s.dealer_id, s.dealer_unit_id, dealer.type_id, dealer.tier_id, dealer.territory_id"
        return f"{super()._group_by_sale()}, {columns}"
