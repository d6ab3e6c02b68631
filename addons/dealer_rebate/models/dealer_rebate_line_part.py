from odoo import fields, models
from odoo.tools import format_date, formatLang


class DealerRebateLinePart(models.Model):
    """What a dealer earned in one period of cumulation, as one run found it.

    A line has a part for the running period, and one for each earlier period that has changed since it was settled. What
    counts as settled of a period is the sum of the differences of its parts on promised lines.
    """

    _name = "dealer.rebate.line.part"
    _description = "Rebate of a Dealer for a Period"
    _inherit = ["dealer.scope.mixin"]
    _order = "line_id, cum_from desc, id"

    line_id = fields.Many2one("dealer.rebate.line", required=True, index=True, ondelete="cascade", readonly=True)
    program_id = fields.Many2one(related="line_id.program_id", store=True, index=True)
    dealer_id = fields.Many2one(related="line_id.dealer_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="line_id.currency_id")
    cum_from = fields.Date(string="From", required=True, readonly=True)
    cum_to = fields.Date(string="Until", required=True, readonly=True)
    late = fields.Boolean(readonly=True, help="A period settled before, in which something has changed.")
    basis = fields.Float(digits=(16, 2), readonly=True)
    compare = fields.Float(string="Base or Target", digits=(16, 2), readonly=True)
    achievement = fields.Float(string="Achievement (%)", digits=(16, 2), readonly=True)
    rate = fields.Float(string="Rate (%)", digits=(16, 4), readonly=True)
    band_id = fields.Many2one("dealer.rebate.band", readonly=True, ondelete="set null")
    free_quantity = fields.Float(digits="Product Unit", readonly=True)
    earned = fields.Monetary(readonly=True)
    settled_before = fields.Monetary(readonly=True)
    difference = fields.Monetary(readonly=True)
    explain = fields.Json(readonly=True)
    reason = fields.Char(readonly=True)

    _line_period_unique = models.UniqueIndex("(line_id, cum_from)", "One part of a line for each period.")

    def _sentence(self):
        """Return the arithmetic of one part in a sentence, in the language of the environment."""
        self.ensure_one()
        steps = " ".join(filter(None, (self._step_text(step) for step in self.explain or [])))
        return self.env._(
            "%(first)s – %(last)s: basis %(basis)s. %(steps)s Earned %(earned)s, settled before %(before)s: difference"
            " %(difference)s.",
            first=format_date(self.env, self.cum_from),
            last=format_date(self.env, self.cum_to),
            basis=self._value_text(self.basis),
            steps=steps,
            earned=self._money(self.earned),
            before=self._money(self.settled_before),
            difference=self._money(self.difference),
        )

    def _money(self, amount):
        """Format what is earned: an amount, or goods."""
        if not self.currency_id:
            return f"{formatLang(self.env, float(amount or 0.0), digits=2)} {self.program_id.uom_id.name or ''}".strip()
        return formatLang(self.env, float(amount or 0.0), currency_obj=self.currency_id)

    def _value_text(self, value):
        program = self.program_id
        if program.measure == "quantity":
            return f"{formatLang(self.env, float(value or 0.0), digits=2)} {program.uom_id.name or ''}".strip()
        return formatLang(self.env, float(value or 0.0), currency_obj=program.currency_id)

    def _percent(self, value):
        text = formatLang(self.env, float(value or 0.0), digits=4)
        mark = self.env["res.lang"]._get_data(code=self.env.lang or "en_US").decimal_point or "."
        return text.rstrip("0").rstrip(mark) if mark in text else text
