from odoo import fields, models


class DealerPricePolicy(models.Model):
    """What happens to an order line that has no price or lies below the floor."""

    _name = "dealer.price.policy"
    _description = "Price Policy"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    on_floor = fields.Selection(
        [("warn", "Warn"), ("hold", "Hold"), ("refuse", "Refuse")],
        string="Below the Floor",
        required=True,
        default="hold",
        help="Warn shows a banner. Hold and Refuse keep the order from being confirmed; a hold can be released.",
    )
    on_missing = fields.Selection(
        [("refuse", "Refuse")],
        string="Without a Price",
        required=True,
        default="refuse",
        help="An order line without a price cannot be confirmed: no price is not the price 0.",
    )
    tolerance = fields.Float(
        digits=(16, 2), help="Percent that a price may lie below the floor price or the least margin without a finding."
    )

    _tolerance_range = models.Constraint(
        "CHECK(tolerance >= 0 AND tolerance < 100)", "The tolerance is a percentage from 0 to below 100."
    )

    def _severities(self):
        """Return how severe findings are under this policy; without one, a price below the floor is held."""
        if not self:
            return {"on_floor": "hold", "on_missing": "refuse", "tolerance": 0.0}
        self.ensure_one()
        return {"on_floor": self.on_floor, "on_missing": self.on_missing, "tolerance": self.tolerance}
