from odoo import api, fields, models


class DealerRebateTarget(models.Model):
    """What one dealer is to reach in one period of cumulation."""

    _name = "dealer.rebate.target"
    _description = "Rebate Target"
    _inherit = ["dealer.scope.mixin", "dealer.rebate.part.mixin"]
    _order = "program_id, date_from, dealer_id, id"
    _check_company_auto = True

    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True, precompute=True)
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", required=True)
    value = fields.Float(string="Target", digits=(16, 4), required=True, help="In the program's currency or unit.")

    _value_positive = models.Constraint("CHECK(value > 0)", "A target is greater than zero.")
    _dates_in_order = models.Constraint("CHECK(date_to >= date_from)", "The last day lies before the first one.")
    _dealer_period_unique = models.UniqueIndex(
        "(program_id, dealer_id, date_from)", "The dealer already has a target for this period of the program."
    )

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"company_id"}
