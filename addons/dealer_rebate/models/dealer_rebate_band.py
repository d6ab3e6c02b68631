from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import Band, exact, problem


class DealerRebatePart(models.AbstractModel):
    """A row of a program: it changes as long as the program does."""

    _name = "dealer.rebate.part.mixin"
    _description = "Part of a Rebate Program"

    program_id = fields.Many2one("dealer.rebate.program", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="program_id.currency_id")

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.program_id._check_draft()
        return parts

    def write(self, vals):
        self.program_id._check_draft()
        res = super().write(vals)
        self.program_id._check_draft()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_of_draft(self):
        self.program_id._check_draft()


class DealerRebateBand(models.Model):
    """From where to where, and what is given there.

    The bounds are in the program's currency or unit; where it compares, in percent (growth 10 = 10 % more; target
    100 = reached).
    """

    _name = "dealer.rebate.band"
    _description = "Rebate Band"
    _inherit = ["dealer.rebate.part.mixin"]
    _order = "program_id, value_from, id"

    value_from = fields.Float(string="From", digits=(16, 4), required=True, default=0.0)
    value_to = fields.Float(string="To", digits=(16, 4), help="0: no end.")
    rate = fields.Float(string="Rate (%)", digits=(16, 6))
    excess_rate = fields.Float(
        string="Rate above Target (%)", digits=(16, 6), help="On what exceeds the target, by the method for targets."
    )
    amount_per_unit = fields.Monetary()
    flat_amount = fields.Monetary()
    free_quantity = fields.Float(digits="Product Unit", help="Free units …")
    free_per = fields.Float(string="Free per", digits="Product Unit", help="… for each so many bought.")

    _bounds_in_order = models.Constraint(
        "CHECK(value_to = 0 OR value_to > value_from)", "A band ends above where it begins."
    )
    _given_positive = models.Constraint(
        "CHECK(rate >= 0 AND excess_rate >= 0 AND amount_per_unit >= 0 AND flat_amount >= 0 AND free_quantity >= 0"
        " AND free_per >= 0)",
        "What a band gives cannot be negative.",
    )

    def _check_table(self):
        """Raise a sentence unless these bands of one program follow each other without overlap and gap."""
        bands = self.sorted(lambda band: (band.value_from, band.id))
        wrong = problem([Band(exact(band.value_from), exact(band.value_to) or None) for band in bands])
        if not wrong:
            return
        code, number = wrong
        if code == "negative":
            raise UserError(
                self.env._("A band of %(program)s begins below zero.", program=bands.program_id.display_name)
            )
        edge = number if code == "endless" else number - 1
        raise UserError(
            self.env._(
                "The bands of %(program)s do not follow each other: the one from %(first)g must end where the one from"
                " %(second)g begins.",
                program=bands.program_id.display_name,
                first=bands[edge - 1].value_from,
                second=bands[edge].value_from,
            )
        )


class DealerRebateCoefficient(models.Model):
    """What is paid within so many days of the invoice counts with this percentage."""

    _name = "dealer.rebate.coefficient"
    _description = "Rebate Coefficient by Days to Payment"
    _inherit = ["dealer.rebate.part.mixin"]
    _order = "program_id, days_to, id"

    days_to = fields.Integer(string="Paid within (days)", required=True)
    percent = fields.Float(string="Counts with (%)", digits=(16, 4), required=True, default=100.0)

    _days_unique = models.UniqueIndex("(program_id, days_to)", "One coefficient for each number of days.")
    _positive = models.Constraint(
        "CHECK(days_to >= 0 AND percent >= 0)", "Days and percentage of a coefficient cannot be negative."
    )


class DealerRebateMix(models.Model):
    """A condition on what was bought: unless all of a program are met, nothing is earned."""

    _name = "dealer.rebate.mix"
    _description = "Rebate Condition on the Product Mix"
    _inherit = ["dealer.rebate.part.mixin"]
    _order = "program_id, id"

    name = fields.Char(required=True)
    product_ids = fields.Many2many(
        "product.product", "dealer_rebate_mix_product_rel", string="Products", ondelete="restrict"
    )
    category_ids = fields.Many2many(
        "product.category",
        "dealer_rebate_mix_category_rel",
        string="Product Categories",
        help="And those below.",
        ondelete="restrict",
    )
    min_percent = fields.Float(
        string="Least Share (%)", digits=(16, 4), help="Of the volume of the program. 0: not asked."
    )
    min_value = fields.Float(
        string="Least Volume", digits=(16, 4), help="In the program's currency or unit. 0: not asked."
    )
    min_products = fields.Integer(string="Different Products", help="At least so many of them. 0: not asked.")

    _positive = models.Constraint(
        "CHECK(min_percent >= 0 AND min_value >= 0 AND min_products >= 0)",
        "Conditions on the product mix cannot be negative.",
    )
