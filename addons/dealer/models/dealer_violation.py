from odoo import api, fields, models
from odoo.tools import date_utils


class DealerViolation(models.Model):
    """A breach of the rules by a dealer; confirmed ones count for 12 months."""

    _name = "dealer.violation"
    _description = "Dealer Violation"
    _inherit = ["dealer.scope.mixin"]
    _order = "date desc, id desc"

    dealer_id = fields.Many2one("dealer.dealer", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="dealer_id.company_id", store=True, index=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    kind = fields.Selection(
        [
            ("diversion", "Diversion"),
            ("price", "Price"),
            ("payment", "Payment"),
            ("conduct", "Conduct"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    description = fields.Text()
    state = fields.Selection(
        [("open", "Open"), ("confirmed", "Confirmed"), ("dismissed", "Dismissed")],
        required=True,
        default="open",
        index=True,
    )

    @api.model
    def _dealer_derived_fields(self):
        return super()._dealer_derived_fields() | {"company_id"}

    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for violation in self:
            violation.display_name = f"{kinds.get(violation.kind, '')} {violation.date or ''}".strip()

    def action_confirm(self):
        """Count the violations in tier reviews for twelve months."""
        return self.write({"state": "confirmed"})

    def action_dismiss(self):
        """Find that there was no violation."""
        return self.write({"state": "dismissed"})

    def action_reopen(self):
        """Look into confirmed or dismissed violations again."""
        return self.write({"state": "open"})

    def _count_by_dealer(self, dealers, date):
        """Return {dealer id: confirmed violations of the 12 months up to ``date``}, in one query."""
        since = date_utils.subtract(date, months=12)
        domain = [
            ("dealer_id", "in", dealers.ids),
            ("state", "=", "confirmed"),
            ("date", ">", since),
            ("date", "<=", date),
        ]
        return {dealer.id: count for dealer, count in self._read_group(domain, ["dealer_id"], ["__count"])}
